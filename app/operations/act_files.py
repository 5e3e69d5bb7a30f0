"""Files of an act: from the disk or the dossier's papers, verified and kept in the vault."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from app.domain.dossier import DossierId
from app.domain.paper import PaperId
from app.errors import AppError, Code
from app.operations.raise_files import require_deliverable
from app.pdf_content import Pdf, PdfInMemory, opened
from app.scanning.pdf_facts import read_pdf_facts
from app.scanning.pdf_reading import require_whole_pdf
from app.settings import Settings
from app.store.store import Store
from app.store.vault import Vault
from signing.trust import TrustStore
from signing.verification.reasons import GREEN
from signing.verification.report import Kind, Level, SignatureReport, VerificationReport
from sync.contract import PaperSent, SignatureSent

if TYPE_CHECKING:
    from signing.verification.worker import VerificationWorker

MOST_FILES = 50
"""Of one field; the province takes no more results."""


@dataclass(frozen=True)
class ChosenFile:
    """A PDF of the disk, or a paper of the dossier."""

    path: Path | None = None
    paper_id: PaperId | None = None
    component_code: str = ""
    """Of what supplements the dossier; empty for that of the paper, or for Giấy tờ khác."""
    title: str = ""
    """Empty for the file's name, or the paper's."""


@dataclass(frozen=True)
class ActFile:
    """What goes with an act; its signatures were verified and it lies in the vault."""

    sent: PaperSent
    pdf: PdfInMemory
    signatures: tuple[SignatureReport, ...]
    """Without time stamps, in the order in which they were made; at least one."""


class DeskParts(Protocol):
    """Of an ``app.counter.Counter``."""

    store: Store
    vault: Vault
    now: Callable[[], datetime]
    settings: Settings

    @property
    def verification(self) -> "VerificationWorker": ...
    def trust(self) -> TrustStore: ...


@dataclass(frozen=True)
class ActDesk:
    """What acts are done with."""

    store: Store
    vault: Vault
    verification: "VerificationWorker"
    trust: TrustStore
    now: Callable[[], datetime]
    check_revocation: bool = False
    """Ask the authorities; without a line what they would say stays open, and is said to be."""

    @classmethod
    def of(cls, counter: DeskParts) -> "ActDesk":
        return cls(
            store=counter.store,
            vault=counter.vault,
            verification=counter.verification,
            trust=counter.trust(),
            now=counter.now,
            check_revocation=counter.settings.trust.check_revocation,
        )


def take_files(
    desk: ActDesk, dossier_id: DossierId, chosen: Mapping[str, Sequence[ChosenFile]]
) -> dict[str, tuple[ActFile, ...]]:
    """The files of each field of an act, verified and kept.

    Errors, all with ``field``: FILE_*, NOT_A_PDF, PDF_*, ACT_FILE_UNVERIFIED with ``verdict``,
    PAPER_UNKNOWN, VAULT_FILE_DAMAGED, DISK_FULL, ACT_INCOMPLETE.
    """
    taken: dict[str, tuple[ActFile, ...]] = {}
    for field, files in chosen.items():
        if len(files) > MOST_FILES:
            raise AppError(Code.ACT_INCOMPLETE, field=field, problem="too_many")
        try:
            taken[field] = tuple(_take(desk, dossier_id, each) for each in files)
        except AppError as error:
            raise AppError(error.code, **{**error.facts, "field": field}) from error
    return taken


def _take(desk: ActDesk, dossier_id: DossierId, chosen: ChosenFile) -> ActFile:
    paper_id, component_code, pdf = _read(desk, dossier_id, chosen)
    require_deliverable(pdf)
    facts = read_pdf_facts(pdf)
    report = desk.verification.verify(pdf, trust=desk.trust, fetch=desk.check_revocation)
    signatures = _confirmed(pdf, report)
    kept = desk.vault.add(pdf.content)
    last = signatures[-1]
    sent = PaperSent(
        paper_id=paper_id,
        component_code=component_code,
        title=pdf.name[:500],
        sha256=kept.sha256,
        bytes=kept.size,
        pages=facts.pages,
        signature=SignatureSent.model_validate(
            {
                "signer": last.signer,
                "serial": last.serial,
                "level": last.level.value,
                "signed_at": last.timestamped_at or last.signed_at,
            }
        ),
    )
    return ActFile(sent, pdf, signatures)


def _read(desk: ActDesk, dossier_id: DossierId, chosen: ChosenFile) -> tuple[str, str, PdfInMemory]:
    """Identifier of the paper, code of its component, and the file."""
    if chosen.paper_id is not None:
        with desk.store.read() as work:
            paper = work.papers.get(chosen.paper_id)
            lines = work.dossiers.get(dossier_id).components
        if paper.dossier_id != dossier_id:
            raise AppError(Code.PAPER_UNKNOWN, paper=paper.id)
        title = chosen.title or paper.title
        own = next((line.code for line in lines if line.id == paper.component_id), "")
        pdf = PdfInMemory(title, desk.vault.read(paper.sha256))
        return paper.id, chosen.component_code or own, pdf
    if chosen.path is None:
        raise ValueError("neither a file nor a paper")
    require_deliverable(chosen.path)
    require_whole_pdf(chosen.path)  # readers would mend what they get from memory
    content = _content(chosen.path, chosen.title or chosen.path.stem)
    return uuid4().hex, chosen.component_code, content


def _content(path: Pdf, title: str) -> PdfInMemory:
    with opened(path) as stream:
        return PdfInMemory(title, stream.read())


def _confirmed(pdf: PdfInMemory, report: VerificationReport) -> tuple[SignatureReport, ...]:
    """The signatures of a file on which all of them hold."""
    signatures = tuple(each for each in report.signatures if each.kind is Kind.SIGNATURE)
    untrue = report.verdict not in GREEN or not signatures
    if untrue or signatures[-1].level is Level.NONE or signatures[-1].signed_at is None:
        raise AppError(
            Code.ACT_FILE_UNVERIFIED, file=pdf.name, verdict=report.verdict.value,
            reasons=" ".join(report.every_reason),
        )  # fmt: skip
    return signatures
