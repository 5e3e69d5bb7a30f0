"""The desk's table beside the detail of one dossier."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.dossier import DossierId
from ui.desk.detail import DossierDetail
from ui.desk.model import DeskModel
from ui.desk.rows import Column
from ui.desk.selection_bar import SelectionBar
from ui.icons import Icon
from ui.widgets.buttons import Kind
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.fitting import FittingColumn, FittingColumns
from ui.widgets.table import Table
from ui.widgets.two_lines import ROW_HEIGHT, TwoLineDelegate

_COLUMNS = (
    FittingColumn(Column.CODE, 206),
    FittingColumn(Column.DUE, 200),
    FittingColumn(Column.APPLICANT, 152, grows=True),
    FittingColumn(Column.PROCEDURE, 150, grows=True),
    FittingColumn(Column.HANDLED_BY, 180),
    FittingColumn(Column.DELIVERY, 158),
)
"""In order of importance."""
_DETAIL_WIDTH = 384
_AND_THIS = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


class DossierList(QWidget):
    """Keeps its row while the list is read again."""

    opened = Signal(object)
    """Dossier: Enter or double click."""
    everything_wanted = Signal()
    intake_wanted = Signal()
    walked = Signal(object)
    """Dossier: another row became current while the detail is open."""

    def __init__(self, model: DeskModel) -> None:
        super().__init__()
        self._model = model
        self._current, self._chosen = DossierId(""), list[DossierId]()
        self.table = Table(self.tr("Danh sách hồ sơ"))
        self.table.setModel(model)
        self.table.setSelectionMode(Table.SelectionMode.ExtendedSelection)
        self._fitting = FittingColumns(self.table, _COLUMNS)
        self.table.setItemDelegate(TwoLineDelegate(self.table))
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.detail = DossierDetail()
        self.detail.setFixedWidth(_DETAIL_WIDTH)
        self.detail.hide()
        self.empty = EmptyState(Icon.DESK, "")
        self._unfilter = self.empty.add_action(
            self.tr("Bỏ mọi bộ lọc"), self.everything_wanted.emit, Kind.SECONDARY, Icon.FILTER
        )
        self._begin = self.empty.add_action(
            self.tr("Tiếp nhận hồ sơ mới"), self.intake_wanted.emit, Kind.SECONDARY, Icon.ADD
        )
        nothing = Card()
        nothing.body.addWidget(self.empty)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(nothing)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self.selection = SelectionBar()
        left = QVBoxLayout()
        left.addWidget(self._stack, 1)
        left.addWidget(self.selection)
        row.addLayout(left, 1)
        row.addWidget(self.detail)
        self.table.row_opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._walk)
        self.table.selectionModel().selectionChanged.connect(self._show_count)
        self.detail.closed.connect(self.close_detail)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._come_back)

    @property
    def seen(self) -> int:
        """Rows down to the last one in view."""
        height = self.table.viewport().height()
        return self.table.rowAt(height - 1) + 1 or max(height // ROW_HEIGHT, 1)

    @property
    def chosen(self) -> list[DossierId]:
        """Dossiers of the selected rows, in the order of the list."""
        rows = sorted(each.row() for each in self.table.selectionModel().selectedRows())
        return [row.dossier.id for each in rows if (row := self._model.row(each)) is not None]

    def show_empty(self, empty: bool, *, filtered: bool) -> None:
        """Without rows there is nothing that a detail could belong to; a way out is offered."""
        self._unfilter.setVisible(filtered)
        self._begin.setVisible(not filtered)
        self._stack.setCurrentIndex(1 if empty else 0)
        if empty:
            self.detail.hide()

    def go_to(self, dossier_id: DossierId) -> bool:
        """Make ``dossier_id`` current; False when it is not in the list."""
        row = self._model.row_of(dossier_id)
        if row >= 0:
            self.table.setCurrentIndex(self._model.index(row, 0))
        return row >= 0

    def open_detail(self) -> None:
        self.detail.show()

    def close_detail(self) -> None:
        self.detail.hide()
        self.table.setFocus()

    def _open(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None:
            self.opened.emit(row.dossier)

    def _walk(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None and self.detail.isVisible():
            self.walked.emit(row.dossier)

    def _show_count(self) -> None:
        self.selection.show_count(len(self.chosen))
        if len(self.chosen) > 1:  # of which the detail would show one, under the same F8
            self.detail.hide()

    def _remember(self) -> None:
        self._chosen = self.chosen
        row = self._model.row(self.table.current_row())
        self._current = row.dossier.id if row else DossierId("")

    def _come_back(self) -> None:
        if not self.go_to(self._current) and self._model.rowCount():
            self.table.setCurrentIndex(self._model.index(0, 0))
        for each in self._chosen if len(self._chosen) > 1 else ():
            if (row := self._model.row_of(each)) >= 0:
                self.table.selectionModel().select(self._model.index(row, 0), _AND_THIS)
        self._show_count()
