"""Whether this machine's clock may be trusted with the dates of a dossier."""

from datetime import datetime

from app.domain.clock import ClockDoubt, doubt_of
from app.store.store import Store


def clock_doubt(*, store: Store, now: datetime) -> ClockDoubt | None:
    """What the province's last answer or the dossiers say against ``now``; None for nothing."""
    with store.read() as work:
        return doubt_of(now, work.facts.last_answer(), work.facts.newest_moment())
