"""Files dragged onto a window and let go there, as the desktop tells it."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

_COPY, _LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
_NO_KEY = Qt.KeyboardModifier.NoModifier


def drop(target: QWidget, *urls: QUrl) -> bool:
    """Whether ``target``, or what it lies on, takes ``urls`` that are dragged and dropped."""
    data = QMimeData()
    data.setUrls(list(urls))
    enter = QDragEnterEvent(QPoint(5, 5), _COPY, data, _LEFT, _NO_KEY)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(5, 5), _COPY, data, _LEFT, _NO_KEY)
    QApplication.sendEvent(target, event)
    return True
