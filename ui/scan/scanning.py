"""What the screen Quét has done on the lanes."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from app.counter import Counter, scanning_lane
from app.domain.paper import Paper
from app.domain.scan import ScanBatch
from app.errors import AppError
from app.operations.build_paper import build_paper
from app.operations.scan_pages import begin_batch, replace_page, scan_pages
from app.pdf_content import PdfInMemory
from app.scanning.compression.steps import Compression
from app.scanning.legal_check import LegalReason
from app.scanning.source import ScanRequest
from ui.background import Stop, run
from ui.scan.targets import Target


@dataclass(frozen=True)
class Built:
    """A finished paper and where its file falls short of the law."""

    paper: Paper
    reasons: tuple[LegalReason, ...]


def scan_in_background(
    owner: QWidget,
    counter: Counter,
    address: str,
    request: ScanRequest,
    *,
    batch: ScanBatch | None,
    aim: tuple[str, str],
    instead_of: str = "",
    stop: Stop,
    replaced: Callable[[object], None] = lambda _: None,
    failed: Callable[[AppError], None],
    ended: Callable[[], None],
) -> None:
    """Append the source's pages to ``batch``, or to a new one for the component of ``aim``.

    With ``instead_of``, a page's identifier, one page is taken and put where that one was;
    ``replaced`` is told the new page's identifier.
    """
    store = counter.store
    wanted = replace(request, max_pages=1) if instead_of else request

    def work() -> str:
        from app.scanning.sources import open_source

        source = open_source(address)
        into = batch or begin_batch(
            store=store, source=address, now=counter.now(), dossier_id=aim[0], component_id=aim[1]
        )
        after = scan_pages(
            store=store, folders=counter.page_folders, batch_id=into.id, source=source,
            request=wanted, clean=counter.settings.scanner.clean, stop=stop,
        )  # fmt: skip
        if not instead_of or len(after.pages) == len(into.pages):
            return ""
        new = after.pages[-1].id
        replace_page(store=store, batch_id=into.id, page_id=instead_of, new_page_id=new)
        return new

    def done(new: str) -> None:
        if new:
            replaced(new)

    run(scanning_lane(counter, address), work, owner=owner, done=done, failed=failed, ended=ended)


def fallen_short(counter: Counter, paper: Paper) -> tuple[LegalReason, ...]:
    """Where the finished file of ``paper`` falls short of the law, on a lane."""
    from app.scanning.legal_check import check_pdf

    return check_pdf(PdfInMemory(paper.title, counter.vault.read(paper.sha256))).reasons


def build_in_background(
    owner: QWidget,
    counter: Counter,
    batch: ScanBatch,
    target: Target,
    *,
    stop: Stop,
    done: Callable[[Built], None],
    failed: Callable[[AppError], None],
    ended: Callable[[], None],
) -> None:
    """Make the pages one paper of ``target`` and hold the finished file against the law."""

    def work() -> Built:
        paper = build_paper(
            store=counter.store, vault=counter.vault, folders=counter.page_folders,
            batch_id=batch.id, dossier_id=target.dossier_id, component_id=target.component_id,
            title=target.title, now=counter.now(), stop=stop,
            compression=Compression(counter.settings.scanner.compression),
        )  # fmt: skip
        return Built(paper, fallen_short(counter, paper))

    run(counter.files_lane, work, owner=owner, done=done, failed=failed, ended=ended)
