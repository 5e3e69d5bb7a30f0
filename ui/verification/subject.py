"""What is verified: a file that somebody chose, or a paper of the vault. No Qt in here."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.counter import Counter
from app.domain.paper import Paper

if TYPE_CHECKING:
    from signing.verification.report import VerificationReport


@dataclass(frozen=True)
class Subject:
    name: str
    """As the officer knows it."""
    opened: Callable[[], AbstractContextManager[Path]]
    """The path at which it can be read for as long as the context lasts."""


def file_subject(path: Path) -> Subject:
    return Subject(path.name, lambda: nullcontext(path))


def paper_subject(counter: Counter, paper: Paper) -> Subject:
    return Subject(paper.title, lambda: counter.vault.plain_file(paper.sha256))


def verify(counter: Counter, subject: Subject) -> "VerificationReport":
    """The report on ``subject`` under its own name, made by the worker process."""
    trust = counter.trust()
    with subject.opened() as path:
        report = counter.verification.verify(
            path, trust=trust, fetch=counter.settings.trust.check_revocation
        )
    return replace(report, file=subject.name)
