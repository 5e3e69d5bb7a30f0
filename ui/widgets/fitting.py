"""Columns that make way, the least important first, so that no table scrolls sideways."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHeaderView, QTableView


@dataclass(frozen=True)
class FittingColumn:
    column: int
    width: int
    """Logical pixels; the least it is shown with."""
    grows: bool = False
    """Whether it may take the room that is left; the last such column in view does."""


def fitting(columns: Sequence[FittingColumn], room: int) -> tuple[FittingColumn, ...]:
    """Those of ``columns``, which come in order of importance, that fit into ``room``.

    The first is always there.
    """
    shown: list[FittingColumn] = []
    for each in columns:
        if shown and sum(other.width for other in shown) + each.width > room:
            break
        shown.append(each)
    return tuple(shown)


class FittingColumns(QObject):
    """Shows as many columns as the table has room for, whenever its width changes."""

    def __init__(self, table: QTableView, columns: Sequence[FittingColumn]) -> None:
        super().__init__(table)
        self._table, self._columns = table, columns
        self._shown: tuple[FittingColumn, ...] = ()
        table.viewport().installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        shown = fitting(self._columns, self._table.viewport().width())
        if shown == self._shown:
            return
        self._shown = shown
        growing = next((each for each in reversed(shown) if each.grows), shown[0])
        header = self._table.horizontalHeader()
        for each in self._columns:
            self._table.setColumnHidden(each.column, each not in shown)
            if each is growing:
                header.setSectionResizeMode(each.column, QHeaderView.ResizeMode.Stretch)
            else:
                header.setSectionResizeMode(each.column, QHeaderView.ResizeMode.Interactive)
                self._table.setColumnWidth(each.column, each.width)
