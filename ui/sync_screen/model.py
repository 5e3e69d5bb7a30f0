"""The queue's rows for the table."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.status_text import moment
from ui.sync_screen.rows import QueueRow
from ui.widgets.fitting import FittingColumn
from ui.widgets.pill_delegate import TONE_ROLE

Index = QModelIndex | QPersistentModelIndex
STATE_COLUMN = 2
COLUMNS = (
    FittingColumn(0, 200, grows=True),
    FittingColumn(STATE_COLUMN, 160),
    FittingColumn(1, 120, grows=True),
    FittingColumn(3, 112),
)
"""In order of importance."""


class QueueModel(QAbstractTableModel):
    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._headings = (
            self.tr("Số hồ sơ"),
            self.tr("Người nộp"),
            self.tr("Trạng thái"),
            self.tr("Lúc"),
        )
        self._rows: tuple[QueueRow, ...] = ()

    def show(self, rows: Sequence[QueueRow]) -> None:
        """Replace the rows; those that stay in place keep their selection."""
        fresh = tuple(rows)
        same = [row.dossier_id for row in fresh] == [row.dossier_id for row in self._rows]
        if same and fresh:
            self._rows = fresh
            last = self.index(len(fresh) - 1, len(self._headings) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._rows = fresh
        self.endResetModel()

    def row(self, number: int) -> QueueRow | None:
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def number_of(self, dossier_id: str) -> int:
        """-1 when the dossier is not shown."""
        ids = [row.dossier_id for row in self._rows]
        return ids.index(dossier_id) if dossier_id in ids else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._headings)

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            when = moment(row.changed_at, self._now())
            return (row.code, row.applicant, row.state, when)[index.column()]
        if role == TONE_ROLE and index.column() == STATE_COLUMN:
            return row.tone
        return None
