"""The desk's list as a Qt model: read page by page, read again when the store says so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.domain.dossier import Dossier, DossierId
from app.domain.working_time import VIETNAM, WorkingCalendar
from app.store.store import Store
from ui.desk.delivery import Delivery, delivery_of
from ui.desk.query import DeskQuery
from ui.desk.remaining import Remaining, remaining
from ui.dossier_words import AT_COUNTER, STATE_NAMES
from ui.theme import PALETTE, Tone, tone_colour

PAGE = 100
"""Rows read at once."""

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    CODE = 0
    PROCEDURE = 1
    APPLICANT = 2
    RECEIVED = 3
    DUE = 4
    REMAINING = 5
    HANDLED_BY = 6
    DELIVERY = 7


@dataclass(frozen=True)
class DeskRow:
    dossier: Dossier
    delivery: Delivery


class DeskModel(QAbstractTableModel):
    """Rows of :class:`DeskRow`; no widgets."""

    def __init__(
        self,
        *,
        store: Store,
        calendar: WorkingCalendar,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._calendar, self._now = store, calendar, now
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
            top = self.index(0, Column.REMAINING)
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
            return self._headings()[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._text(row, column)
        return None

    # Beneath

    def _headings(self) -> tuple[str, ...]:
        return (
            self.tr("Số hồ sơ"),
            self.tr("Về việc"),
            self.tr("Người nộp"),
            self.tr("Ngày tiếp nhận"),
            self.tr("Hẹn trả"),
            self.tr("Còn lại"),
            self.tr("Bộ phận đang xử lý"),
            self.tr("Đồng bộ"),
        )

    def _text(self, row: DeskRow, column: Column) -> str:
        dossier = row.dossier
        match column:
            case Column.CODE:
                text = dossier.shown_code
            case Column.PROCEDURE:
                text = dossier.procedure_name
            case Column.APPLICANT:
                text = dossier.applicant.full_name or dossier.applicant.organization
            case Column.RECEIVED:
                text = moment_text(dossier.received_at)
            case Column.DUE:
                text = moment_text(dossier.due_at)
            case Column.REMAINING:
                text = self._left(dossier).text
            case Column.HANDLED_BY:
                text = self._where(dossier)
            case Column.DELIVERY:
                text = row.delivery.text
        return text

    def _where(self, dossier: Dossier) -> str:
        """Who has it; with its state where dossiers of all states stand together."""
        office = dossier.handled_by or (self.tr("Tại quầy") if dossier.state in AT_COUNTER else "")
        if self._query.state is not None:
            return office
        return " · ".join(filter(None, (STATE_NAMES[dossier.state], office)))

    def _colour(self, row: DeskRow, column: Column) -> QColor | None:
        if column is Column.REMAINING:
            tone = self._left(row.dossier).tone
            return None if tone is Tone.NEUTRAL else QColor(tone_colour(tone))
        if column is Column.DELIVERY:
            return QColor(tone_colour(row.delivery.tone))
        if column in (Column.RECEIVED, Column.HANDLED_BY):
            return QColor(PALETTE.muted)
        return None

    def _left(self, dossier: Dossier) -> Remaining:
        """Worked out once a minute and row: a date long past takes a walk through the calendar."""
        if dossier.id not in self._remaining:
            self._remaining[dossier.id] = remaining(dossier, self._now(), self._calendar)
        return self._remaining[dossier.id]

    def _read(self, limit: int, offset: int) -> list[DeskRow]:
        now = self._now()
        with self._store.read() as work:
            dossiers = work.dossiers.find(self._query.filter(now, limit=limit + 1, offset=offset))
            self._more = len(dossiers) > limit
            items = work.outbox.of_dossiers([each.id for each in dossiers[:limit]])
        return [
            DeskRow(each, delivery_of(each, items.get(each.id, ()), now))
            for each in dossiers[:limit]
        ]

    def _replace(self, rows: list[DeskRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self._remaining.clear()
        self.endResetModel()


def moment_text(moment: datetime | None) -> str:
    """``14:05 23/11/2026`` in Vietnam, empty for None."""
    return "" if moment is None else f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
