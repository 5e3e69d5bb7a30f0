"""Signing loose files, hundreds with one PIN; a second run of the same command goes on."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from app.domain.audit import Act
from app.errors import AppError, Cancelled, Code
from app.operations.in_flight import in_order
from app.operations.issue_file import issue_file
from app.operations.loose_files import (
    FileNumbers,
    FileOutcome,
    LooseFile,
    NoNumbers,
    Wanted,
    not_signed,
    signatures,
)
from app.operations.one_session import Part, Told, in_one_session
from app.operations.raise_files import raise_in_place
from app.operations.sign_files import SignedFile, Signer, SigningKit, not_raised, sign_file
from app.side_folder import place_new, side_folder
from app.whole_files import place_errors, write_whole
from signing.device import SigningSession
from signing.profiles import ISSUING
from signing.verification.reasons import Verdict
from signing.verification.report import VerificationReport


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

    A file that an earlier run signed as ``wanted``, and that was not changed since, counts as
    signed, and is raised in ``out`` like the others. A file's own fault is its outcome; what ends a
    batch, and who is told what, is said at ``in_one_session``: files that were not begun are told
    last, with SIGNING_STOPPED. Errors: those of ``signing_session``; of ``loose_part``, before the
    key is used.
    """
    with ExitStack() as tried:
        if isinstance(unusable := _aside(tried, out), AppError):
            raise unusable
    loose = [LooseFile(file, out) for file in files]
    with loose_part(kit, wanted, numbers, loose) as part:
        outcomes = in_one_session(
            kit, signer, [part], on_signed=on_signed, on_outcome=on_outcome, stop=stop
        )
    for number, file in enumerate(loose):
        if number not in outcomes:
            untouched = AppError(Code.SIGNING_STOPPED, file=file.path.name)
            on_outcome(outcomes.setdefault(number, not_signed(file, untouched)))
    return tuple(outcomes[number] for number in range(len(files)))


@contextmanager
def loose_part(
    kit: SigningKit, wanted: Wanted, numbers: FileNumbers, files: Sequence[LooseFile]
) -> Iterator[Part[FileOutcome]]:
    """``files`` in a session that ends before the block; a folder that cannot be written to is the
    fault of its files: PLACE_UNUSABLE, FOLDER_READ_ONLY, DISK_FULL.
    """
    with ExitStack() as held:
        asides = {out: _aside(held, out) for out in {each.out for each in files}}
        batch = _Batch(kit, wanted, numbers, asides)
        yield Part(batch.acts(files), batch.raise_all)


def _aside(held: ExitStack, out: Path) -> Path | AppError:
    try:
        return held.enter_context(side_folder(out))
    except AppError as error:
        if error.code is not Code.PROFILE_UNWRITABLE:
            return error
        # Of this folder only, which is no part of the program's: the next file may have another.
        return AppError(Code.FOLDER_READ_ONLY, folder=str(out))


