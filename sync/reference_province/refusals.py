"""Refused requests in the audit log: who tried what, and why not; never what a stranger wrote.

Everybody on the network can be refused, as often as they like. So an attempt that comes again is
counted, and its count written at growing intervals; and of each account, and of all strangers
together, only so many different attempts an hour are told apart. That bounds the table, and the
writes, whatever the flood.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from app.log_text import trace_text
from sync.reference_province.audit_chain import add_refusal
from sync.reference_province.engine import Database
from sync.reference_province.settings import Clock
from sync.reference_province.tables_of_acts import AuditRow

TOLD_APART = 100
"""Different attempts an hour, of one account or of all strangers."""
HOUR = 3600.0
FIRST_WAIT = 60.0
"""Seconds until a repeated attempt is written again; doubling, up to an hour."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Attempt:
    """All texts are the province's own, or were compared with a pattern."""

    refused: str
    """Code of the refusal."""
    account: str = ""
    """Empty for a stranger."""
    unit_code: str = ""
    request: str = ""
    """Method and template of the path."""
    act: str = ""
    dossier_code: str = ""
    files: tuple[str, ...] = ()
    """SHA-256."""


@dataclass
class _Counted:
    next_at: float
    wait: float = FIRST_WAIT
    times: int = 0
    """Not written yet."""


@dataclass
class _Hour:
    until: float
    told: int = 0


@dataclass
class Refusals:
    """Of one process. What it has counted and not written is lost when it is killed."""

    database: Database
    clock: Clock
    monotonic: Callable[[], float] = time.monotonic
    _known: dict[Attempt, _Counted] = field(default_factory=dict)
    _hours: dict[str, _Hour] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _sweep_at: float = 0.0

    def note(self, attempt: Attempt) -> None:
        """Count ``attempt``; written at once when it is the first of its kind."""
        with self._lock:
            now = self.monotonic()
            attempt = self._bounded(attempt, now)
            known = self._known.get(attempt)
            if known is None:
                self._known[attempt] = _Counted(now + FIRST_WAIT)
                due = [(attempt, 1)]
            else:
                known.times += 1
                due = []
            due += self._due(now)
        self._write(due)

    def flush(self) -> None:
        """Write all that was counted."""
        with self._lock:
            due = [(attempt, each.times) for attempt, each in self._known.items() if each.times]
            for attempt, _ in due:
                self._known[attempt].times = 0
        self._write(due)

    def _bounded(self, attempt: Attempt, now: float) -> Attempt:
        if attempt in self._known:
            return attempt
        hour = self._hours.get(attempt.account)
        if hour is None or now >= hour.until:
            hour = self._hours[attempt.account] = _Hour(now + HOUR)
        if hour.told < TOLD_APART:
            hour.told += 1
            return attempt
        return Attempt(attempt.refused, attempt.account, attempt.unit_code)

    def _due(self, now: float) -> list[tuple[Attempt, int]]:
        if now < self._sweep_at:
            return []
        self._sweep_at = now + FIRST_WAIT / 6
        self._hours = {who: hour for who, hour in self._hours.items() if now < hour.until}
        due = []
        for attempt, each in list(self._known.items()):
            if now < each.next_at:
                continue
            if not each.times:
                del self._known[attempt]
                continue
            due.append((attempt, each.times))
            each.times, each.wait = 0, min(2 * each.wait, HOUR)
            each.next_at = now + each.wait
        return due

    def _write(self, due: Sequence[tuple[Attempt, int]]) -> None:
        """Without the database the refusal stands all the same, and is counted for later."""
        if not due:
            return
        try:
            with self.database.writing() as session:
                for attempt, times in due:
                    add_refusal(session, self._row(attempt, times))
        except SQLAlchemyError as error:
            _log.error("refusals not written\n%s", trace_text(error))
            with self._lock:
                for attempt, times in due:
                    known = self._known.setdefault(attempt, _Counted(self.monotonic()))
                    known.times += times

    def _row(self, attempt: Attempt, times: int) -> AuditRow:
        return AuditRow(
            at=self.clock(),
            account=attempt.account,
            unit_code=attempt.unit_code,
            act=attempt.act,
            dossier_code=attempt.dossier_code,
            key="",
            certificate_serial="",
            files=list(attempt.files),
            refused=attempt.refused,
            request=attempt.request,
            times=times,
        )
