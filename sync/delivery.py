"""Writing down what is true of deliveries: which begin, and how each of them ended."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.audit import Act
from app.domain.dangerous_acts import LONG_AFTER, must_be_confirmed
from app.domain.dossier import DossierState
from app.domain.officer import Officer
from app.domain.submission import OutboxItem, OutboxKind, OutboxState, QueueHalt
from app.errors import AppError, Code
from app.store.store import Store, Work
from sync.backoff import LONGEST, Uniform, backoff
from sync.carrying import Ending, Receipt
from sync.changed_meanwhile import ChangedMeanwhile
from sync.contract import ActReceipt

_log = logging.getLogger(__name__)

NEEDS_SIGN_IN = frozenset({Code.SIGN_IN_REQUIRED, Code.PROVINCE_FORBIDDEN})
_SLOW_TO_MEND = frozenset(
    {
        Code.VAULT_FILE_DAMAGED,
        Code.SEALED_FILE_DAMAGED,
        Code.KEY_UNKNOWN,
        Code.FILE_MISSING,
        Code.PROVINCE_FORBIDDEN,
    }
)
"""Until somebody restores a file or an officer of the unit signs in: no early repeats."""
_OF_STORE = frozenset({Code.DISK_FULL, Code.DATABASE_DAMAGED, Code.PROFILE_UNWRITABLE})
_FINAL_CONFLICTS = frozenset(
    {
        "conflict",
        "already_received",
        "changed_meanwhile",
        "wrong_state",
        "result_missing",
        "number_taken",
    }
)
"""Where the province would say the same the next time."""
_OURS = frozenset({DossierState.QUEUED, DossierState.REFUSED})


class Outcome(StrEnum):
    DELIVERED = "delivered"
    PUT_BACK = "put_back"  # goes again, with the same key
    REFUSED = "refused"  # the officer must act
    HALTED = "halted"  # the officer must sign in before anything goes
    OPEN = "open"  # the full disk takes no word of it: stays as it was begun


@dataclass(frozen=True)
class Exchange:
    """What one transaction wrote down."""

    outcomes: tuple[Outcome, ...]
    """Of the endings, in their order."""
    begun: tuple[OutboxItem, ...]
    halt: QueueHalt


@dataclass(frozen=True)
class Deliverer:
    """The only one who changes the outbox's states; one at a time works on a store."""

    store: Store
    now: Callable[[], datetime]
    uniform: Uniform
    ask_again_after: timedelta = LONG_AFTER
    """How long a dangerous act may wait before its officer is asked again."""

    def exchange(
        self, endings: Sequence[Ending], room: int, in_flight: Collection[int]
    ) -> Exchange:
        """Write down how ``endings`` ended, and begin at most ``room`` items besides ``in_flight``.

        All in one transaction. Attempts are written down before their first byte leaves, and the
        same key goes with every repeat: dying anywhere costs nothing. Errors: those of the store,
        DISK_FULL among them; what was to be written stays SENDING then and goes again.
        """
        try:
            return self._exchange(endings, room, in_flight)
        except Exception as error:
            if not endings or _is_of_store(error):
                raise
            _log.exception("endings not written together")
            return self._one_by_one(endings)

    def _exchange(
        self, endings: Sequence[Ending], room: int, in_flight: Collection[int]
    ) -> Exchange:
        with self.store.write() as work:
            outcomes = tuple(self._settle(work, ending) for ending in endings)
            reason = work.outbox.halt()
            begun = self._begin(work, room, in_flight) if reason is QueueHalt.NONE else ()
            return Exchange(outcomes, begun, reason)

    def _one_by_one(self, endings: Sequence[Ending]) -> Exchange:
        """An item that cannot even be written down is set aside, whatever is wrong with it."""
        outcomes: list[Outcome] = []
        for ending in endings:
            try:
                outcomes += self._exchange([ending], 0, ()).outcomes
            except Exception as error:
                if _is_of_store(error):
                    raise
                _log.exception("item %d is set aside", ending.item.id)
                with self.store.write() as work:
                    work.outbox.set_aside(ending.item.id)
                outcomes.append(Outcome.REFUSED)
        with self.store.read() as work:
            return Exchange(tuple(outcomes), (), work.outbox.halt())

    def _begin(self, work: Work, room: int, in_flight: Collection[int]) -> tuple[OutboxItem, ...]:
        begun: list[OutboxItem] = []
        besides = set(in_flight)
        officer = work.facts.officer() if room else None
        while len(begun) < room:
            now = self.now()
            due = work.outbox.due(now, room - len(begun), besides)
            if not due:
                break
            besides.update(due)
            for item_id in due:
                item = work.outbox.readable(item_id)
                if item is None:
                    continue
                if must_be_confirmed(item, now, self.ask_again_after):
                    work.outbox.ask_again(item_id)
                    continue
                if unit := _other_unit(work, item, officer):
                    self._postpone(work, item, AppError(Code.PROVINCE_FORBIDDEN, unit=unit))
                elif who := _other_account(item, officer):
                    self._postpone(work, item, AppError(Code.PROVINCE_FORBIDDEN, account=who))
                else:
                    unheard = item.attempts if item.state is OutboxState.SENDING else 0
                    taken = work.outbox.begin_attempt(item_id, now, unheard=unheard)
                    begun += [taken] if taken else []
        return tuple(begun)

    def _postpone(self, work: Work, item: OutboxItem, error: AppError) -> None:
        """No attempt: nothing of ``item`` left."""
        later = self.now() + self._pause(item, error)
        work.outbox.postpone(
            item.id, code=error.code, facts=dict(error.facts), next_attempt_at=later
        )

    def _settle(self, work: Work, ending: Ending) -> Outcome:
        error = ending.error
        if ending.receipt is not None:
            self._delivered(work, ending.item, ending.receipt)
            return Outcome.DELIVERED
        if error is None:
            work.outbox.break_off(ending.item.id, self.now())
            return Outcome.PUT_BACK
        if error.code is Code.DISK_FULL:
            return Outcome.OPEN
        _log.info("item %d, attempt %d: %s", ending.item.id, ending.item.attempts, error)
        return self._failed(work, ending.item, error)

    def _delivered(self, work: Work, item: OutboxItem, receipt: Receipt) -> None:
        work.outbox.deliver(item.id, receipt=receipt.model_dump(mode="json"), now=self.now())
        if not isinstance(receipt, ActReceipt):
            return
        work.news.note_version(item.dossier_id, receipt.version)
        _note(work, Act.DELIVERED, item, number=receipt.dossier_code)
        # The change feed may have been faster and know more than "received".
        if _is_ours(work, item):
            work.dossiers.accept(item.dossier_id, code=receipt.dossier_code)

    def _failed(self, work: Work, item: OutboxItem, error: AppError) -> Outcome:
        now, facts = self.now(), dict(error.facts)
        signed_out = error.code is Code.SIGN_IN_REQUIRED
        missing = str(facts.get("missing_sha256", "")).split()
        reopened = work.outbox.reopen_uploads(item.dossier_id, missing)
        if _is_final(error) and not reopened:
            work.outbox.refuse(item.id, code=error.code, facts=facts, now=now)
            _note(work, Act.REFUSED, item, result=error.code.value)
            if isinstance(error, ChangedMeanwhile):
                work.collisions.note(
                    item.id,
                    version=error.version,
                    state=error.state,
                    changes=error.changes,
                    now=now,
                )
            if _is_ours(work, item):
                work.dossiers.refuse(item.dossier_id, reason=str(facts.get("reason", "")))
            return Outcome.REFUSED
        work.outbox.put_back(
            item.id,
            code=error.code,
            facts=facts,
            next_attempt_at=None if signed_out else now + self._pause(item, error),
            now=now,
        )
        if signed_out:
            halt(work, QueueHalt.SIGN_IN)
            return Outcome.HALTED
        return Outcome.PUT_BACK

    def _pause(self, item: OutboxItem, error: AppError) -> timedelta:
        failures = LONGEST if error.code in _SLOW_TO_MEND else item.attempts
        asked = float(error.facts.get("retry_after") or 0)
        return backoff(failures, uniform=self.uniform, retry_after=asked)


