"""From scanned pages, or from a file that the officer has, to a paper of a dossier."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.domain.audit import Act
from app.domain.dossier import OPEN_HERE, Dossier, DossierId
from app.domain.expected_state import TAKES_RESULT, TAKES_SUPPLEMENT, standing_of
from app.domain.paper import MAX_FILE_BYTES, Paper
from app.domain.scan import BatchId, BatchState, ScanBatch, ScannedPage
from app.errors import AppError, Cancelled, Code
from app.operations.look_at_pages import look_at_pages
from app.operations.page_fields import keep_with_paper
from app.operations.page_folders import PageFolders
from app.operations.scan_pages import begin_batch, discard_batch, scan_pages
from app.scanning.compression.steps import Compression
from app.scanning.file_kind import FileKind, file_kind
from app.scanning.pdf_builder import BuildPage, pdf_of
from app.scanning.pdf_facts import read_pdf_facts
from app.scanning.source import ScanRequest
from app.scanning.sources import open_source
from app.scanning.text.page_text import PageText
from app.store.store import Store, Work
from app.store.vault import Vault


def build_paper(
    *,
    store: Store,
    vault: Vault,
    folders: PageFolders,
    batch_id: BatchId,
    dossier_id: DossierId,
    component_id: str,
    title: str,
    now: datetime,
    compression: Compression = Compression.JPEG,
    stop: Callable[[], bool] = lambda: False,
) -> Paper:
    """Make the batch's pages one PDF and attach it to a component.

    Repeating it for the same batch, e.g. after a crash, yields the same paper. Errors:
    NOTHING_SCANNED, FILE_TOO_LARGE when the pages cannot fit 6 MB, IMAGE_UNREADABLE, DISK_FULL,
    DOSSIER_ALREADY_SUBMITTED, SCAN_CHANGED when pages came or went; ``Cancelled`` once ``stop()``
    is true before the file is whole: the pages stay as they are.
    """
    with store.read() as work:
        before = work.papers.of_batch(batch_id)
    if before is not None:
        return before
    look_at_pages(store=store, folders=folders, batch_id=batch_id, stop=stop)
    while True:  # again when a page was turned meanwhile
        with store.read() as work:
            batch = work.scans.get(batch_id)
        content, built = pdf_of(
            [_build_page(folders, page) for page in batch.pages],
            max_bytes=MAX_FILE_BYTES, compression=compression, stop=stop,
        )  # fmt: skip
        kept = vault.add(content)
        with store.write() as work:
            if not _as_before(work, batch, dossier_id):
                continue
            paper = work.papers.add(
                dossier_id=dossier_id, component_id=component_id, batch_id=batch_id, title=title,
                pages=built.pages, dpi=built.dpi, sha256=kept.sha256, size=kept.size, now=now,
                text=_text(batch.pages),
            )  # fmt: skip
            keep_with_paper(work, paper.id, batch.pages)
            work.scans.close(batch_id, BatchState.BUILT)
            work.audit.note(Act.PAPER_BUILT, dossier=dossier_id, sha256=kept.sha256)
        return paper


def _as_before(work: Work, batch: ScanBatch, dossier_id: DossierId) -> bool:
    """Whether the pages look as they did. Errors: SCAN_CHANGED when they are others, for a page
    must not be in two papers; DOSSIER_ALREADY_SUBMITTED, for a paper must not come afterwards.
    """
    now, dossier = work.scans.get(batch.id), work.dossiers.get(dossier_id)
    if now.state is not BatchState.OPEN or [p.id for p in now.pages] != [p.id for p in batch.pages]:
        raise AppError(Code.SCAN_CHANGED)
    _require_open(work, dossier)
    return [(p.rotation, p.cleaned) for p in now.pages] == [
        (p.rotation, p.cleaned) for p in batch.pages
    ]


def _require_open(work: Work, dossier: Dossier) -> None:
    if dossier.state not in OPEN_HERE and not takes_paper(work, dossier):
        raise AppError(Code.DOSSIER_ALREADY_SUBMITTED, dossier=dossier.shown_code)


def takes_paper(work: Work, dossier: Dossier) -> bool:
    """Whether a paper may be scanned for it after its reception: what the applicant brings later,
    or a result on paper. What is queued counts as done.
    """
    expected = standing_of(dossier, work.outbox.of_dossier(dossier.id)).expected
    return expected in TAKES_RESULT | TAKES_SUPPLEMENT


def _build_page(folders: PageFolders, page: ScannedPage) -> BuildPage:
    text = PageText.from_json(json.loads(page.text)) if page.text else None
    return BuildPage(folders.page(page), page.dpi, page.rotation, page.cleaning, text)


def _text(pages: Sequence[ScannedPage]) -> str:
    """What was read on ``pages``, by which the dossier is found."""
    read = (PageText.from_json(json.loads(page.text)) for page in pages if page.text)
    return " ".join(word.text for text in read for word in text.words)


def attach_file(
    *,
    store: Store,
    vault: Vault,
    folders: PageFolders,
    path: Path,
    dossier_id: DossierId,
    component_id: str,
    title: str,
    now: datetime,
    clean: bool = True,
    compression: Compression = Compression.JPEG,
    stop: Callable[[], bool] = lambda: False,
) -> Paper:
    """Attach a PDF as it is, or make one of an image file.

    A PDF is never rewritten: it may carry a citizen's own signature. Errors: FILE_*, NOT_A_PDF,
    PDF_ENCRYPTED, PDF_DAMAGED, IMAGE_UNREADABLE, DISK_FULL, DOSSIER_ALREADY_SUBMITTED.
    """
    if _is_pdf(path):
        return _attach_pdf(
            store=store, vault=vault, path=path, dossier_id=dossier_id,
            component_id=component_id, title=title, now=now,
        )  # fmt: skip
    address = f"file:{path}"
    batch = begin_batch(
        store=store, source=address, now=now, dossier_id=dossier_id, component_id=component_id
    )
    try:
        scan_pages(
            store=store, folders=folders, batch_id=batch.id, source=open_source(address),
            request=ScanRequest(), clean=clean, stop=stop,
        )  # fmt: skip
        return build_paper(
            store=store, vault=vault, folders=folders, batch_id=batch.id,
            dossier_id=dossier_id, component_id=component_id, title=title, now=now,
            compression=compression,
        )  # fmt: skip
    except (AppError, Cancelled):
        # Unlike scanned pages these can be had again, from the file.
        with suppress(AppError):
            discard_batch(store=store, batch_id=batch.id)
        raise


def remove_paper(*, store: Store, paper: Paper) -> None:
    """Take a paper off a draft."""
    with store.write() as work:
        work.papers.remove(paper.id)
        work.audit.note(Act.PAPER_REMOVED, dossier=paper.dossier_id, sha256=paper.sha256)


def _attach_pdf(
    *,
    store: Store,
    vault: Vault,
    path: Path,
    dossier_id: DossierId,
    component_id: str,
    title: str,
    now: datetime,
) -> Paper:
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise AppError(Code.FILE_TOO_LARGE, bytes=size, limit=MAX_FILE_BYTES, file=path.name)
    facts = read_pdf_facts(path)
    if facts.encrypted:  # it can be read, but never signed
        raise AppError(Code.PDF_ENCRYPTED, file=path.name)
    kept = vault.add(path.read_bytes())
    with store.write() as work:
        # It may have been received while the file was looked at: nothing would send it then.
        _require_open(work, work.dossiers.get(dossier_id))
        work.audit.note(Act.PAPER_ATTACHED, dossier=dossier_id, sha256=kept.sha256)
        return work.papers.add(
            dossier_id=dossier_id,
            component_id=component_id,
            batch_id=None,
            title=title,
            pages=facts.pages,
            dpi=facts.lowest_dpi or 0,
            sha256=kept.sha256,
            size=kept.size,
            now=now,
        )


def _is_pdf(path: Path) -> bool:
    try:
        return file_kind(path) is FileKind.PDF
    except AppError as error:
        if error.code is Code.FILE_KIND_UNKNOWN and path.suffix.lower() == ".pdf":
            raise AppError(Code.NOT_A_PDF, file=path.name) from error
        raise
