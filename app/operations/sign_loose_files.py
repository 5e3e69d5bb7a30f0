"""Signing loose files, hundreds with one PIN; a second run of the same command goes on."""

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from app.errors import AppError, Cancelled, Code
from app.operations.in_flight import in_order
from app.operations.issue_file import issue_file
from app.operations.raise_files import raise_in_place
from app.operations.sign_files import (
    SignedFile,
    Signer,
    SigningKit,
    not_raised,
    sign_file,
    signing_session,
    waits_to_be_raised,
)
from app.operations.sign_papers import STOPS_THE_BATCH
from app.side_folder import place_new, side_folder
from app.whole_files import place_errors
from signing.device import SigningSession
from signing.pipeline import signed_in_batches
from signing.placement import Placement
from signing.profiles import ISSUING, SignatureProfile
from signing.stamp_drawing import StampDetails
from signing.verification.reasons import Verdict
from signing.verification.report import Kind, SignatureReport, VerificationReport
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
        return hashlib.sha256(wish.encode()).hexdigest()[:16]


class FileNumbers(Protocol):
    """Numbers of the register for files of a batch."""

    def details(self, file: Path, details: StampDetails) -> StampDetails:
        """``details`` with the number that ``file`` got, if it got one."""
        ...

    def issue(self, file: Path, signed: Path, signer: str) -> str:
        """Write down that the number of ``file`` stands on ``signed``; the number, or empty.

        Once more when ``signed`` was raised.
        """
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


def sign_loose_files(
    *,
    kit: SigningKit,
    signer: Signer,
    files: Sequence[Path],
    out: Path,
    wanted: Wanted,
    numbers: FileNumbers = NoNumbers(),  # noqa: B008 (has no state)
    on_signed: Callable[[FileOutcome], None] = lambda _: None,
    on_outcome: Callable[[FileOutcome], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[FileOutcome, ...]:
    """Sign ``files`` into the folder ``out``: an outcome for each, in their order.

    The key is used here, on the token lane; files are prepared, written and read back beside it, a
    few at a time. ``on_signed`` hears of each when the key has done with it, ``on_outcome`` at its
    end: above B-T files are raised in ``out`` when the token is done, all with the same answers of
    the authorities, newer than every time stamp. A file that an earlier run signed as ``wanted``,
    and that was not changed since, counts as signed, and is raised. A file's own fault is its
    outcome; after what would befall the next one too, and after ``stop()``, no other is begun:
    those are told last, with SIGNING_STOPPED, or stay at their level with LEVEL_NOT_REACHED.
    Errors: those of ``signing_session``.
    """
    outcomes: dict[int, FileOutcome] = {}

    def stopped() -> bool:
        errors = (outcome.error for outcome in outcomes.values())
        return stop() or any(error and error.code in STOPS_THE_BATCH for error in errors)

    with side_folder(out) as aside:
        batch = _Batch(kit, out, aside, wanted, numbers)
        acts = batch.acts(files)
        with signing_session(kit, signer) as session:
            for number, outcome in signed_in_batches(session, acts, stop=stopped):
                if outcome is not None:
                    outcomes[number] = outcome
                    on_signed(outcome)
                    if not waits_to_be_raised(outcome.shortfall):
                        on_outcome(outcome)
        low = [each for each in sorted(outcomes) if waits_to_be_raised(outcomes[each].shortfall)]
        raised = in_order(
            lambda number: outcomes[number] if stop() else batch.raised(outcomes[number]),
            low, go_on=lambda: True,
        )  # fmt: skip
        for number, outcome in zip(low, raised, strict=True):
            outcomes[number] = outcome
            on_outcome(outcome)
    for number in sorted(set(range(len(files))) - set(outcomes)):
        untouched = AppError(Code.SIGNING_STOPPED, file=files[number].name)
        on_outcome(outcomes.setdefault(number, batch.failed(files[number], untouched)))
    return tuple(outcomes[number] for number in range(len(files)))


@dataclass(frozen=True)
class _Batch:
    kit: SigningKit
    out: Path
    aside: Path
    """Where files lie until they are confirmed: only then do they come into ``out``."""
    wanted: Wanted
    numbers: FileNumbers

    def acts(self, files: Sequence[Path]) -> list[Act[FileOutcome | None]]:
        """One a file; of several with one name, which several threads would write, the first."""
        first: dict[str, int] = {}
        return [
            self._act(file, taken=first.setdefault(os.path.normcase(file.name), number) < number)
            for number, file in enumerate(files)
        ]

    def failed(self, file: Path, error: AppError) -> FileOutcome:
        return FileOutcome(file, self.out / file.name, None, error)

    def raised(self, signed: FileOutcome) -> FileOutcome:
        """What has become of ``signed``, raised where it lies; at worst it stays as it is."""
        after = signed
        try:
            done = raise_in_place(
                kit=self.kit.levels, file=signed.target, aside=self.aside / signed.target.name,
                level=self.kit.level,
            )  # fmt: skip
            after = replace(signed, report=done.report or signed.report, shortfall=done.shortfall)
            if done.report is not None and signed.number:
                signer = _signatures(done.report)[-1].signer
                self.numbers.issue(signed.source, signed.target, signer)
        except AppError as error:
            return replace(after, shortfall=error)
        return after

    def _act(self, file: Path, *, taken: bool) -> Act[FileOutcome | None]:
        def sign(session: SigningSession) -> FileOutcome | None:
            try:
                if taken:
                    raise AppError(Code.FILE_EXISTS, file=file.name)
                return self._signed(session, file)
            except AppError as error:
                return self.failed(file, error)
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
        signer = [each for each in report.signatures if each.kind is Kind.SIGNATURE][-1].signer
        return FileOutcome(
            source, target, report, None, self._below(report), signed_before=True,
            number=self.numbers.issue(source, target, signer),
        )  # fmt: skip

    def _sign(self, session: SigningSession, source: Path, target: Path) -> SignedFile:
        wanted, details = self.wanted, self.numbers.details(source, self.wanted.details)
        if wanted.profile.id == ISSUING.id:
            return issue_file(
                kit=self.kit, session=session, source=source, target=target,
                details=details, placement=wanted.placement, mark=wanted.mark,
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
        made = [each for each in _signatures(report) if each.signed_bytes > length]
        ours = made and made[-1].serial == serial and self.wanted.mark in made[-1].field
        return report if ours else None

    def _below(self, report: VerificationReport) -> AppError | None:
        level = _signatures(report)[-1].level
        return None if level.reaches(self.kit.level) else not_raised(level)


def _signatures(report: VerificationReport) -> list[SignatureReport]:
    """Without time stamps, the last one being that of this batch."""
    return [each for each in report.signatures if each.kind is Kind.SIGNATURE]


def _continues(target: Path, source: Path) -> bool:
    """Whether ``target`` is ``source`` with something appended, as signing leaves it."""
    try:
        original, signed = source.read_bytes(), target.read_bytes()
    except OSError:
        return False
    return len(signed) > len(original) > 0 and signed.startswith(original)
