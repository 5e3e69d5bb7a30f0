"""The list that the bell opens: calm, three groups, one key to a dossier."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.dossier import DossierId
from ui.due.model import Column, DueModel, Heading, Rest, Row
from ui.due.reading import DueDossier, DueGroup
from ui.icons import Icon
from ui.widgets.empty_state import EmptyState
from ui.widgets.table import Table
from ui.widgets.text import Role, key_hint, label
from ui.widgets.two_lines import ROW_HEIGHT, TwoLineDelegate

_WIDTH, _LEFT_WIDTH, _HEADING_HEIGHT, _EMPTY_HEIGHT = 560, 208, 36, 200
_TALLEST = 560
_APART = 20
"""From the bell, past the edge of the rail."""


class DuePopup(QFrame):
    """Closes by itself when a dossier is chosen, on Esc and on a click elsewhere."""

    opened = Signal(object)
    """DossierId"""
    rest_wanted = Signal(object)
    """DueWindow"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("duePopup")
        self.setAccessibleName(self.tr("Hồ sơ đến hạn"))
        self.model = DueModel()
        self.table = Table(self.tr("Hồ sơ đến hạn"))
        self.table.setObjectName("dueList")
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.setModel(self.model)
        self.table.setItemDelegate(TwoLineDelegate(self.table))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.table.horizontalHeader()
        header.hide()
        header.setSectionResizeMode(Column.DOSSIER, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(Column.LEFT, _LEFT_WIDTH)
        self.table.row_opened.connect(self._choose)
        self.table.clicked.connect(self._choose)
        self.empty = EmptyState(
            Icon.OK,
            self.tr("Không có hồ sơ đến hạn"),
            self.tr("Đến hết ngày mai không có hồ sơ nào phải trả kết quả."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self.tr("Hồ sơ đến hạn"), Role.HEADING))
        head.addStretch(1)
        for keys, act in (("Enter", self.tr("mở")), ("Esc", self.tr("đóng"))):
            head.addWidget(key_hint(keys))
            head.addWidget(label(act, Role.HINT))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._stack, 1)

    def show_groups(self, groups: Sequence[DueGroup]) -> None:
        """Fill the list anew; the dossier that was current stays so."""
        before = self._current()
        self.model.show(groups)
        self.table.clearSpans()
        for number, row in enumerate(self.model.rows):
            dossier = isinstance(row, DueDossier)
            if not dossier:
                self.table.setSpan(number, 0, 1, len(Column))
            self.table.setRowHeight(number, ROW_HEIGHT if dossier else _HEADING_HEIGHT)
        self._stack.setCurrentIndex(0 if self.model.rows else 1)
        place = self.model.place_of(before) if before else -1
        first = next((n for n, row in enumerate(self.model.rows) if _opens(row)), -1)
        if first >= 0:
            self.table.setCurrentIndex(self.model.index(place if place >= 0 else first, 0))
            self.table.scrollToTop()

    def open_beside(self, anchor: QWidget) -> None:
        """Show it right of ``anchor``, its foot level with that of ``anchor``."""
        corner = anchor.mapToGlobal(QPoint(anchor.width() + _APART, anchor.height()))
        screen = anchor.screen().availableGeometry()
        height = min(self._wanted_height(), _TALLEST, screen.height() - 32)
        width = min(_WIDTH, screen.right() - corner.x() - 8)
        top = max(min(corner.y(), screen.bottom() - 8) - height, screen.top() + 8)
        self.setGeometry(corner.x(), top, width, height)
        self.show()
        (self.table if self.model.rows else self).setFocus()

    def _wanted_height(self) -> int:
        rows = (self.table.rowHeight(number) for number in range(len(self.model.rows)))
        return 70 + (sum(rows) if self.model.rows else _EMPTY_HEIGHT)

    def _current(self) -> DossierId | None:
        number = self.table.current_row()
        row = self.model.rows[number] if 0 <= number < len(self.model.rows) else None
        return row.dossier.id if isinstance(row, DueDossier) else None

    def _choose(self, index: QModelIndex) -> None:
        row = self.model.rows[index.row()]
        if not _opens(row):
            return
        self.close()
        if isinstance(row, Rest):
            self.rest_wanted.emit(row.window)
        else:
            self.opened.emit(row.dossier.id)


def _opens(row: Row) -> bool:
    return not isinstance(row, Heading)
