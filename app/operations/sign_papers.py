"""Signing the papers of dossiers, many with one PIN."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.domain.paper import Paper, PaperId, PaperState
from app.errors import AppError, Code
from app.operations.sign_files import SignedFile, Signer, SigningKit, sign_file, signing_session
from app.store.store import Store
from app.store.vault import Vault
from signing.device import SigningSession
from signing.placement import Placement
from signing.profiles import SignatureProfile

STOPS_THE_BATCH = frozenset(
    {
        Code.PIN_INCORRECT,
        Code.PIN_LOCKED,
        Code.PIN_EXPIRED,
        Code.PIN_REQUIRED,
        Code.TOKEN_REMOVED,
        Code.TOKEN_ABSENT,
        Code.TOKEN_FAILED,
        Code.DISK_FULL,
        Code.PROFILE_UNWRITABLE,
    }
)
"""What would befall the next paper as well; above all a second wrong PIN must not happen."""
FIRST_RAISE_AFTER = timedelta(seconds=30)
"""The services did not answer just now."""


@dataclass(frozen=True)
class SigningOutcome:
    """What became of one paper."""

    paper_id: PaperId
    paper: Paper | None
    """As it stands now; None when ``error`` says why not."""
    error: AppError | None
    shortfall: AppError | None = None
    """Why the signature is not at the level that was wanted; it is raised later if it can be."""


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
    """Sign ``papers`` in order; a paper without a placement gets the profile's rule.

    Runs on the token lane. Each paper is signed, read back, kept in the vault and marked before
    the next begins, so that a batch cut short can be resumed with the rest. A paper's own fault
    is its outcome; what would befall the next one too ends the batch with that outcome last.
    Papers that are signed already are left as they are. Errors: those of ``signing_session``.
    """
    chosen = placements or {}
    outcomes: list[SigningOutcome] = []
    with signing_session(kit, signer) as session:
        for paper_id in papers:
            if stop():
                break
            try:
                outcome = _sign(
                    store=store, vault=vault, work_folder=work_folder, kit=kit, session=session,
                    profile=profile, paper_id=paper_id, placement=chosen.get(paper_id),
                )  # fmt: skip
            except AppError as error:
                outcome = SigningOutcome(paper_id, None, error)
            outcomes.append(outcome)
            on_outcome(outcome)
            if outcome.error is not None and outcome.error.code in STOPS_THE_BATCH:
                break
    return tuple(outcomes)


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
    if paper.state is PaperState.SIGNED:
        return SigningOutcome(paper_id, paper, None)
    with (
        vault.plain_file(paper.original_sha256) as source,
        tempfile.TemporaryDirectory(prefix="signing-", dir=work_folder) as folder,
    ):
        target = Path(folder) / "signed.pdf"
        signed: SignedFile = sign_file(
            kit=kit, session=session, source=source, target=target, profile=profile,
            placement=placement,
        )  # fmt: skip
        kept = vault.add(target)
    with store.write() as work:
        paper = work.papers.mark_signed(
            paper_id, sha256=kept.sha256, size=kept.size, facts=signed.facts
        )
        if signed.shortfall is not None:
            why, soon = signed.shortfall, kit.now() + FIRST_RAISE_AFTER
            work.level_goals.want(
                paper_id, wanted=kit.level.value, reason=why.code.value, facts=why.facts,
                next_attempt_at=soon,
            )  # fmt: skip
            paper = work.papers.get(paper_id)
    return SigningOutcome(paper_id, paper, None, signed.shortfall)
