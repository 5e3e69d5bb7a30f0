"""The list of the screen Ký số: from two to four rows high, one of them in view below."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent

from ui.sign.waiting import COLUMNS, RESULT_COLUMN, WaitingModel, WaitingRow
from ui.widgets.fitting import FittingColumns
from ui.widgets.pill_delegate import PillDelegate
from ui.widgets.table import ROW_HEIGHT, Table

_HEADER, _FEWEST_ROWS, _MOST_ROWS = 38, 2, 4


class WaitingTable(Table):
    def __init__(self) -> None:
        super().__init__("Giấy tờ chờ ký")
        self.waiting = WaitingModel()
        self.setModel(self.waiting)
        self._fitting = FittingColumns(self, COLUMNS)
        self.setItemDelegateForColumn(RESULT_COLUMN, PillDelegate(self))
        self.setMinimumHeight(_height(_FEWEST_ROWS))

    @property
    def shown(self) -> WaitingRow | None:
        """The row that the officer is at."""
        number = self.current_row()
        return self.waiting.rows[number] if 0 <= number < len(self.waiting.rows) else None

    @property
    def picked(self) -> list[WaitingRow]:
        """All rows that are highlighted, and the one that the officer is at."""
        numbers = {each.row() for each in self.selectionModel().selectedRows()}
        rows = self.waiting.rows
        return [row for number, row in enumerate(rows) if number in numbers or row is self.shown]

    def show_rows(self, rows: Sequence[WaitingRow], key: str = "") -> None:
        """Go to the row with ``key``; without one, stay where the officer is."""
        shown = self.shown
        key = key or (shown.key if shown else "")
        self.waiting.show(rows)
        self.setMaximumHeight(_height(min(max(len(rows), _FEWEST_ROWS), _MOST_ROWS)))
        self.updateGeometry()
        if rows:
            known = [row.key for row in rows]
            self.selectRow(known.index(key) if key in known else 0)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())


def _height(rows: int) -> int:
    return _HEADER + rows * ROW_HEIGHT + 4
