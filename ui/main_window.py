"""The window: rail, the screen that is open, status strip."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.rail import Rail
from ui.screen_spec import ScreenSpec
from ui.widgets.buttons import EnterPresses
from ui.widgets.text import Role, label

if TYPE_CHECKING:
    from ui.screen import Screen
    from ui.services import Services

_SMALLEST = 880, 500
"""1366 × 768 at 150 %, less the taskbar."""
_ROOMY_WIDTH = 1200
_ACTS = frozenset({"sign_in", "sign_out", "lock", "reopen"})
"""What screens ask for in place of another screen."""


class MainWindow(QMainWindow):
    """Shown before the counter is open: what the officer asks for meanwhile is opened then.

    Screens are built when they are first visited. Size and place are remembered.
    """

    asked = Signal(str)
    """``sign_in``, ``sign_out``, ``lock``, ``reopen``: what a screen or key wants of the shell."""

    def __init__(self, specs: Sequence[ScreenSpec], rail: Rail, remembered: QSettings) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Quầy Một Cửa"))
        self.setMinimumSize(*_SMALLEST)
        self.installEventFilter(EnterPresses(self))
        self.rail, self.remembered = rail, remembered
        self._services: Services | None = None
        self._wanted: tuple[str, object] = (specs[0].key, None)
        self._specs = {spec.key: spec for spec in specs}
        self._screens: dict[str, Screen] = {}
        self._stack = QStackedWidget()
        opening = label(self.tr("Đang mở dữ liệu của quầy…"), Role.HINT)
        opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(opening)
        self._right = QVBoxLayout()
        self._right.setSpacing(0)
        self._right.addWidget(self._stack, 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(rail)
        row.addLayout(self._right, 1)
        self._ground = QWidget()
        self._ground.setLayout(row)
        self._layers = QStackedWidget()
        self._layers.addWidget(self._ground)
        self.setCentralWidget(self._layers)
        rail.chosen.connect(self.open_screen)
        rail.mark(specs[0].key)
        rail.help_clicked.connect(self.show_shortcuts)
        # Of the ground, since keys of what is covered do nothing.
        QShortcut(QKeySequence("F1"), self._ground, self.show_shortcuts)
        QShortcut(QKeySequence("Ctrl+L"), self._ground, lambda: self.asked.emit("lock"))
        # 40 logical pixels for the frame of the window.
        self.resize(self.screen().availableSize().boundedTo(QSize(1366, 900)) - QSize(0, 40))
        self.restoreGeometry(remembered.value("geometry", b""))

    @property
    def current(self) -> "Screen | None":
        """The screen that is open."""
        shown = self._stack.currentWidget()
        return next((each for each in self._screens.values() if each is shown), None)

    def use(self, services: "Services", strip: QWidget) -> None:
        """The counter is open: show ``strip`` below, and the screen that was asked for last."""
        self._services = services
        self._right.addWidget(strip)
        self.open_screen(*self._wanted)

    def open_screen(self, key: str, subject: object = None) -> None:
        """Go to the screen ``key`` unless the one that is open wants to stay."""
        if key in _ACTS:
            self.asked.emit(key)
            return
        if key not in self._specs:
            return
        if self._services is None:
            self._wanted = key, subject
            self.rail.mark(key)
            return
        screen = self._screen(key, self._services)
        left = self.current
        if left is not None and left is not screen and not left.may_leave():
            self.rail.mark(next(k for k, each in self._screens.items() if each is left))
            return
        self._stack.setCurrentWidget(screen)
        self.rail.mark(key)
        screen.enter(subject)

    @property
    def covered(self) -> bool:
        return self._layers.currentWidget() is not self._ground

    def cover(self, page: QWidget) -> None:
        """Show ``page`` in place of everything; what lies beneath stays as it is."""
        if self._layers.indexOf(page) < 0:
            self._layers.addWidget(page)
        self._layers.setCurrentWidget(page)
        self.setWindowTitle(self.tr("Đã khóa"))

    def uncover(self) -> None:
        self._layers.setCurrentWidget(self._ground)
        self.setWindowTitle(self.tr("Quầy Một Cửa"))

    def show_shortcuts(self) -> None:
        from ui.shortcuts import ShortcutSheet

        screen = self.current
        title, keys = (screen.accessibleName(), screen.keys) if screen else ("", ())
        ShortcutSheet(title, keys, self).exec()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.rail.set_compact(event.size().width() < _ROOMY_WIDTH)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        left = self.current is None or self.current.may_leave()
        if not left or not all(each.may_close() for each in self._screens.values()):
            event.ignore()
            return
        self.remembered.setValue("geometry", self.saveGeometry())
        super().closeEvent(event)

    def _screen(self, key: str, services: "Services") -> "Screen":
        if key not in self._screens:
            screen = self._specs[key].factory(services)
            screen.wanted.connect(self.open_screen)
            self._stack.addWidget(screen)
            self._screens[key] = screen
        return self._screens[key]
