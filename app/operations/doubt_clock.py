"""Whether this machine's clock may be trusted with the dates of a dossier."""

from datetime import datetime

from app.domain.clock import ClockDoubt, clock_facts, doubt_of
from app.errors import AppError, Code
from app.store.store import Store


def clock_doubt(*, store: Store, now: datetime) -> ClockDoubt | None:
    """What the province's last answer or the dossiers say against ``now``; None for nothing."""
    with store.read() as work:
        return doubt_of(now, work.facts.last_answer(), work.facts.newest_moment())


def require_clock(*, store: Store, now: datetime) -> None:
    """For whoever cannot be asked. Errors: CLOCK_DOUBTED with ``slow_by`` or ``fast_by`` in
    seconds, and ``witness``.
    """
    doubt = clock_doubt(store=store, now=now)
    if doubt is not None:
        raise AppError(
            Code.CLOCK_DOUBTED, witness=doubt.witness.value, **clock_facts(doubt.slow_by)
        )
