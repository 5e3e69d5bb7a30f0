"""What is verified: a file that somebody chose, or a paper of the vault. No Qt in here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.counter import Counter
from app.domain.paper import Paper
from app.pdf_content import Pdf, PdfInMemory

if TYPE_CHECKING:
    from signing.verification.report import VerificationReport


@dataclass(frozen=True)
class Subject:
    name: str
    """As the officer knows it."""
    read: Callable[[], Pdf]
    """As it is now, on a lane. Errors: VAULT_FILE_DAMAGED."""


def file_subject(path: Path) -> Subject:
    return Subject(path.name, lambda: path)


def paper_subject(counter: Counter, paper: Paper) -> Subject:
    title, vault = paper.title, counter.vault
    return Subject(title, lambda: PdfInMemory(title, vault.read(paper.sha256)))


def verify(counter: Counter, subject: Subject) -> "VerificationReport":
    """The report on ``subject``, made by the worker process."""
    fetch = counter.settings.trust.check_revocation
    return counter.verification.verify(subject.read(), trust=counter.trust(), fetch=fetch)
