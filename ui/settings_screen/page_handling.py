"""What the office wants done to its scanned pages, each wish with what comes of it."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QVBoxLayout

from app.scanning.compression.steps import Compression
from app.settings import ScannerSettings
from ui.widgets.card import Card
from ui.widgets.text import Paragraph, Role, label

_INDENT = 28
"""Of a hint: it stands under the words of its box."""


class PageHandling(Card):
    changed = Signal()

    def __init__(self, kept: ScannerSettings) -> None:
        super().__init__(self.tr("Trang sau khi quét"))
        self.clean = QCheckBox(self.tr("Làm sạch trang"))
        self.read = QCheckBox(self.tr("Nhận dạng chữ"))
        self.jpeg = QRadioButton(
            self.tr("Ảnh JPEG, tự chuyển sang trang nhiều lớp khi không vừa 6 MB")
        )
        self.layered = QRadioButton(self.tr("Luôn dùng trang nhiều lớp"))
        self._lay_out()
        self.clean.setChecked(kept.clean)
        self.read.setChecked(kept.read_text)
        (self.layered if kept.compression == Compression.LAYERED else self.jpeg).setChecked(True)
        for box in (self.clean, self.read, self.layered):
            box.toggled.connect(lambda _: self.changed.emit())

    def wanted(self, settings: ScannerSettings) -> ScannerSettings:
        """``settings`` with what is chosen here."""
        way = Compression.LAYERED if self.layered.isChecked() else Compression.JPEG
        return replace(
            settings,
            clean=self.clean.isChecked(),
            read_text=self.read.isChecked(),
            compression=way.value,
        )

    def _lay_out(self) -> None:
        one_of = QButtonGroup(self)
        for each in (self.jpeg, self.layered):
            one_of.addButton(each)
        lines = (
            (
                self.clean,
                self.tr(
                    "Làm thẳng, cắt viền, làm trắng nền, xóa đốm; dấu đỏ và mực xanh giữ nguyên. "
                    "Phím C ở màn hình Quét đổi từng trang."
                ),
            ),
            (
                self.read,
                self.tr("Tự xoay trang cho đúng chiều và cho phép tìm chữ trong tệp PDF."),
            ),
            (
                self.jpeg,
                self.tr("Mỗi trang là một ảnh màu; chỉ giảm chất lượng khi tệp quá 6 MB."),
            ),
            (
                self.layered,
                self.tr("Tệp nhỏ hơn 3–4 lần, chữ nét; nền giấy vẫn là ảnh màu 200 dpi."),
            ),
        )
        for box, hint in lines:
            if box is self.jpeg:
                self.body.addSpacing(4)
                self.body.addWidget(label(self.tr("Cách nén tệp"), Role.LABEL))
            words = Paragraph(hint, Role.HINT)
            words.setContentsMargins(_INDENT, 0, 0, 0)
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(box)
            column.addWidget(words)
            self.body.addLayout(column)
            box.setAccessibleDescription(hint)
