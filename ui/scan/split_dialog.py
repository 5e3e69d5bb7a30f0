"""What will happen to a stack, before it happens."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from app.operations.split_plan import SplitPlan, StackPart
from ui.icons import Icon
from ui.scan.split_words import (
    dossier_of,
    findings_of,
    left_out,
    pages_of,
    paper_of,
    summary,
)
from ui.theme import PALETTE, Tone, tone_colour
from ui.widgets.buttons import Kind, button
from ui.widgets.table import Table
from ui.widgets.text import Paragraph, Role, label
from ui.widgets.two_lines import BENEATH, ROW_HEIGHT, TwoLineDelegate

_COLUMNS = ("Trang", "Hồ sơ", "Giấy tờ", "Lưu ý")
_WIDTHS = (72, 232, 272)
_WIDTH = 920
_HEADER = 40
_MOST_ROWS = 8


class SplitDialog(QDialog):
    """Enter does it, Esc leaves everything as it is. ``plan`` is what is on view."""

    def __init__(
        self, planned: Callable[[bool], SplitPlan], *, backs: bool, parent: QWidget | None = None
    ) -> None:
        """``planned`` is asked for the plan with and without blank backs of sheets left out.

        Where there are any, ``backs``, the officer may choose.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tách chồng giấy theo mã QR"))
        self._planned = planned
        self.backs = QCheckBox(self.tr("Bỏ mặt sau trắng của tờ phân cách (quét hai mặt)"))
        self.backs.setChecked(backs)
        self.backs.setVisible(backs)
        self.plan = planned(backs)
        self.table = Table(self.tr("Các phần của chồng giấy"))
        self._model = QStandardItemModel(0, len(_COLUMNS), self)
        self._summary, self._left_out = label("", Role.HEADING), Paragraph("", Role.MUTED)
        self.split = button("", Kind.PRIMARY, Icon.SPLIT)
        self.split.setDefault(True)
        self.split.clicked.connect(self.accept)
        self.table.row_opened.connect(self.accept)
        self.backs.toggled.connect(self._show)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        self._model.setHorizontalHeaderLabels([self.tr(name) for name in _COLUMNS])
        self.table.setModel(self._model)
        self.table.setItemDelegate(TwoLineDelegate(self.table))
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, width)
        self.table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        leave = button(self.tr("Không tách"))
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(self.split)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        for widget in (self._summary, self.table, self.backs, self._left_out):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addLayout(row)
        self.setFixedWidth(_WIDTH)
        self.split.setFocus()

    def _show(self) -> None:
        self.plan = plan = self._planned(self.backs.isChecked())
        self._summary.setText(summary(plan))
        self._left_out.setText(left_out(plan))
        self.split.setText(self.tr("Tách và gắn") if plan.known else self.tr("Tách"))
        self._model.removeRows(0, self._model.rowCount())
        for part in plan.parts:
            self._model.appendRow(_cells(part))
        rows = min(len(plan.parts), _MOST_ROWS)
        self.table.setFixedHeight(_HEADER + rows * ROW_HEIGHT + 4)


def _cells(part: StackPart) -> list[QStandardItem]:
    known = part.by_hand is None
    warn = tone_colour(Tone.WARN)
    notes, advice = findings_of(part)
    return [
        _cell(pages_of(part), "", PALETTE.ink),
        _cell(*dossier_of(part), PALETTE.ink if part.dossier else warn),
        _cell(*paper_of(part), PALETTE.ink if known else warn),
        _cell(notes, "", warn, advice),
    ]


def _cell(text: str, beneath: str, colour: str, tip: str = "") -> QStandardItem:
    made = QStandardItem(text)
    made.setEditable(False)
    made.setData(beneath, BENEATH)
    made.setData(QColor(colour), Qt.ItemDataRole.ForegroundRole)
    told = "\n".join(filter(None, (text, beneath, tip)))
    made.setToolTip(told)
    made.setData(told, Qt.ItemDataRole.AccessibleTextRole)
    return made
