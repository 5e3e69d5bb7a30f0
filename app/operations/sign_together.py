"""Papers of dossiers and loose files signed together: one PIN, one row of numbers."""

from collections.abc import Callable, Mapping, Sequence

from app.domain.paper import PaperId
from app.domain.register import NumberWish
from app.operations.loose_files import FileOutcome, LooseFile, Wanted
from app.operations.one_session import Part, in_one_session
from app.operations.register_numbers import reserved_numbers
from app.operations.registered_files import RegisteredFiles, file_subjects
from app.operations.sign_files import Signer, SigningKit
from app.operations.sign_loose_files import loose_part
from app.operations.sign_papers import PaperBatch, SigningOutcome
from app.store.store import Store
from app.store.vault import Vault
from signing.placement import Placement

Outcome = SigningOutcome | FileOutcome


def sign_together(
    *,
    store: Store,
    vault: Vault,
    kit: SigningKit,
    signer: Signer,
    papers: Sequence[PaperId],
    files: Sequence[LooseFile],
    wanted: Wanted,
    placements: Mapping[PaperId, Placement],
    number: NumberWish | None = None,
    on_signed: Callable[[Outcome], None] = lambda _: None,
    on_outcome: Callable[[Outcome], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Outcome, ...]:
    """Sign ``papers`` as ``sign_papers`` does, then ``files`` as ``sign_loose_files`` does; all are
    signed before any is raised.

    ``placements`` are those of papers. With ``number`` all get one of the register, in this order.
    Errors: those of ``signing_session``, NUMBER_TAKEN.
    """
    if not papers and not files:
        return ()
    batch = PaperBatch(store, vault, kit, wanted.profile, wanted.details, placements)
    subjects: dict[str, str | None] = {}
    if number:
        subjects |= batch.titles(papers) | file_subjects((each.path, each.out) for each in files)
    with (
        reserved_numbers(store, number, subjects, now=kit.now) as numbers,
        loose_part(kit, wanted, RegisteredFiles(store, numbers, kit.now), files) as of_files,
    ):
        parts: list[Part[Outcome]] = [batch.part(papers, numbers), of_files]
        outcomes = in_one_session(
            kit, signer, parts, on_signed=on_signed, on_outcome=on_outcome, stop=stop
        )
    return tuple(outcomes[place] for place in sorted(outcomes))
