"""The store's announcements as one Qt signal, so that screens re-read what changed."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

Unsubscribe = Callable[[], None]


class StoreSignals(QObject):
    """``changed`` comes in the UI thread, whichever thread committed."""

    changed = Signal(object)

    def __init__(
        self,
        subscribe: Callable[[Callable[[object], None]], Unsubscribe],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._unsubscribe = subscribe(self.changed.emit)

    def close(self) -> None:
        """Stop listening. Call it before the store closes."""
        self._unsubscribe()
