"""The desk's list as a Qt model: read page by page, read again when the store says so."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor

from app.domain.dossier import Dossier, DossierId
from app.domain.working_time import WorkingCalendar
from app.store.store import Store
from app.store.vault import Vault
from ui.desk.query import DeskQuery
from ui.desk.remaining import Remaining, remaining
from ui.desk.rows import Column, DeskRow, cell_colour, cell_text, read_rows
from ui.widgets.two_lines import BENEATH

PAGE = 100
"""Rows read at once."""
_HEADINGS = (
    QT_TRANSLATE_NOOP("DeskModel", "Số hồ sơ"),
    QT_TRANSLATE_NOOP("DeskModel", "Về việc"),
    QT_TRANSLATE_NOOP("DeskModel", "Người nộp"),
    QT_TRANSLATE_NOOP("DeskModel", "Hẹn trả"),
    QT_TRANSLATE_NOOP("DeskModel", "Bộ phận đang xử lý"),
    QT_TRANSLATE_NOOP("DeskModel", "Đồng bộ"),
)

Index = QModelIndex | QPersistentModelIndex


class DeskModel(QAbstractTableModel):
    """Rows of :class:`DeskRow`; no widgets."""

    def __init__(
        self,
        *,
        store: Store,
        vault: Vault,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._vault, self._now = store, vault, now
        self._calendar = WorkingCalendar()
        self._query = DeskQuery()
        self._rows: list[DeskRow] = []
        self._more = False
        self._remaining: dict[DossierId, Remaining] = {}

    # What is shown

    def show(self, query: DeskQuery) -> None:
        """Read the first page of ``query``."""
        self._query = query
        self._replace(self._read(PAGE, 0))

    def refresh(self, seen: int) -> None:
        """Read again what the officer has scrolled through, the first ``seen`` rows at least.

        Rows that stay in their places are changed in place, so that nothing jumps.
        """
        wanted = -(-max(seen, 1) // PAGE) * PAGE
        rows = self._read(wanted, 0)
        self._remaining.clear()
        if [each.dossier.id for each in rows] != [each.dossier.id for each in self._rows]:
            self._replace(rows)
        elif rows:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(Column) - 1))

    def tick(self) -> None:
        """A minute went by."""
        self._remaining.clear()
        if self._rows:
            top = self.index(0, Column.DUE)
            self.dataChanged.emit(top, self.index(len(self._rows) - 1, Column.DELIVERY))

    def row(self, number: int) -> DeskRow | None:
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def row_of(self, dossier_id: DossierId) -> int:
        """-1 when it is not among the rows that were read."""
        ids = (each.dossier.id for each in self._rows)
        return next((number for number, each in enumerate(ids) if each == dossier_id), -1)

    # Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(Column)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802
        return self._more and not parent.isValid()

    def fetchMore(self, _parent: Index) -> None:  # noqa: N802
        rows = self._read(PAGE, len(self._rows))
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr(_HEADINGS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], Column(index.column())
        left = self._left(row.dossier)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(row, column, left)[0]
        if role == BENEATH:
            return cell_text(row, column, left)[1]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return "\n".join(filter(None, cell_text(row, column, left)))
        if role == Qt.ItemDataRole.ForegroundRole:
            colour = cell_colour(row, column, left)
            return QColor(colour) if colour else None
        return None

    # Beneath

    def _left(self, dossier: Dossier) -> Remaining:
        """Worked out once a minute and row: a date long past takes a walk through the calendar."""
        if dossier.id not in self._remaining:
            self._remaining[dossier.id] = remaining(dossier, self._now(), self._calendar)
        return self._remaining[dossier.id]

    def _read(self, limit: int, offset: int) -> list[DeskRow]:
        with self._store.read() as work:
            self._calendar = work.mirror.calendar()
        rows, self._more = read_rows(
            self._store, self._vault, self._query, self._now(), limit=limit, offset=offset
        )
        return rows

    def _replace(self, rows: list[DeskRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self._remaining.clear()
        self.endResetModel()
