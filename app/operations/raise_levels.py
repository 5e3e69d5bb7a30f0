"""Raising the signatures of papers later, when the services answer; the token is not needed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from app.domain.audit import Act
from app.domain.level_goal import LevelGoal, RaisedVersion
from app.domain.paper import Paper, PaperId
from app.domain.submission import OutboxItem, OutboxKind, OutboxState
from app.errors import AppError, Code
from app.operations.in_flight import in_order
from app.operations.next_attempt import next_attempt
from app.operations.queue_act import with_raised_file
from app.operations.raise_files import LevelKit, RaisedFile, raise_pdf
from app.operations.receive_dossier import reception_act
from app.operations.sign_files import read_back
from app.pdf_content import PdfInMemory
from app.store.store import Store, Work
from app.store.vault import Vault, VaultFile
from signing.levels import Archive
from signing.verification.report import Kind, Level, VerificationReport

_OF_ALL = frozenset(
    {
        Code.TIMESTAMP_NOT_SET,
        Code.TIMESTAMP_UNREACHABLE,
        Code.TIMESTAMP_INVALID,
        Code.CLOCK_WRONG,
    }
)
"""What would befall the next paper as well."""
_STOPS = frozenset({Code.DISK_FULL, Code.PROFILE_UNWRITABLE})


@dataclass(frozen=True)
class Raising:
    """What papers are raised with."""

    store: Store
    vault: Vault
    kit: LevelKit
    renew_before: timedelta = timedelta(days=90)
    """How long before the end of its time stamp's certificate an archive is renewed."""


def raise_levels(
    raising: Raising,
    *,
    goals: Sequence[LevelGoal] | None = None,
    on_tried: Callable[[LevelGoal], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
    seconds: float = 20.0,
) -> int:
    """Try every paper that is due, a few at once, for about ``seconds`` at most; returns how many
    were raised or renewed. With ``goals`` those are tried, due or not. ``on_tried`` hears of each
    that was tried, when all that came of it is written down.

    Each paper's new file is whole in the vault before one transaction makes it count, so that
    dying anywhere only means trying again. Errors: those of the store, DISK_FULL.
    """
    now, until, raised = raising.kit.services.now, monotonic() + seconds, 0
    if goals is None:
        with raising.store.read() as work:
            due = work.level_goals.due(now(), renew_before=raising.renew_before)
    else:
        due = tuple(goals)
    of_all: AppError | None = None

    def go_on() -> bool:
        return of_all is None and not stop() and monotonic() <= until

    tried = 0
    for shortfall, done in in_order(partial(_try, raising), due, go_on=go_on):
        on_tried(due[tried])
        tried, raised = tried + 1, raised + done
        if shortfall is not None and shortfall.code in _OF_ALL:
            of_all = shortfall
    if of_all is not None:
        with raising.store.write() as work:
            for other in due[tried:]:
                _put_back(work, other, of_all, now())
    return raised


def _try(raising: Raising, goal: LevelGoal) -> tuple[AppError | None, bool]:
    """Why ``goal`` is still not reached, and whether the paper got any higher."""
    try:
        with raising.store.read() as work:
            paper = work.papers.get(PaperId(goal.paper_id))
        due = goal.is_due(raising.kit.services.now(), raising.renew_before)
        base = _base_of(goal, paper)
        done, content = raise_pdf(
            kit=raising.kit, source=PdfInMemory(paper.title, raising.vault.read(base)),
            level=Level(goal.wanted), archive=Archive.PROLONG if due else Archive.KEEP,
            deliverable=goal.raised is None,
        )  # fmt: skip
        kept = raising.vault.add(content) if done.report else None
    except AppError as error:
        if error.code in _STOPS:
            raise
        if error.code is Code.PAPER_UNKNOWN:  # taken off its draft meanwhile, and its goal with it
            return None, False
        done, kept = RaisedFile(Level.NONE, Level.NONE, None, error), None
    return done.shortfall, _write_down(raising, goal, paper, done, kept)


def _base_of(goal: LevelGoal, paper: Paper) -> str:
    """SHA-256 of the file that is raised: the paper's, or the one kept beside it."""
    return goal.raised.sha256 if goal.raised else paper.sha256


def _write_down(
    raising: Raising, goal: LevelGoal, before: Paper, done: RaisedFile, kept: VaultFile | None
) -> bool:
    """One transaction with all that came of an attempt; whether the paper got any higher."""
    with raising.store.write() as work:
        of_dossier = {each.id: each for each in work.papers.of_dossier(before.dossier_id)}
        if of_dossier.get(before.id) != before:  # somebody was faster
            return False
        if kept is not None and done.report is not None:
            _make_count(work, before, done.level, done.report, kept)
            renewed = done.before is done.level is Level.B_LTA
            work.audit.note(
                Act.RENEWED if renewed else Act.RAISED, dossier=before.dossier_id,
                level=done.level.value, sha256=kept.sha256, sha256_before=_base_of(goal, before),
            )  # fmt: skip
        if done.shortfall is None:
            work.level_goals.reach(before.id, archived_until=done.archived_until)
        else:
            _put_back(work, goal, done.shortfall, raising.kit.services.now())
    return kept is not None


def _make_count(
    work: Work, paper: Paper, level: Level, report: VerificationReport, kept: VaultFile
) -> None:
    """Let the raised file be the paper's, or keep it beside what the province may have."""
    items = [
        item
        for item in work.outbox.of_dossier(paper.dossier_id)
        if item.state is not OutboxState.WITHDRAWN
    ]
    if any(item.attempts for item in items):
        version = RaisedVersion(kept.sha256, kept.size, level.value)
        work.level_goals.keep_beside(paper.id, version)
        return
    if paper.signature is None:
        raise AppError(Code.PAPER_NOT_SIGNED, paper=paper.title)
    known = paper.signature
    own = [e for e in report.signatures if e.kind is Kind.SIGNATURE and e.serial == known.serial]
    # A stamp of today proves the signature; it was made when it was made.
    facts = replace(read_back(own[-1], report.verdict), signed_at=known.signed_at)
    work.papers.replace_signed(paper.id, sha256=kept.sha256, size=kept.size, facts=facts)
    work.register.replace_file(paper.sha256, kept.sha256)
    _rewrite(work, items, paper, kept)


def _rewrite(work: Work, items: Sequence[OutboxItem], paper: Paper, kept: VaultFile) -> None:
    """Send the raised file instead: nothing of the dossier has left this machine yet."""
    for item in items:
        if item.kind is OutboxKind.UPLOAD and item.payload["sha256"] == paper.sha256:
            payload = {**item.payload, "sha256": kept.sha256, "bytes": kept.size}
            work.outbox.rewrite(item.id, payload)
        if item.kind is OutboxKind.RECEIVE_DOSSIER:
            act = reception_act(
                work.dossiers.get(paper.dossier_id),
                work.papers.of_dossier(paper.dossier_id),
                item.payload["unit_code"],
            )
            work.outbox.rewrite(item.id, act.model_dump(mode="json"))
        if item.kind is OutboxKind.ACT:
            raised = with_raised_file(item.payload, paper.sha256, work.papers.get(paper.id))
            work.outbox.rewrite(item.id, raised)


def _put_back(work: Work, goal: LevelGoal, why: AppError, now: datetime) -> None:
    work.level_goals.put_back(
        PaperId(goal.paper_id),
        reason=why.code.value,
        facts=why.facts,
        next_attempt_at=next_attempt(why, attempts=goal.attempts + 1, now=now),
    )
