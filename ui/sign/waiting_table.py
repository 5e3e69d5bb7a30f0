"""The list of the screen Ký số: at most four rows high, one of them in view below."""

from collections.abc import Sequence

from ui.sign.waiting import COLUMNS, RESULT_COLUMN, WaitingModel, WaitingRow
from ui.widgets.fitting import FittingColumns
from ui.widgets.pill_delegate import PillDelegate
from ui.widgets.table import ROW_HEIGHT, Table

_HEADER, _MOST_ROWS = 38, 4


class WaitingTable(Table):
    def __init__(self) -> None:
        super().__init__("Giấy tờ chờ ký")
        self.waiting = WaitingModel()
        self.setModel(self.waiting)
        self._fitting = FittingColumns(self, COLUMNS)
        self.setItemDelegateForColumn(RESULT_COLUMN, PillDelegate(self))

    @property
    def shown(self) -> WaitingRow | None:
        """The row that the officer is at."""
        number = self.current_row()
        return self.waiting.rows[number] if 0 <= number < len(self.waiting.rows) else None

    @property
    def picked(self) -> list[WaitingRow]:
        """All rows that are highlighted."""
        return [self.waiting.rows[each.row()] for each in self.selectionModel().selectedRows()]

    def show_rows(self, rows: Sequence[WaitingRow], key: str = "") -> None:
        """Go to the row with ``key``; without one, stay where the officer is."""
        shown = self.shown
        key = key or (shown.key if shown else "")
        self.waiting.show(rows)
        self.setFixedHeight(_HEADER + min(max(len(rows), 2), _MOST_ROWS) * ROW_HEIGHT + 4)
        if rows:
            known = [row.key for row in rows]
            self.selectRow(known.index(key) if key in known else 0)