@dataclass(frozen=True)
class _Batch:
    kit: SigningKit
    wanted: Wanted
    numbers: FileNumbers
    asides: Mapping[Path, Path | AppError]
    """By folder, where files lie until they are confirmed: only then do they come into it."""

    def acts(
        self, files: Sequence[LooseFile]
    ) -> list[Callable[[SigningSession], FileOutcome | None]]:
        """One a file; of several with one name, which several threads would write, the first."""
        first: dict[tuple[Path, str], int] = {}
        names = ((each.out, os.path.normcase(each.path.name)) for each in files)
        taken = [first.setdefault(name, number) < number for number, name in enumerate(names)]
        return [partial(self._act, *each) for each in zip(files, taken, strict=True)]

    def raise_all(
        self, signed: Mapping[int, FileOutcome], told: Told, stop: Callable[[], bool]
    ) -> None:
        done = in_order(
            lambda each: each if stop() else self._raised(each),
            signed.values(), go_on=lambda: True,
        )  # fmt: skip
        for place, outcome in zip(signed, done, strict=True):
            told(place, outcome)

    def _raised(self, signed: FileOutcome) -> FileOutcome:
        """What has become of ``signed``, raised where it lies; at worst it stays as it is."""
        after, file = signed, signed.target
        try:
            with place_errors(file):
                before = file.read_bytes()
            done = raise_in_place(
                kit=self.kit.levels, file=file, aside=self._place_aside(file),
                level=self.kit.level,
            )  # fmt: skip
            after = replace(signed, report=done.report or signed.report, shortfall=done.shortfall)
            if done.report is not None:
                self.numbers.raised(before, file)
                self.kit.audit.note(
                    Act.RAISED, level=done.level.value, sha256_before=sha256(before).hexdigest(),
                    sha256=sha256(file.read_bytes()).hexdigest(),
                )  # fmt: skip
        except AppError as error:
            return replace(after, shortfall=error)
        return after

    def _act(self, file: LooseFile, taken: bool, session: SigningSession) -> FileOutcome | None:
        try:
            if taken:
                raise AppError(Code.FILE_EXISTS, file=file.path.name)
            return self._signed(session, file)
        except AppError as error:
            serial = session.certificate.serial
            self.kit.audit.note_failure(
                Act.SIGNED, error, profile=self.wanted.profile.id, serial=serial
            )
            return not_signed(file, error)
        except Cancelled:
            return None

    def _signed(self, session: SigningSession, file: LooseFile) -> FileOutcome:
        source, target, aside = file.path, file.target, self._place_aside(file.target)
        with place_errors(target):
            exists = target.exists()
        if not exists:
            signed = self._sign(session, file)
            write_whole(aside, signed.pdf.content)
            # The key was used: that is told before the file comes where others see it.
            self._note(source, signed)
            place_new(aside, target)
            number = self.numbers.issue(source, target, signed.facts.signer)
            return FileOutcome(
                source, target, signed.report, None, signed.shortfall, number=number,
                unfit=signed.unfit,
            )  # fmt: skip
        report = self._signed_before(file, session.certificate.serial)
        if report is None:
            # The original itself, or somebody's.
            raise AppError(Code.FILE_EXISTS, file=source.name)
        last = signatures(report)[-1]
        below = None if last.level.reaches(self.kit.level) else not_raised(last.level)
        number = self.numbers.issue(source, target, last.signer)
        return FileOutcome(source, target, report, None, below, signed_before=True, number=number)

    def _note(self, source: Path, signed: SignedFile) -> None:
        number = self.numbers.details(source, self.wanted.details).number
        with place_errors(source):
            before = sha256(source.read_bytes()).hexdigest()
        self.kit.audit.note(
            Act.SIGNED, profile=self.wanted.profile.id, serial=signed.facts.serial,
            level=signed.facts.level, sha256=sha256(signed.pdf.content).hexdigest(),
            sha256_before=before, **({"number": number} if number else {}),
        )  # fmt: skip

    def _place_aside(self, target: Path) -> Path:
        """Errors: those of ``loose_part``."""
        aside = self.asides[target.parent]
        if isinstance(aside, AppError):
            raise aside
        return aside / target.name

    def _wanted(self, file: LooseFile) -> Wanted:
        return replace(self.wanted, placement=file.placement) if file.placement else self.wanted

    def _sign(self, session: SigningSession, file: LooseFile) -> SignedFile:
        wanted, source = self._wanted(file), file.path
        details = self.numbers.details(source, wanted.details)
        sign = issue_file if wanted.profile.id == ISSUING.id else sign_file
        return sign(
            kit=self.kit, session=session, source=source, profile=wanted.profile,
            placement=wanted.placement, details=details, mark=wanted.mark,
        )  # fmt: skip

    def _signed_before(self, file: LooseFile, serial: str) -> VerificationReport | None:
        """What the target is found to be, if it is the file with the signature that is wanted."""
        if not _continues(file.target, file.path):
            return None
        report = self.kit.verification.verify(file.target, trust=self.kit.trust)
        if report.verdict is not Verdict.VALID:
            return None
        length = file.path.stat().st_size
        made = [each for each in signatures(report) if each.signed_bytes > length]
        ours = made and made[-1].serial == serial and self._wanted(file).mark in made[-1].field
        return report if ours else None


def _continues(target: Path, source: Path) -> bool:
    """Whether ``target`` is ``source`` with something appended, as signing leaves it."""
    try:
        original, signed = source.read_bytes(), target.read_bytes()
    except OSError:
        return False
    return len(signed) > len(original) > 0 and signed.startswith(original)
