"""The scanners that answered, with what each can do, and which one is used."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.scanning.source import Feed, SourceInfo
from ui.icons import Icon
from ui.source_names import source_name
from ui.theme import Tone
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card, clear, divider
from ui.widgets.text import Paragraph, Pill, Role, label

_FEEDS = {Feed.GLASS: "mặt kính", Feed.FEEDER: "khay nạp tự động"}


class FoundScanners(Card):
    """Says so while nothing was looked for yet, and what to check when nothing answered."""

    chosen = Signal(str)
    """Address of the scanner the officer wants to use."""

    def __init__(self) -> None:
        super().__init__(self.tr("Máy quét tìm thấy"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        self.body.addLayout(self._rows)
        self.body.addStretch(1)
        self.show_searching()

    def show_searching(self) -> None:
        clear(self._rows)
        self._rows.addWidget(Paragraph(self.tr("Đang hỏi các máy quét…"), Role.MUTED))

    def show_found(self, found: Sequence[SourceInfo], used: str) -> None:
        """``used`` is the address in the settings, whether it answered or not."""
        clear(self._rows)
        if not found:
            self._rows.addWidget(label(self.tr("Không máy quét nào trả lời"), Role.SUBHEADING))
            advice = self.tr(
                "Bật máy quét, cắm lại cáp USB hoặc kiểm tra mạng rồi bấm Tìm lại máy quét. "
                "Máy chỉ quét ra thư mục thì chọn Nhận ảnh từ thư mục."
            )
            self._rows.addWidget(Paragraph(advice, Role.MUTED))
        for number, each in enumerate(found):
            if number:
                self._rows.addWidget(divider())
            self._rows.addWidget(self._row(each, used=each.address == used))
        kind, _, device = used.partition(":")
        if device and kind != "folder" and used not in {each.address for each in found}:
            absent = self.tr("Máy đang chọn ({}) chưa trả lời.").format(source_name(used))
            self._rows.addWidget(Paragraph(absent, Role.WARN))

    def _row(self, source: SourceInfo, *, used: bool) -> QWidget:
        made = QWidget()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Paragraph(source.name, Role.SUBHEADING))
        words.addWidget(Paragraph(_abilities(source), Role.BODY))
        words.addWidget(Paragraph(_place(source.address), Role.HINT))
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(words, 1)
        top = Qt.AlignmentFlag.AlignTop
        if used:
            row.addWidget(Pill(self.tr("Đang dùng"), Tone.OK), 0, top)
        else:
            use = button(self.tr("Dùng máy này"), Kind.SECONDARY, Icon.CHECK)
            use.setAccessibleName(self.tr("Dùng máy quét {}").format(source.name))
            use.clicked.connect(lambda: self.chosen.emit(source.address))
            row.addWidget(use, 0, top)
        return made


def _place(address: str) -> str:
    """What tells two scanners of one make apart."""
    return source_name(address) if address.startswith("escl:") else address


def _abilities(source: SourceInfo) -> str:
    """What the scanner said of itself; nothing is promised for one that could not be asked."""
    feeds = source.feeds
    if source.address.startswith("twain:"):
        return "Quét qua NAPS2; chọn cách nạp giấy mà máy có."
    if not feeds:
        return "Đang bận, chưa hỏi được có những cách nạp giấy nào."
    places = " và ".join(_FEEDS[feed] for feed in feeds if feed in _FEEDS)
    return f"Quét từ {places}{', cả hai mặt giấy' if Feed.DUPLEX in feeds else ''}."
