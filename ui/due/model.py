"""The list of the bell as a Qt model: headings, dossiers, and where the rest is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from app.domain.dossier import DossierId
from ui.desk.query import DueWindow
from ui.desk.rows import moment_text, subject_text
from ui.due.reading import DueDossier, DueGroup
from ui.theme import PALETTE, Tone, tone_colour
from ui.widgets.two_lines import BENEATH

Index = QModelIndex | QPersistentModelIndex
GROUP_NAMES = {
    DueWindow.OVERDUE: "Quá hạn",
    DueWindow.TODAY: "Hôm nay",
    DueWindow.TOMORROW: "Ngày mai",
}
_GROUP_TONES = {DueWindow.OVERDUE: Tone.BAD, DueWindow.TODAY: Tone.WARN}


class Column(IntEnum):
    DOSSIER = 0
    LEFT = 1


@dataclass(frozen=True)
class Heading:
    """``Quá hạn · 5``"""

    window: DueWindow
    count: int


@dataclass(frozen=True)
class Rest:
    """So many more are on the desk."""

    window: DueWindow
    count: int


Row = Heading | DueDossier | Rest


class DueModel(QAbstractTableModel):
    """No widgets."""

    def __init__(self, groups: Sequence[DueGroup] = ()) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.show(groups)

    def show(self, groups: Sequence[DueGroup]) -> None:
        self.beginResetModel()
        self.rows = []
        for group in groups:
            self.rows.append(Heading(group.window, group.count))
            self.rows.extend(group.first)
            if group.count > len(group.first):
                self.rows.append(Rest(group.window, group.count - len(group.first)))
        self.endResetModel()

    def place_of(self, dossier_id: DossierId) -> int:
        """-1 when it is not listed."""
        for number, row in enumerate(self.rows):
            if isinstance(row, DueDossier) and row.dossier.id == dossier_id:
                return number
        return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are passed over by the arrow keys."""
        if isinstance(self.rows[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(row, column)[0]
        if role == BENEATH:
            return cell_text(row, column)[1]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return "\n".join(filter(None, cell_text(row, column)))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(_colour(row, column))
        if role == Qt.ItemDataRole.FontRole and isinstance(row, Heading):
            bold = QFont()
            bold.setWeight(QFont.Weight.DemiBold)
            return bold
        return None


def cell_text(row: Row, column: Column) -> tuple[str, str]:
    """The two lines of a cell; a row without two columns leaves the second empty."""
    match row, column:
        case Heading(window, count), Column.DOSSIER:
            return f"{GROUP_NAMES[window]} · {count}", ""
        case Rest(_, count), Column.DOSSIER:
            return f"Xem {count} hồ sơ nữa ở Bàn làm việc", ""
        case DueDossier(dossier, _), Column.DOSSIER:
            applicant = dossier.applicant
            name = applicant.full_name or applicant.organization
            about = subject_text(dossier.procedure_name)
            return dossier.shown_code, f"{name} · {about}" if name else about
        case DueDossier(dossier, left), Column.LEFT:
            return left.text, f"Hẹn {moment_text(dossier.due_at)}"
    return "", ""


def _colour(row: Row, column: Column) -> str:
    if isinstance(row, Heading):
        tone = _GROUP_TONES.get(row.window, Tone.NEUTRAL) if row.count else Tone.NEUTRAL
        return tone_colour(tone)
    if isinstance(row, Rest):
        return PALETTE.accent
    if column is Column.LEFT and row.left.tone is not Tone.NEUTRAL:
        return tone_colour(row.left.tone)
    return PALETTE.ink
