"""What the province told this counter last, known without a line."""

from app.domain.officer import Officer
from app.domain.working_time import WorkingCalendar
from app.store.store import Store


class KnownHere:
    store: Store

    @property
    def calendar(self) -> WorkingCalendar:
        """By which dossiers fall due: the province's, the built-in one before it was fetched."""
        with self.store.read() as work:
            return work.mirror.calendar()

    def officer(self) -> Officer | None:
        """Who signed in last; None before the first sign-in."""
        with self.store.read() as work:
            return work.facts.officer()
