"""What Qt itself has to say goes where the program's own log goes."""

import logging

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from app.log_text import without_places

_log = logging.getLogger("ui.qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_OFFSCREEN = "This plugin does not support propagateSizeHints()"
"""Said by the platform without a display at every window that is shown; nothing is wrong."""


def log_qt_messages() -> None:
    """From now on, in the whole process."""
    qInstallMessageHandler(_keep)


def _keep(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    _log.log(logging.DEBUG if text == _OFFSCREEN else _LEVELS[kind], "%s", without_places(text))
