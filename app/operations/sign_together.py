"""Papers of dossiers and loose files signed together: one PIN, one row of numbers."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.domain.paper import PaperId
from app.domain.register import NumberWish
from app.errors import AppError, Code
from app.operations.one_session import in_one_session
from app.operations.register_numbers import reserved_numbers
from app.operations.registered_files import RegisteredFiles, file_subjects
from app.operations.sign_files import Signer, SigningKit
from app.operations.sign_loose_files import FileBatch, FileOutcome, Wanted, failed
from app.operations.sign_papers import PaperBatch, SigningOutcome
from app.side_folder import side_folder
from app.store.store import Store
from app.store.vault import Vault
from signing.device import SigningSession
from signing.placement import Placement
from signing.waiting_act import Act

Outcome = SigningOutcome | FileOutcome


@dataclass(frozen=True)
class LooseFile:
    """A file of no dossier, and the folder that its signed copy goes to."""

    path: Path
    out: Path
    placement: Placement | None = None
    """None is what all get."""


def sign_together(
    *,
    store: Store,
    vault: Vault,
    work_folder: Path,
    kit: SigningKit,
    signer: Signer,
    papers: Sequence[PaperId],
    files: Sequence[LooseFile],
    wanted: Wanted,
    placements: Mapping[PaperId, Placement],
    number: NumberWish | None = None,
    on_outcome: Callable[[Outcome], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Outcome, ...]:
    """Sign ``papers`` as ``sign_papers`` does, then ``files`` as ``sign_loose_files`` does.

    ``placements`` are those of papers. With ``number`` all get one of the register, in this order.
    A folder that cannot be written to is the fault of its files: PLACE_UNUSABLE,
    FOLDER_READ_ONLY. Errors: those of ``signing_session``, NUMBER_TAKEN.
    """
    if not papers and not files:
        return ()
    batch = PaperBatch(store, vault, work_folder, kit, wanted.profile, wanted.details, placements)
    subjects: dict[str, str | None] = {}
    if number:
        subjects |= batch.titles(papers) | file_subjects((each.path, each.out) for each in files)
    with ExitStack() as held:
        reserved = reserved_numbers(store, number, subjects, now=kit.now)
        numbers = held.enter_context(reserved)
        acts: list[Act[Outcome | None]] = [*batch.acts(papers, numbers)]
        registered = RegisteredFiles(store, numbers, kit.now)
        for out, group in _by_folder(files).items():
            acts += _file_acts(held, out, group, kit=kit, wanted=wanted, numbers=registered)
        outcomes: dict[int, Outcome] = in_one_session(
            kit, signer, acts, on_outcome=on_outcome, stop=stop
        )
    return tuple(outcomes[place] for place in sorted(outcomes))


def _by_folder(files: Sequence[LooseFile]) -> dict[Path, list[LooseFile]]:
    found: dict[Path, list[LooseFile]] = {}
    for each in files:
        found.setdefault(each.out, []).append(each)
    return found


def _file_acts(
    held: ExitStack, out: Path, files: Sequence[LooseFile], *, kit: SigningKit, wanted: Wanted,
    numbers: RegisteredFiles,
) -> Sequence[Act[FileOutcome | None]]:  # fmt: skip
    """One a file of those that go into ``out``, in which they are prepared while ``held``."""
    paths = [each.path for each in files]
    try:
        aside = held.enter_context(side_folder(out))
    except AppError as error:
        if error.code is not Code.PROFILE_UNWRITABLE:
            return [partial(_refused, path, out, error) for path in paths]
        # Of this folder only, which is no part of the program's: the next file may have another.
        read_only = AppError(Code.FOLDER_READ_ONLY, folder=str(out))
        return [partial(_refused, path, out, read_only) for path in paths]
    own = {each.path: each.placement for each in files if each.placement}
    return FileBatch(kit, out, aside, wanted, numbers, own).acts(paths)


def _refused(path: Path, out: Path, error: AppError, _: SigningSession) -> FileOutcome:
    return failed(path, out, error)
