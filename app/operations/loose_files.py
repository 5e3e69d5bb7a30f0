"""Files of no dossier: what is put into each, and what became of it."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from app.errors import AppError
from signing.placement import Placement
from signing.profiles import PROFILES, SignatureProfile
from signing.stamp_drawing import StampDetails
from signing.verification.report import Kind, SignatureReport, VerificationReport


@dataclass(frozen=True)
class Wanted:
    """What is to be put into every file of a batch."""

    profile: SignatureProfile
    placement: Placement | None
    """None is the profile's own rule."""
    details: StampDetails

    @cached_property
    def mark(self) -> str:
        """The same for the same wish, in the name of the field: by it a second run knows its own.

        One profile's signature must not pass for another's, nor an old number for a new one.
        """
        wish = f"{self.profile.id} {self.placement} {self.details}"
        if self.profile != PROFILES[self.profile.id]:  # a seal of another size
            wish += f" {self.profile.width} {self.profile.height}"
        return hashlib.sha256(wish.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class LooseFile:
    """One file, and the folder that its signed copy goes to."""

    path: Path
    out: Path
    placement: Placement | None = None
    """None is what all get."""

    @property
    def target(self) -> Path:
        return self.out / self.path.name


class FileNumbers(Protocol):
    """Numbers of the register for files of a batch."""

    def details(self, file: Path, details: StampDetails) -> StampDetails:
        """``details`` with the number that ``file`` got, if it got one."""
        ...

    def issue(self, file: Path, signed: Path, signer: str) -> str:
        """Write down that the number of ``file`` stands on ``signed``; the number, or empty."""
        ...

    def raised(self, before: bytes, signed: Path) -> None:
        """Write down that numbers on a file of this content stand on ``signed`` now."""
        ...


class NoNumbers(FileNumbers):
    def details(self, file: Path, details: StampDetails) -> StampDetails:  # noqa: ARG002
        return details

    def issue(self, file: Path, signed: Path, signer: str) -> str:  # noqa: ARG002
        return ""

    def raised(self, before: bytes, signed: Path) -> None:
        """There are none."""


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file."""

    source: Path
    target: Path
    report: VerificationReport | None
    """Of ``target``, read back; None when ``error`` says why there is none."""
    error: AppError | None = None
    shortfall: AppError | None = None
    """Why the signature is not at the level that was wanted."""
    signed_before: bool = False
    """By an earlier run of the same command; the token was not asked."""
    number: str = ""
    """Số và ký hiệu that the register gave it in this run."""
    unfit: AppError | None = None
    """Why the stamp is not where it was to be: BLANK_PLACE_ABSENT."""

    @property
    def level(self) -> str:
        """Of its last signature, as it was read back; empty when there is none."""
        return signatures(self.report)[-1].level.value if self.report else ""


def not_signed(file: LooseFile, error: AppError) -> FileOutcome:
    """``error`` says why."""
    return FileOutcome(file.path, file.target, None, error)


def signatures(report: VerificationReport) -> list[SignatureReport]:
    """Without time stamps, the last one being that of this batch."""
    return [each for each in report.signatures if each.kind is Kind.SIGNATURE]
