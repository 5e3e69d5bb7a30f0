"""Procedures to choose from: searched without diacritics, those used lately first."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.folding import fold
from app.domain.procedure import Procedure
from ui.widgets.two_lines import BENEATH

Index = QModelIndex | QPersistentModelIndex


class ProcedureModel(QAbstractListModel):
    """What is typed is looked for in code, name and field, word by word."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[tuple[str, Procedure]] = []
        self._shown: list[Procedure] = []

    def set_procedures(self, procedures: Sequence[Procedure], lately: Sequence[str]) -> None:
        """``lately`` has codes of procedures, the one used last first."""
        places = {code: place for place, code in reversed(list(enumerate(lately)))}
        ordered = sorted(procedures, key=lambda each: places.get(each.code, len(places)))
        self._all = [(fold(f"{each.code} {each.name} {each.field}"), each) for each in ordered]
        self.search("")

    def search(self, text: str) -> None:
        words = fold(text).split()
        self.beginResetModel()
        self._shown = [
            procedure for folded, procedure in self._all if all(word in folded for word in words)
        ]
        self.endResetModel()

    def procedure(self, row: int) -> Procedure | None:
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def with_code(self, code: str) -> Procedure | None:
        """Among all, whatever is searched for."""
        return next((each for _, each in self._all if each.code == code), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        procedure = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return procedure.name
        if role == BENEATH:
            return f"{procedure.code} · {procedure.field}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{procedure.code}, {procedure.name}"
        return None
