"""Signing the papers of dossiers, many with one PIN."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from app.domain.dossier import OPEN_HERE
from app.domain.paper import Paper, PaperId, PaperState
from app.domain.place_template import PlaceTemplate
from app.domain.register import NumberWish, RegisterEntry
from app.errors import AppError, Cancelled, Code
from app.operations.issue_file import issue_file
from app.operations.next_attempt import first_attempt
from app.operations.raise_levels import Raising, raise_levels
from app.operations.register_numbers import Numbers, reserved_numbers
from app.operations.sign_files import (
    SignedFile,
    Signer,
    SigningKit,
    sign_file,
    signing_session,
    waits_to_be_raised,
)
from app.store.store import Store, Work
from app.store.vault import Vault, VaultFile
from signing.device import SigningSession
from signing.pipeline import signed_in_batches
from signing.placement import Placement
from signing.profiles import DIGITISING, ISSUING, SignatureProfile
from signing.stamp_drawing import StampDetails
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
    number: str = ""
    """Số và ký hiệu that the register gave it."""


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
    details: StampDetails = StampDetails(),  # noqa: B008 (frozen)
    number: NumberWish | None = None,
    on_signed: Callable[[SigningOutcome], None] = lambda _: None,
    on_outcome: Callable[[SigningOutcome], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[SigningOutcome, ...]:
    """Sign ``papers`` in order; a paper without a placement gets what was remembered for
    its procedure (``app.store.stamp_places``), or the profile's rule.

    The key is used here, on the token lane; papers are prepared, read back, kept and marked beside
    it, a few at a time, so that a batch cut short can be resumed with the rest. Where one
    confirmation covers many (a signing service), that many go together. ``on_signed`` hears of each
    when the key has done with it, ``on_outcome`` at its end: above B-T papers are raised when the
    token is done, as in ``sign_loose_files``, or left to the queue. A paper's own fault is its
    outcome; after what would befall the next one too, and after ``stop()``, no other is begun.
    Digitised papers are left as they are; another profile signs on what is signed already, as long
    as its dossier may be changed here. With ``number`` each paper gets one of the register, in the
    transaction that marks it signed. Errors: those of ``signing_session``, NUMBER_TAKEN.
    """
    batch = _Batch(store, vault, work_folder, kit, profile, details, placements or {})
    outcomes: dict[int, SigningOutcome] = {}

    def act(paper_id: PaperId) -> Act[SigningOutcome | None]:
        return lambda session: batch.outcome(session, paper_id, numbers)

    def stopped() -> bool:
        errors = (outcome.error for outcome in outcomes.values())
        return stop() or any(error and error.code in STOPS_THE_BATCH for error in errors)

    with (
        reserved_numbers(
            store, number, batch.titles(papers) if number else {}, now=kit.now
        ) as numbers,
        signing_session(kit, signer) as session,
    ):
        for place, outcome in signed_in_batches(session, [*map(act, papers)], stop=stopped):
            if outcome is not None:
                outcomes[place] = outcome
                on_signed(outcome)
                if not waits_to_be_raised(outcome.shortfall):
                    on_outcome(outcome)
    batch.raise_all(outcomes, on_outcome=on_outcome, stop=stop)
    return tuple(outcomes[place] for place in sorted(outcomes))


@dataclass(frozen=True)
class _Batch:
    store: Store
    vault: Vault
    work_folder: Path
    kit: SigningKit
    profile: SignatureProfile
    details: StampDetails
    placements: Mapping[PaperId, Placement]

    def titles(self, papers: Sequence[PaperId]) -> dict[str, str]:
        with self.store.read() as work:
            return {each: work.papers.get(each).title for each in papers}

    def outcome(
        self, session: SigningSession, paper_id: PaperId, numbers: Numbers
    ) -> SigningOutcome | None:
        """What becomes of one paper; None when the batch stopped before its turn."""
        try:
            return self._sign(session, paper_id, numbers)
        except AppError as error:
            return SigningOutcome(paper_id, None, error)
        except Cancelled:
            return None

    def raise_all(
        self,
        outcomes: dict[int, SigningOutcome],
        *,
        on_outcome: Callable[[SigningOutcome], None],
        stop: Callable[[], bool],
    ) -> None:
        """Raise those that wait for it, and write what has become of them into ``outcomes``.

        At worst they stay as they are and are left to the queue.
        """
        low = {
            each.paper.id: place
            for place, each in sorted(outcomes.items())
            if each.paper and waits_to_be_raised(each.shortfall)
        }
        papers = [outcomes[place].paper for place in low.values()]
        goals = [each.goal for each in papers if each and each.goal]
        raising = Raising(self.store, self.vault, self.work_folder, self.kit.levels)

        def ended(paper: PaperId, fault: AppError | None = None) -> None:
            place = low.pop(paper)
            now = self._now(outcomes[place])
            untried = fault is not None and waits_to_be_raised(now.shortfall)
            outcomes[place] = replace(now, shortfall=fault) if untried else now
            on_outcome(outcomes[place])

        fault = None
        try:
            raise_levels(
                raising, goals=goals, stop=stop, seconds=inf,
                on_tried=lambda goal: ended(PaperId(goal.paper_id)),
            )  # fmt: skip
        except AppError as error:
            fault = error
        for paper in list(low):
            ended(paper, fault)

    def _now(self, outcome: SigningOutcome) -> SigningOutcome:
        """``outcome`` as the store has it."""
        try:
            with self.store.read() as work:
                paper = work.papers.get(outcome.paper_id)
        except AppError:  # taken off its draft meanwhile
            return outcome
        goal = paper.goal
        why = AppError(Code(goal.reason), **goal.facts) if goal and goal.reason else None
        return replace(outcome, paper=paper, shortfall=why)

    def _sign(self, session: SigningSession, paper_id: PaperId, numbers: Numbers) -> SigningOutcome:
        with self.store.read() as work:
            paper = work.papers.get(paper_id)
            held = work.stamp_places.of_paper(paper, self.profile.id)
            if paper.state is PaperState.SIGNED:
                if self.profile.id == DIGITISING.id:
                    return SigningOutcome(paper_id, paper, None)
                _require_open(work, paper)
        entry = numbers.entries.get(paper_id)
        with (
            self.vault.plain_file(paper.sha256) as source,
            tempfile.TemporaryDirectory(prefix="signing-", dir=self.work_folder) as folder,
        ):
            target = Path(folder) / "signed.pdf"
            signed = self._sign_file(
                session, source, target, self.placements.get(paper_id),
                template=held.template if held else None, entry=entry,
            )  # fmt: skip
            kept = self.vault.add(target)
        with self.store.write() as work:
            if paper.state is PaperState.SIGNED:
                _require_open(work, paper)
            marked = self._mark(work, paper, signed, kept)
            if entry is not None:
                numbers.issue(
                    work, entry, signer=signed.facts.signer, sha256=kept.sha256, now=self.kit.now()
                )
        return SigningOutcome(
            paper_id, marked, None, signed.shortfall, signed.unfit, entry.written if entry else ""
        )

    def _sign_file(
        self, session: SigningSession, source: Path, target: Path, placement: Placement | None, *,
        template: PlaceTemplate | None, entry: RegisterEntry | None,
    ) -> SignedFile:  # fmt: skip
        details = replace(self.details, number=entry.written) if entry else self.details
        if self.profile.id == ISSUING.id:
            return issue_file(
                kit=self.kit, session=session, source=source, target=target, profile=self.profile,
                placement=placement, details=details,
            )  # fmt: skip
        return sign_file(
            kit=self.kit, session=session, source=source, target=target, profile=self.profile,
            placement=placement, template=template, details=details,
        )  # fmt: skip

    def _mark(self, work: Work, paper: Paper, signed: SignedFile, kept: VaultFile) -> Paper:
        work.papers.mark_signed(
            paper.id, sha256=kept.sha256, size=kept.size, facts=signed.facts,
            over=paper.signed_sha256,
        )  # fmt: skip
        if signed.shortfall is not None:
            why, soon = signed.shortfall, first_attempt(signed.shortfall, now=self.kit.now())
            work.level_goals.want(
                paper.id, wanted=self.kit.level.value, reason=why.code.value, facts=why.facts,
                next_attempt_at=soon,
            )  # fmt: skip
        return work.papers.get(paper.id)


def _require_open(work: Work, paper: Paper) -> None:
    """What the province may have must not be signed on here: it would be another file."""
    dossier = work.dossiers.get(paper.dossier_id)
    if dossier.state not in OPEN_HERE:
        raise AppError(Code.DOSSIER_ALREADY_SUBMITTED, dossier=dossier.shown_code)