def is_turned_away(endings: Sequence[Ending], me: Callable[[], object]) -> bool:
    """Whether a 403 among ``endings``, which must be written down already, is about the officer.

    It may be about one dossier, which an officer of another unit queued on this counter: that
    one waits, and no other for it. ``me`` asks the province who is signed in.
    """
    said = [ending.error for ending in endings if ending.error is not None]
    if not any(each.code is Code.PROVINCE_FORBIDDEN and "unit" not in each.facts for each in said):
        return False
    try:
        me()
    except AppError as error:
        return error.code in NEEDS_SIGN_IN
    return False


def _other_unit(work: Work, item: OutboxItem, officer: Officer | None) -> str:
    """Code of the unit whose officer queued the dossier's acts, empty for that of the officer who
    is signed in.

    The province would refuse the act, but only after it had got the citizen's papers.
    """
    if officer is None:
        return ""
    return max(work.outbox.units_of(item.dossier_id) - {officer.unit_code}, default="")


def _other_account(item: OutboxItem, officer: Officer | None) -> str:
    """Account of the officer who did the act, empty for hers who is signed in: the province takes
    an act from nobody else. What she queued waits until she signs in again.
    """
    account = str(item.payload.get("account", "")) if item.kind is OutboxKind.ACT else ""
    return account if officer is not None and account != officer.account else ""


def halt(work: Work, reason: QueueHalt) -> None:
    """Stop the queue for ``reason`` unless it is halted already; the officer's pause stays."""
    if work.outbox.halt() is QueueHalt.NONE:
        work.outbox.set_halt(reason)


def _note(work: Work, act: Act, item: OutboxItem, **facts: str) -> None:
    file = {"sha256": str(item.payload["sha256"])} if item.kind is OutboxKind.UPLOAD else {}
    work.audit.note(act, dossier=item.dossier_id, kind=item.kind.value, **file, **facts)


def _is_ours(work: Work, item: OutboxItem) -> bool:
    """Whether ``item`` is of a reception that the province has not confirmed."""
    return item.kind in (OutboxKind.UPLOAD, OutboxKind.RECEIVE_DOSSIER) and (
        work.dossiers.get(item.dossier_id).state in _OURS
    )


def _is_of_store(error: Exception) -> bool:
    """Whether the store failed as a whole, rather than over one item."""
    return isinstance(error, AppError) and error.code in _OF_STORE


def _is_final(error: AppError) -> bool:
    """Whether only the officer can go on."""
    if error.code is Code.PROVINCE_CONFLICT:
        return error.facts.get("problem") in _FINAL_CONFLICTS
    return error.code is Code.PROVINCE_REFUSED
