"""The picture of a signature or seal: what it looks like, whether it is there, and choosing it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.counter import Counter
from app.errors import AppError, Code
from signing.stamp_picture import Ink
from ui.background import run
from ui.icons import Icon
from ui.messages import message
from ui.widgets.buttons import Kind, button
from ui.widgets.card import bring_into_view
from ui.widgets.text import Paragraph, Role, label

_SIZE = QSize(112, 56)
_NAMES = {Ink.BLUE: "Hình chữ ký", Ink.RED: "Hình con dấu"}
_MISSING = {Ink.BLUE: "hand", Ink.RED: "seal"}
Ask = Callable[[QWidget, str], str]


def ask_for_png(owner: QWidget, title: str) -> str:
    """The path of the file that the officer chose, empty when none."""
    return QFileDialog.getOpenFileName(owner, title, "", "Hình PNG (*.png)")[0]


class PictureField(QWidget):
    changed = Signal()
    """Another picture is kept now."""

    def __init__(self, counter: Counter, ink: Ink, ask: Ask = ask_for_png) -> None:
        super().__init__()
        self._counter, self._ink, self._ask, self._account = counter, ink, ask, ""
        self._picture = QLabel()
        self._picture.setFixedSize(_SIZE)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName(_NAMES[ink])
        self.choose = button(self.tr("Chọn hình…"), Kind.SECONDARY, Icon.FOLDER, "Alt+H")
        self.choose.clicked.connect(self._choose)
        self._said = Paragraph("", Role.HINT)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._picture)
        row.addWidget(self.choose)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(f"{_NAMES[ink]} (Alt+H)", Role.LABEL))
        column.addLayout(row)
        column.addWidget(self._said)

    def read(self, account: str) -> None:
        """Show what is kept for ``account``."""
        self._account = account
        run(
            self._counter.files_lane,
            lambda: _small(self._counter.pictures.png(self._ink, account)),
            owner=self,
            done=self._show,
            failed=lambda error: self._say(error, Role.ERROR),
        )

    def keep(self, file: Path) -> None:
        """Let ``file`` be the picture from now on, if it is fit."""
        run(
            self._counter.files_lane,
            lambda: self._counter.pictures.keep(self._ink, self._account, file),
            owner=self,
            done=lambda _: self._kept(),
            failed=self._refuse,
        )

    def _choose(self) -> None:
        file = self._ask(self, f"{_NAMES[self._ink]} (PNG)")
        if file:
            self.keep(Path(file))

    def _kept(self) -> None:
        self.read(self._account)
        self.changed.emit()

    def _show(self, picture: QImage) -> None:
        self._picture.setVisible(not picture.isNull())
        if picture.isNull():
            error = AppError(Code.STAMP_INCOMPLETE, missing=_MISSING[self._ink])
            self._say(error, Role.WARN)
            return
        self._picture.setPixmap(QPixmap.fromImage(picture))
        self._said.hide()

    def _refuse(self, error: AppError) -> None:
        self._say(error, Role.ERROR)
        bring_into_view(self._said)

    def _say(self, error: AppError, role: Role) -> None:
        said = message(error)
        self._said.show_role(role)
        self._said.setText(f"{said.sentence} {said.next_step}")
        self._said.show()


def _small(png: bytes) -> QImage:
    picture = QImage.fromData(png)
    if picture.isNull():
        return picture
    return picture.scaled(
        _SIZE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
