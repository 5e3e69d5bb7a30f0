"""Windows beside the locked one: closed when it locks, and kept closed until it opens."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

_HARMLESS = (Qt.WindowType.ToolTip, Qt.WindowType.Popup, Qt.WindowType.SplashScreen)
_TURNS = 50
"""More dialogs than this are never open one over another."""


class Strangers(QObject):
    """Every top-level widget other than the main window and what belongs to the lock page."""

    def __init__(self, window: QWidget, page: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._page = window, page

    def shut_out(self, application: QApplication) -> None:
        """Cancel open dialogs and menus; whatever opens from now on is cancelled too.

        Cancelling is what each dialog means by Esc: no question is answered with yes, and no PIN
        stays in a field.
        """
        application.installEventFilter(self)
        # An inner dialog ends before the one that waits for it.
        for _ in range(_TURNS):
            modal = QApplication.activeModalWidget()
            if modal is None or not self._is_strange(modal):
                break
            _end(modal)
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and self._is_strange(widget):
                _end(widget)

    def let_in(self, application: QApplication) -> None:
        application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and watched.windowType() not in _HARMLESS
            and self._is_strange(watched)
        ):
            # Within the event it cannot be ended; before anything is painted it is.
            QTimer.singleShot(0, watched, lambda: _end(watched))
        return False

    def _is_strange(self, widget: QWidget) -> bool:
        each: QWidget | None = widget
        while each is not None:
            if each is self._page:
                return False
            each = each.parentWidget()
        return widget is not self._window


def _end(widget: QWidget) -> None:
    if isinstance(widget, QDialog):
        widget.reject()
    else:
        widget.close()
    if widget.isVisible():
        widget.hide()
