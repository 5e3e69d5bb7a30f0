"""What a paper says of itself, line by line, to be copied into another form."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.operations.paper_fields import OfferedField
from ui.field_words import OFFERS, shown_offer
from ui.icons import Icon, icon
from ui.theme import PALETTE
from ui.widgets.buttons import icon_button
from ui.widgets.text import Paragraph, Role, label


class PaperFacts(QWidget):
    place_wanted = Signal(object)
    """OfferedField whose place on the paper is to be shown."""

    def __init__(self, offered: Sequence[OfferedField]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        for row, each in enumerate(offered):
            grid.addWidget(label(OFFERS[each.offer], Role.HINT), row, 0)
            grid.addWidget(Paragraph(shown_offer(each)), row, 1)
            tools = QHBoxLayout()
            tools.setSpacing(0)
            if each.box is not None:
                tools.addWidget(self._place(each))
            tools.addStretch(1)
            tools.addWidget(self._copy(each))
            grid.addLayout(tools, row, 2)
        column.addLayout(grid)
        if any(not each.confirmed for each in offered):
            told = self.tr("Máy đọc, chưa ai xác nhận: hãy đối chiếu trước khi dùng.")
            column.addWidget(Paragraph(told, Role.WARN))

    def _place(self, offered: OfferedField) -> QToolButton:
        name = OFFERS[offered.offer]
        made = icon_button(Icon.SEARCH, self.tr("Xem chỗ ghi “{}” trên giấy").format(name))
        made.clicked.connect(lambda: self.place_wanted.emit(offered))
        return made

    def _copy(self, offered: OfferedField) -> QToolButton:
        name = OFFERS[offered.offer]
        made = icon_button(Icon.COPY, self.tr("Sao chép “{}”").format(name))

        def copy() -> None:
            QGuiApplication.clipboard().setText(shown_offer(offered))
            made.setIcon(icon(Icon.CHECK, PALETTE.ok))
            made.setToolTip(self.tr("Đã sao chép"))

        made.clicked.connect(copy)
        return made
