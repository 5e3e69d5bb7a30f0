"""The window first, the counter beside it: an officer does not wait for a blank screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from app.paths import Profile
from ui.main_window import MainWindow
from ui.rail import Rail
from ui.screens import PROFILE_SCREEN, SCREENS

if TYPE_CHECKING:
    from concurrent.futures import Future

    from app.counter import Counter
    from app.errors import AppError
    from app.lanes import Lane
    from app.operations.way_in import WayIn
    from ui.shell import Shell


_AFTER_PAINT_MS = 20


def make_window(profile: Profile) -> MainWindow:
    """The window of ``profile``, not yet shown and without a counter."""
    memory = QSettings(str(profile.root / "window.ini"), QSettings.Format.IniFormat)
    return MainWindow((*SCREENS, PROFILE_SCREEN), Rail(SCREENS), memory)


class Opening(QObject):
    """Shows the window at once and opens the counter on a lane of its own.

    Opening takes most of a second: the database library is imported, the profile locked, pages
    of an earlier run are taken up. Meanwhile the window takes keys.
    """

    failed = Signal()
    """The counter cannot be opened, and the officer has read why."""

    def __init__(
        self, profile: Profile, open_counter: "Callable[[Profile, WayIn], Counter]"
    ) -> None:
        """``open_counter`` may raise what the officer is asked about, and is called again then."""
        super().__init__()
        self._profile, self._open_counter = profile, open_counter
        self._lane: Lane | None = None
        self._way: WayIn | None = None
        self._opened: Future[Counter] | None = None
        self.window = make_window(profile)
        self.shell: Shell | None = None

    def start(self) -> None:
        """To be called just before the event loop."""
        self.window.show()
        QTimer.singleShot(_AFTER_PAINT_MS, self._open)

    def close(self) -> None:
        """Let go of everything, also of a counter that was still being opened."""
        self.window.hide()
        opened, self._opened = self._opened, None
        if self._lane is None or opened is None:
            return
        self._lane.close()
        if self.shell is not None:
            self.shell.close()
        if not opened.cancelled() and opened.exception() is None:
            opened.result().close()

    def _open(self) -> None:
        # Imported when the window has been painted, like everything that it can be without.
        from app.lanes import Lane
        from app.operations.way_in import WayIn
        from ui.background import run

        self._lane = self._lane or Lane("opening")
        self._way = self._way or WayIn()
        self._opened = run(
            self._lane,
            self._open_counter,
            self._profile,
            self._way,
            owner=self,
            done=self._use,
            failed=self._failed,
        )

    def _use(self, counter: "Counter") -> None:
        if self._opened is None:
            return  # closed meanwhile, and the counter with it
        from ui.shell import Shell

        self.shell = Shell(counter, self.window)
        self.shell.start()

    def _failed(self, error: "AppError") -> None:
        if self._opened is None:
            return
        from app.operations.way_in import WayIn
        from ui.data_key.way_in_dialog import ask_way_in

        self._way = ask_way_in(error, self._way or WayIn(), self._profile, self.window)
        if self._way is None:
            self.failed.emit()
        else:
            self._open()
