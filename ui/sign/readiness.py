"""Whether all is there that a stamp shows, found out before the PIN is asked."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.counter import Counter
from app.errors import AppError
from ui.background import run
from ui.sign.stamp_wish import StampWish, require_ready


class Readiness(QObject):
    """One question at a time: F8 pressed twice asks for one PIN."""

    def __init__(self, counter: Counter, parent: QObject) -> None:
        super().__init__(parent)
        self._counter, self._asking = counter, False

    def ask(
        self,
        wish: StampWish,
        count: int,
        *,
        ready: Callable[[], None],
        failed: Callable[[AppError], None],
    ) -> None:
        """``ready`` when ``count`` papers can be signed so, at once where nothing is shown that
        could be missing.
        """
        if self._asking:
            return
        if wish.bare:
            ready()
            return
        self._asking = True
        run(
            self._counter.files_lane,
            lambda: require_ready(self._counter, wish, count),
            owner=self,
            done=lambda _: ready(),
            failed=failed,
            ended=self._answered,
        )

    def _answered(self) -> None:
        self._asking = False
