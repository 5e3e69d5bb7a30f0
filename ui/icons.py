"""The program's own icons, drawn in any colour and at any scale."""

from enum import StrEnum
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import resource
from ui.theme import PALETTE


class Icon(StrEnum):
    """One member a file of ``resources/icons``."""

    ADD = "add"
    BELL = "bell"
    CARD = "card"
    CHECK = "check"
    CIRCLE = "circle"
    CLEAN = "clean"
    CLOCK = "clock"
    CLOSE = "close"
    COPY = "copy"
    DELETE = "delete"
    DESK = "desk"
    DOWN = "down"
    ERROR = "error"
    EXTERNAL = "external"
    FILE = "file"
    FILE_SIGNED = "file-signed"
    FILTER = "filter"
    FIT_PAGE = "fit-page"
    FIT_WIDTH = "fit-width"
    FOLDER = "folder"
    HELP = "help"
    HOME = "home"
    INFO = "info"
    JOIN = "join"
    KEY = "key"
    KEYBOARD = "keyboard"
    LEFT = "left"
    LOCK = "lock"
    NETWORK = "network"
    NETWORK_OFF = "network-off"
    OK = "ok"
    PAUSE = "pause"
    PERSON = "person"
    PHONE = "phone"
    PLAY = "play"
    PRINT = "print"
    QUEUE = "queue"
    RECEIVE = "receive"
    REFRESH = "refresh"
    RIGHT = "right"
    ROTATE = "rotate"
    ROTATE_LEFT = "rotate-left"
    SCAN = "scan"
    SEARCH = "search"
    SEND = "send"
    SETTINGS = "settings"
    SIGN = "sign"
    SPLIT = "split"
    STAMP = "stamp"
    SYNC = "sync"
    TOKEN = "token"
    UNDO = "undo"
    UP = "up"
    WARNING = "warning"
    ZOOM_IN = "zoom-in"
    ZOOM_OUT = "zoom-out"


_SIDES = 16, 20, 24
"""Points."""


@cache
def icon(name: Icon, colour: str = PALETTE.ink, checked: str = "") -> QIcon:
    """``name`` in ``colour``, greyed when disabled, in ``checked`` (if given) when on.

    Sharp on every screen that is connected when the icon is first used.
    """
    ratios = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    made = QIcon()
    for side in sorted({round(side * ratio) for side in _SIDES for ratio in ratios}):
        made.addPixmap(_drawn(name, colour, side))
        made.addPixmap(_drawn(name, PALETTE.disabled, side), QIcon.Mode.Disabled)
        if checked:
            made.addPixmap(_drawn(name, checked, side), QIcon.Mode.Normal, QIcon.State.On)
    return made


def picture(name: Icon, side: int, colour: str = PALETTE.ink, ratio: float = 1.0) -> QPixmap:
    """``name`` as a pixmap ``side`` points wide on a screen with device pixel ratio ``ratio``."""
    drawn = _drawn(name, colour, round(side * ratio))
    drawn.setDevicePixelRatio(ratio)
    return drawn


def app_icon() -> QIcon:
    """The icon of the program's window."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_render(resource("icons", "app.svg").read_bytes(), side))
    return made


def _drawn(name: Icon, colour: str, side: int) -> QPixmap:
    return _render(_source(name).replace(b"currentColor", colour.encode()), side)


@cache
def _source(name: Icon) -> bytes:
    return resource("icons", f"{name.value}.svg").read_bytes()


def _render(svg: bytes, side: int) -> QPixmap:
    image = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return QPixmap.fromImage(image)
