"""The components of a dossier with their papers, as rows of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor

from app.domain.dossier import ComponentLine
from app.domain.paper import Paper, PaperState
from ui.dossier_words import COPY_KINDS
from ui.paper_texts import pages_text, signature_text, signing_text, size_text
from ui.theme import PALETTE, Tone, tone_colour
from ui.widgets.two_lines import BENEATH

Index = QModelIndex | QPersistentModelIndex
OTHER = ""
"""Component id of Giấy tờ khác."""


class Column(IntEnum):
    NAME = 0
    KIND = 1
    FILE = 2
    SIGNATURE = 3


_HEADINGS = (
    QT_TRANSLATE_NOOP("ComponentsModel", "Tên giấy tờ"),
    QT_TRANSLATE_NOOP("ComponentsModel", "Loại, số bản"),
    QT_TRANSLATE_NOOP("ComponentsModel", "Tệp tin"),
    QT_TRANSLATE_NOOP("ComponentsModel", "Ký số"),
)


@dataclass(frozen=True)
class ComponentRow:
    """A component without a paper, one of its papers, or room for another kind of paper."""

    line: ComponentLine | None
    """None: Giấy tờ khác."""
    paper: Paper | None
    first: bool = True
    """Whether it is the first row of its component."""

    @property
    def component_id(self) -> str:
        return OTHER if self.line is None else self.line.id

    @property
    def missing(self) -> bool:
        return self.paper is None and self.line is not None and self.line.required


def component_rows(
    lines: Sequence[ComponentLine], papers: Sequence[Paper]
) -> tuple[ComponentRow, ...]:
    """Lines in the procedure's order, a row for each of their papers; other papers after them.

    The last row has neither line nor paper: there another paper can be added.
    """
    rows: list[ComponentRow] = []
    known = {line.id for line in lines}
    for line in lines:
        own = [paper for paper in papers if paper.component_id == line.id]
        rows += [ComponentRow(line, paper, first=paper is own[0]) for paper in own]
        if not own:
            rows.append(ComponentRow(line, None))
    others = (paper for paper in papers if paper.component_id not in known)
    return (*rows, *(ComponentRow(None, paper) for paper in others), ComponentRow(None, None))


class ComponentsModel(QAbstractTableModel):
    """Rows of :class:`ComponentRow`; empty until there is a dossier."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ComponentRow, ...] = ()
        self._busy: frozenset[str] = frozenset()

    @property
    def rows(self) -> tuple[ComponentRow, ...]:
        return self._rows

    def set_rows(self, rows: Sequence[ComponentRow]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def set_busy(self, component_ids: frozenset[str]) -> None:
        """Files for these components are being read."""
        self._busy = component_ids
        if self._rows:
            last = self.index(len(self._rows) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row(self, number: int) -> ComponentRow | None:
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def first_missing(self, after: int = -1) -> int:
        """The next row that lacks its paper, from the top again if need be; -1 when none does."""
        numbers = [*range(after + 1, len(self._rows)), *range(after + 1)]
        return next((number for number in numbers if self._rows[number].missing), -1)

    def row_named(self, name: str) -> int:
        """The row of a component or paper called ``name``; -1 when there is none."""
        for number, row in enumerate(self._rows):
            if name in (row.line.name if row.line else "", row.paper.title if row.paper else ""):
                return number
        return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr(_HEADINGS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], Column(index.column())
        busy = row.paper is None and row.component_id in self._busy
        text, beneath, colour = _cell(row, column, busy=busy)
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == BENEATH:
            return beneath
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            signer = signature_text(row.paper) if row.paper and column is Column.SIGNATURE else ""
            return signer or "\n".join(filter(None, (text, beneath)))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(colour)
        return None


def _cell(row: ComponentRow, column: Column, *, busy: bool) -> tuple[str, str, str]:
    """Both lines and the colour of the first."""
    match column:
        case Column.NAME:
            cell = _name(row)
        case Column.KIND:
            told = row.line is not None and row.first
            kind, copies = (COPY_KINDS[row.line.kind], row.line.copies) if told else ("", 0)
            cell = kind, f"{copies} bản" if told else "", PALETTE.ink
        case Column.FILE:
            cell = _file(row, busy=busy)
        case Column.SIGNATURE:
            cell = _signature(row)
    return cell


def _name(row: ComponentRow) -> tuple[str, str, str]:
    if row.line is None:
        name = row.paper.title if row.paper else "Thêm giấy tờ khác"
        return name, "", PALETTE.ink if row.paper else PALETTE.muted
    return row.line.name if row.first else "", "", PALETTE.ink


def _file(row: ComponentRow, *, busy: bool) -> tuple[str, str, str]:
    if row.paper is not None:
        return pages_text(row.paper), size_text(row.paper), PALETTE.ink
    if busy:
        return "Đang lấy tệp…", "", tone_colour(Tone.INFO)
    if row.line is None:
        return "", "", PALETTE.muted
    if row.line.required:
        return "Chưa có", "Bắt buộc", tone_colour(Tone.WARN)
    return "Nếu có", "", PALETTE.muted


def _signature(row: ComponentRow) -> tuple[str, str, str]:
    if row.paper is None:
        return "", "", PALETTE.muted
    if row.paper.state is PaperState.SIGNED:
        return "Đã ký số", signing_text(row.paper), tone_colour(Tone.OK)
    return "Chưa ký số", "", tone_colour(Tone.WARN)
