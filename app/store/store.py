"""The counter's memory: units of work on the database, and word of what each commit changed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.sealing.keys import Keys
from app.store.audit import Audit
from app.store.catalogue import Catalogue
from app.store.changes import Changes, Noted
from app.store.collisions import Collisions
from app.store.database import database_errors, open_engine, writing
from app.store.dossiers import Dossiers
from app.store.facts import Facts
from app.store.level_goals import LevelGoals
from app.store.migration import migrate
from app.store.mirror import Mirror
from app.store.news import News
from app.store.outbox import Outbox
from app.store.page_looks import PageLooks
from app.store.paper_fields import PaperFields
from app.store.papers import Papers
from app.store.pins import Pins
from app.store.register import Register
from app.store.resealing import opening_key
from app.store.scans import Scans
from app.store.schema import Row
from app.store.stacks import Stacks
from app.store.stamp_places import StampPlaces
from app.store.waiting import Waiting


class Work:
    """What can be asked and done within one transaction."""

    def __init__(self, session: Session) -> None:
        self.catalogue = Catalogue(session)
        self.mirror = Mirror(session)
        self.dossiers = Dossiers(session)
        self.papers = Papers(session)
        self.fields = PaperFields(session)
        self.level_goals = LevelGoals(session)
        self.stamp_places = StampPlaces(session)
        self.scans = Scans(session)
        self.stacks = Stacks(session)
        self.looks = PageLooks(session)
        self.outbox = Outbox(session)
        self.collisions = Collisions(session)
        self.news = News(session)
        self.pins = Pins(session)
        self.facts = Facts(session)
        self.register = Register(session)
        self.waiting = Waiting(session)
        self.audit = Audit(session)


class Store:
    """The database of one profile. Safe to use from all threads."""

    def __init__(self, path: Path, backups: Path, keys: Keys) -> None:
        """Open with one of ``keys``; bring the file's tables up to date after copying it to
        ``backups``.

        Errors: DATABASE_DAMAGED, DATABASE_NEWER, PROFILE_UNWRITABLE, DISK_FULL.
        """
        self._path = path
        with database_errors(path):
            key = opening_key(path, keys)
            migrate(path, backups, key)
            self._engine = open_engine(path, key)
        self._listeners: list[Callable[[Changes], None]] = []
        self._one_writer = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Work]:
        """A consistent view. Nothing done to it is kept."""
        with database_errors(self._path), Session(self._engine) as session:
            yield Work(session)

    @contextmanager
    def write(self) -> Iterator[Work]:
        """One transaction: all of it durable at the end, or none. Then listeners hear of it."""
        noted = Noted()
        with (
            database_errors(self._path),
            self._one_writer,
            Session(writing(self._engine)) as session,
            session.begin(),
        ):
            session.info["noted"] = noted
            event.listen(session, "before_flush", lambda *_: _note(session, noted))
            yield Work(session)
        if noted.topics:
            self._announce(Changes(frozenset(noted.topics), frozenset(noted.dossier_ids)))

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call ``listener`` after each commit, on the committing thread; returns the way out."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        self._engine.dispose()

    def _announce(self, changes: Changes) -> None:
        for listener in tuple(self._listeners):
            listener(changes)


def _note(session: Session, noted: Noted) -> None:
    """Collect what is about to be written.

    Repositories write through mapped objects: what goes past them is invisible here, and told by
    ``app.store.changes.note``.
    """
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Row) and (row not in session.dirty or session.is_modified(row)):
            noted.topics.add(row.topic)
            dossier_id = getattr(row, "dossier_id", "")
            if dossier_id:
                noted.dossier_ids.add(dossier_id)
