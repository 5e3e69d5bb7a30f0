"""Signing loose files, hundreds with one PIN; a second run of the same command goes on."""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from app.errors import AppError, Cancelled, Code
from app.operations.issue_file import issue_file
from app.operations.one_session import in_one_session
from app.operations.sign_files import SignedFile, Signer, SigningKit, sign_file
from app.side_folder import place_new, side_folder
from app.whole_files import place_errors
from signing.device import SigningSession
from signing.placement import Placement
from signing.profiles import ISSUING, PROFILES, SignatureProfile
from signing.stamp_drawing import StampDetails
from signing.verification.reasons import Verdict
from signing.verification.report import Kind, Level, VerificationReport
from signing.waiting_act import Act


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


class FileNumbers(Protocol):
    """Numbers of the register for files of a batch."""

    def details(self, file: Path, details: StampDetails) -> StampDetails:
        """``details`` with the number that ``file`` got, if it got one."""
        ...

    def issue(self, file: Path, signed: Path, signer: str) -> str:
        """Write down that the number of ``file`` stands on ``signed``; the number, or empty."""
        ...


class NoNumbers(FileNumbers):
    def details(self, file: Path, details: StampDetails) -> StampDetails:  # noqa: ARG002
        return details

    def issue(self, file: Path, signed: Path, signer: str) -> str:  # noqa: ARG002
        return ""


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

    @property
    def level(self) -> str:
        """Of its last signature, as it was read back; empty when there is none."""
        return _level(self.report).value if self.report else ""


def sign_loose_files(
    *,
    kit: SigningKit,
    signer: Signer,
    files: Sequence[Path],
    out: Path,
    wanted: Wanted,
    numbers: FileNumbers = NoNumbers(),  # noqa: B008 (has no state)
    on_outcome: Callable[[FileOutcome], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[FileOutcome, ...]:
    """Sign ``files`` into the folder ``out``: an outcome for each, in their order.

    Files are told to ``on_outcome`` as they end. A file that an earlier run signed as
    ``wanted``, and that was not changed since, counts as signed. A file's own fault is its
    outcome; what ends a batch is told at ``in_one_session``: files that were not begun are told
    last, with SIGNING_STOPPED. Errors: those of ``signing_session``.
    """
    with side_folder(out) as aside:
        batch = FileBatch(kit, out, aside, wanted, numbers)
        acts = batch.acts(files)
        outcomes = in_one_session(kit, signer, acts, on_outcome=on_outcome, stop=stop)
    for number, file in enumerate(files):
        if number not in outcomes:
            untouched = AppError(Code.SIGNING_STOPPED, file=file.name)
            on_outcome(outcomes.setdefault(number, failed(file, out, untouched)))
    return tuple(outcomes[number] for number in range(len(files)))


def failed(file: Path, out: Path, error: AppError) -> FileOutcome:
    """``error`` says why ``file`` is not signed into ``out``."""
    return FileOutcome(file, out / file.name, None, error)


@dataclass(frozen=True)
class FileBatch:
    """What is to be put into each file of a batch, and where it goes."""

    kit: SigningKit
    out: Path
    aside: Path
    """Where files lie until they are confirmed: only then do they come into ``out``."""
    wanted: Wanted
    numbers: FileNumbers
    placements: Mapping[Path, Placement] = field(default_factory=dict)
    """Of files that have one of their own, in place of that of ``wanted``."""

    def acts(self, files: Sequence[Path]) -> list[Act[FileOutcome | None]]:
        """One a file; of several with one name, which several threads would write, the first."""
        first: dict[str, int] = {}
        return [
            self._act(file, taken=first.setdefault(os.path.normcase(file.name), number) < number)
            for number, file in enumerate(files)
        ]

    def _act(self, file: Path, *, taken: bool) -> Act[FileOutcome | None]:
        def sign(session: SigningSession) -> FileOutcome | None:
            try:
                if taken:
                    raise AppError(Code.FILE_EXISTS, file=file.name)
                return self._signed(session, file)
            except AppError as error:
                return failed(file, self.out, error)
            except Cancelled:
                return None

        return sign

    def _signed(self, session: SigningSession, source: Path) -> FileOutcome:
        target = self.out / source.name
        with place_errors(target):
            exists = target.exists()
        if not exists:
            signed = self._sign(session, source, self.aside / source.name)
            place_new(self.aside / source.name, target)
            number = self.numbers.issue(source, target, signed.facts.signer)
            return FileOutcome(
                source, target, signed.report, None, signed.shortfall, number=number
            )  # fmt: skip
        report = self._signed_before(source, target, session.certificate.serial)
        if report is None:
            # The original itself, or somebody's.
            raise AppError(Code.FILE_EXISTS, file=source.name)
        return FileOutcome(source, target, report, None, self._below(report), signed_before=True)

    def _wanted(self, source: Path) -> Wanted:
        own = self.placements.get(source)
        return replace(self.wanted, placement=own) if own else self.wanted

    def _sign(self, session: SigningSession, source: Path, target: Path) -> SignedFile:
        wanted = self._wanted(source)
        details = self.numbers.details(source, wanted.details)
        if wanted.profile.id == ISSUING.id:
            return issue_file(
                kit=self.kit, session=session, source=source, target=target,
                profile=wanted.profile, details=details, placement=wanted.placement,
                mark=wanted.mark,
            )  # fmt: skip
        return sign_file(
            kit=self.kit, session=session, source=source, target=target, profile=wanted.profile,
            placement=wanted.placement, details=details, mark=wanted.mark,
        )  # fmt: skip

    def _signed_before(self, source: Path, target: Path, serial: str) -> VerificationReport | None:
        """What ``target`` is found to be, if it is ``source`` with the signature that is wanted."""
        if not _continues(target, source):
            return None
        report = self.kit.verification.verify(target, trust=self.kit.trust)
        if report.verdict is not Verdict.VALID:
            return None
        length = source.stat().st_size
        made = [
            each
            for each in report.signatures
            if each.kind is Kind.SIGNATURE and each.signed_bytes > length
        ]
        ours = made and made[-1].serial == serial and self._wanted(source).mark in made[-1].field
        return report if ours else None

    def _below(self, report: VerificationReport) -> AppError | None:
        level = _level(report)
        if level.reaches(self.kit.level):
            return None
        return AppError(Code.LEVEL_NOT_REACHED, level=level.value)


def _level(report: VerificationReport) -> Level:
    return [each.level for each in report.signatures if each.kind is Kind.SIGNATURE][-1]


def _continues(target: Path, source: Path) -> bool:
    """Whether ``target`` is ``source`` with something appended, as signing leaves it."""
    try:
        original, signed = source.read_bytes(), target.read_bytes()
    except OSError:
        return False
    return len(signed) > len(original) > 0 and signed.startswith(original)
