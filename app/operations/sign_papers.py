"""Signing the papers of dossiers, many with one PIN."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from math import inf

from app.domain.audit import Act
from app.domain.dossier import OPEN_HERE
from app.domain.paper import Paper, PaperId, PaperState
from app.domain.place_template import PlaceTemplate
from app.domain.register import NumberWish, RegisterEntry
from app.errors import AppError, Cancelled, Code
from app.operations.issue_file import issue_file
from app.operations.next_attempt import first_attempt
from app.operations.one_session import Part, Told, in_one_session
from app.operations.raise_levels import Raising, raise_levels
from app.operations.register_numbers import Numbers, reserved_numbers
from app.operations.sign_files import (
    SignedFile,
    Signer,
    SigningKit,
    sign_file,
    waits_to_be_raised,
)
from app.pdf_content import PdfInMemory
from app.store.store import Store, Work
from app.store.vault import Vault, VaultFile
from signing.device import SigningSession
from signing.placement import Placement
from signing.profiles import DIGITISING, ISSUING, SignatureProfile
from signing.stamp_drawing import StampDetails


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

    Each is kept and marked as it ends, so that a batch cut short can be resumed with the rest, and
    is left to the queue where it cannot be raised now. A paper's own fault is its outcome; what
    ends a batch, and who is told what, is said at ``in_one_session``.
    Digitised papers are left as they are; another profile signs on what is signed already, as long
    as its dossier may be changed here. With ``number`` each paper gets one of the register, in the
    transaction that marks it signed. Errors: those of ``signing_session``, NUMBER_TAKEN.
    """
    batch = PaperBatch(store, vault, kit, profile, details, placements or {})
    titles = batch.titles(papers) if number else {}
    with reserved_numbers(store, number, titles, now=kit.now) as numbers:
        outcomes = in_one_session(
            kit, signer, [batch.part(papers, numbers)], on_signed=on_signed, on_outcome=on_outcome,
            stop=stop,
        )  # fmt: skip
    return tuple(outcomes[place] for place in sorted(outcomes))


@dataclass(frozen=True)
class PaperBatch:
    """What is to be put onto each paper of a batch."""

    store: Store
    vault: Vault
    kit: SigningKit
    profile: SignatureProfile
    details: StampDetails
    placements: Mapping[PaperId, Placement]

    def titles(self, papers: Sequence[PaperId]) -> dict[str, str]:
        """Trích yếu by paper."""
        with self.store.read() as work:
            return {each: work.papers.get(each).title for each in papers}

    def part(self, papers: Sequence[PaperId], numbers: Numbers) -> Part[SigningOutcome]:
        """``papers`` in a session, with ``numbers`` by paper."""
        acts = [partial(self._act, numbers, each) for each in papers]
        return Part(acts, self._raise_all)

    def _act(
        self, numbers: Numbers, paper_id: PaperId, session: SigningSession
    ) -> SigningOutcome | None:
        try:
            return self._sign(session, paper_id, numbers)
        except AppError as error:
            self._note_failure(session, paper_id, error)
            return SigningOutcome(paper_id, None, error)
        except Cancelled:
            return None

    def _raise_all(
        self, signed: Mapping[int, SigningOutcome], told: Told, stop: Callable[[], bool]
    ) -> None:
        """Those that cannot be raised are left to the queue."""
        low = {each.paper.id: place for place, each in signed.items() if each.paper}
        papers = [each.paper for each in signed.values()]
        goals = [each.goal for each in papers if each and each.goal]
        raising = Raising(self.store, self.vault, self.kit.levels)

        def ended(paper: PaperId, fault: AppError | None = None) -> None:
            place = low.pop(paper)
            now = self._now(signed[place])
            untried = fault is not None and waits_to_be_raised(now.shortfall)
            told(place, replace(now, shortfall=fault) if untried else now)

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
        signed = self._sign_file(
            session, PdfInMemory(paper.title, self.vault.read(paper.sha256)),
            self.placements.get(paper_id), template=held.template if held else None, entry=entry,
        )  # fmt: skip
        kept = self.vault.add(signed.pdf.content)
        with self.store.write() as work:
            if paper.state is PaperState.SIGNED:
                _require_open(work, paper)
            marked = self._mark(work, paper, signed, kept)
            self._note(work, paper, marked, entry)
            if entry is not None:
                numbers.issue(
                    work, entry, signer=signed.facts.signer, sha256=kept.sha256, now=self.kit.now()
                )
        return SigningOutcome(
            paper_id, marked, None, signed.shortfall, signed.unfit, entry.written if entry else ""
        )

    def _sign_file(
        self, session: SigningSession, source: PdfInMemory, placement: Placement | None, *,
        template: PlaceTemplate | None, entry: RegisterEntry | None,
    ) -> SignedFile:  # fmt: skip
        details = replace(self.details, number=entry.written) if entry else self.details
        if self.profile.id == ISSUING.id:
            return issue_file(
                kit=self.kit, session=session, source=source, profile=self.profile,
                placement=placement, details=details,
            )  # fmt: skip
        return sign_file(
            kit=self.kit, session=session, source=source, profile=self.profile,
            placement=placement, template=template, details=details,
        )  # fmt: skip

    def _note(self, work: Work, before: Paper, signed: Paper, entry: RegisterEntry | None) -> None:
        facts = signed.signature
        numbered = {"number": entry.written} if entry else {}
        work.audit.note(
            Act.SIGNED, dossier=signed.dossier_id, profile=self.profile.id,
            serial=facts.serial if facts else "", level=facts.level if facts else "",
            sha256_before=before.sha256, sha256=signed.sha256, **numbered,
        )  # fmt: skip

    def _note_failure(self, session: SigningSession, paper_id: PaperId, error: AppError) -> None:
        dossier = ""
        with suppress(AppError), self.store.read() as work:
            dossier = work.papers.get(paper_id).dossier_id
        self.kit.audit.note_failure(
            Act.SIGNED, error, dossier=dossier, profile=self.profile.id,
            serial=session.certificate.serial,
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
