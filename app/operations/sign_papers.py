"""Signing the papers of dossiers, many with one PIN."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.paper import Paper, PaperId, PaperState
from app.errors import AppError, Cancelled, Code
from app.operations.next_attempt import first_attempt
from app.operations.sign_files import SignedFile, Signer, SigningKit, sign_file, signing_session
from app.store.store import Store
from app.store.vault import Vault
from signing.device import SigningSession
from signing.pipeline import signed_in_batches
from signing.placement import Placement
from signing.profiles import SignatureProfile
from signing.waiting_act import Act

STOPS_THE_BATCH = frozenset(
    {Code.DISK_FULL, Code.PROFILE_UNWRITABLE, Code.CLOCK_WRONG}
    | {code for code in Code if code.value.startswith(("pin_", "token_", "remote_"))}
)
"""What would befall the next paper as well; above all a second wrong PIN must not happen."""


@dataclass(frozen=True)
class SigningOutcome:
    """What became of one paper."""

    paper_id: PaperId
    paper: Paper | None
    """As it stands now; None when ``error`` says why not."""
    error: AppError | None
    shortfall: AppError | None = None
    """Why the signature is not at the level that was wanted; it is raised later if it can be."""
    unfit: AppError | None = None
    """Why the stamp is at the rule's place although another was remembered: TEMPLATE_UNFIT."""


def sign_papers(
    *,
    store: Store,
    vault: Vault,
    work_folder: Path,
    kit: SigningKit,
    signer: Signer,
    papers: Sequence[PaperId],
    profile: SignatureProfile,
    placements: Mapping[PaperId, Placement] | None = None,
    on_outcome: Callable[[SigningOutcome], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[SigningOutcome, ...]:
    """Sign ``papers`` in order; a paper without a placement gets what was remembered for
    its procedure (``app.store.stamp_places``), or the profile's rule.

    The key is used here, on the token lane; papers are prepared, read back, kept and marked beside
    it, a few at a time, so that a batch cut short can be resumed with the rest. Where one
    confirmation covers many (a signing service), that many go together. A paper's own fault is its
    outcome; after what would befall the next one too, and after ``stop()``, no other is begun.
    Papers that are signed already are left as they are. Errors: those of ``signing_session``.
    """
    chosen = placements or {}
    outcomes: dict[int, SigningOutcome] = {}

    def act(paper_id: PaperId) -> Act[SigningOutcome | None]:
        def sign(session: SigningSession) -> SigningOutcome | None:
            try:
                return _sign(
                    store=store, vault=vault, work_folder=work_folder, kit=kit, session=session,
                    profile=profile, paper_id=paper_id, placement=chosen.get(paper_id),
                )  # fmt: skip
            except AppError as error:
                return SigningOutcome(paper_id, None, error)
            except Cancelled:
                return None

        return sign

    def stopped() -> bool:
        errors = (outcome.error for outcome in outcomes.values())
        return stop() or any(error and error.code in STOPS_THE_BATCH for error in errors)

    with signing_session(kit, signer) as session:
        acts = [act(each) for each in papers]
        for number, outcome in signed_in_batches(session, acts, stop=stopped):
            if outcome is not None:
                on_outcome(outcomes.setdefault(number, outcome))
    return tuple(outcomes[number] for number in sorted(outcomes))


def _sign(
    *,
    store: Store,
    vault: Vault,
    work_folder: Path,
    kit: SigningKit,
    session: SigningSession,
    profile: SignatureProfile,
    paper_id: PaperId,
    placement: Placement | None,
) -> SigningOutcome:
    with store.read() as work:
        paper = work.papers.get(paper_id)
        held = work.stamp_places.of_paper(paper, profile.id)
    if paper.state is PaperState.SIGNED:
        return SigningOutcome(paper_id, paper, None)
    with (
        vault.plain_file(paper.original_sha256) as source,
        tempfile.TemporaryDirectory(prefix="signing-", dir=work_folder) as folder,
    ):
        target = Path(folder) / "signed.pdf"
        signed: SignedFile = sign_file(
            kit=kit, session=session, source=source, target=target, profile=profile,
            placement=placement, template=held.template if held else None,
        )  # fmt: skip
        kept = vault.add(target)
    with store.write() as work:
        work.papers.mark_signed(paper_id, sha256=kept.sha256, size=kept.size, facts=signed.facts)
        if signed.shortfall is not None:
            why, soon = signed.shortfall, first_attempt(signed.shortfall, now=kit.now())
            work.level_goals.want(
                paper_id, wanted=kit.level.value, reason=why.code.value, facts=why.facts,
                next_attempt_at=soon,
            )  # fmt: skip
        elif signed.report.archived_until is not None:
            work.level_goals.archive(paper_id, until=signed.report.archived_until)
        paper = work.papers.get(paper_id)
    return SigningOutcome(paper_id, paper, None, signed.shortfall, signed.unfit)
