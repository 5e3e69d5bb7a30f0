"""The store's announcements as one Qt signal, so that screens re-read what changed."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.store.changes import Changes, Topic

Unsubscribe = Callable[[], None]
_GATHER_MS = 50


class StoreSignals(QObject):
    """``changed`` comes in the UI thread, whichever thread committed.

    Commits that follow one another at once are told together: a delivery under way commits many
    times a second, and no screen need read as often.
    """

    changed = Signal(object)
    """Changes"""
    _committed = Signal(object)

    def __init__(
        self,
        subscribe: Callable[[Callable[[Changes], None]], Unsubscribe],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._gathered: list[Changes] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_GATHER_MS)
        self._soon.timeout.connect(self._tell)
        self._committed.connect(self._gather, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = subscribe(self._committed.emit)

    def close(self) -> None:
        """Stop listening. Call it before the store closes."""
        self._unsubscribe()
        self._soon.stop()

    def _gather(self, changes: Changes) -> None:
        self._gathered.append(changes)
        if not self._soon.isActive():
            self._soon.start()

    def _tell(self) -> None:
        told, self._gathered = self._gathered, []
        topics = frozenset[Topic]().union(*(each.topics for each in told))
        ids = frozenset[str]().union(*(each.dossier_ids for each in told))
        self.changed.emit(Changes(topics, ids))
