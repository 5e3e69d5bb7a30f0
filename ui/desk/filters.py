"""What narrows the desk's list: state, due figures, words, procedure, order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.dossier import DossierState
from app.domain.procedure import Procedure
from app.store.dossiers import DossierOrder
from ui.desk.query import DeskQuery, DueWindow
from ui.dossier_words import STATE_NAMES
from ui.theme import Tone
from ui.widgets.chips import ChipRow
from ui.widgets.figure import Figure
from ui.widgets.search_box import SearchBox

_ALL = "all"
_ORDER = (
    DossierState.REFUSED,
    DossierState.DRAFT,
    DossierState.QUEUED,
    DossierState.RECEIVED,
    DossierState.CHECKING,
    DossierState.SUBMITTED_FOR_SIGNATURE,
    DossierState.APPROVING,
    DossierState.READY,
    DossierState.RETURNED,
    DossierState.PAUSED,
    DossierState.CANCELLED,
)
_ALWAYS = frozenset(_ORDER) - {
    DossierState.REFUSED,
    DossierState.PAUSED,
    DossierState.CANCELLED,
}
"""The others show up once there is something in them."""


class DueFigures(QWidget):
    """Quá hạn, hôm nay, ngày mai: three numbers, each the way to its dossiers."""

    chosen = Signal(DueWindow)

    def __init__(self) -> None:
        super().__init__()
        self._figures = {
            DueWindow.OVERDUE: Figure(self.tr("Quá hạn"), Tone.BAD),
            DueWindow.TODAY: Figure(self.tr("Đến hạn hôm nay"), Tone.WARN),
            DueWindow.TOMORROW: Figure(self.tr("Đến hạn ngày mai"), Tone.INFO),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for window, figure in self._figures.items():
            figure.clicked.connect(lambda on, window=window: self._choose(window, on))
            row.addWidget(figure)

    def show_numbers(self, numbers: Mapping[DueWindow, int]) -> None:
        for window, figure in self._figures.items():
            figure.show_number(numbers.get(window, 0))

    def mark(self, window: DueWindow) -> None:
        for each, figure in self._figures.items():
            figure.setChecked(each is window)

    def _choose(self, window: DueWindow, on: bool) -> None:
        self.chosen.emit(window if on else DueWindow.ANY)


class DeskFilters(QWidget):
    """Holds the query; ``changed`` tells each new one."""

    changed = Signal(object)
    """DeskQuery"""

    def __init__(self, query: DeskQuery) -> None:
        super().__init__()
        self.query = query
        self.figures = DueFigures()
        self.states = ChipRow(self.tr("Trạng thái hồ sơ"))
        self.states.add(_ALL, self.tr("Tất cả"))
        for state in _ORDER:
            tone = Tone.BAD if state is DossierState.REFUSED else Tone.NEUTRAL
            self.states.add(state.value, STATE_NAMES[state], tone)
        self.search = SearchBox(self.tr("Tìm số hồ sơ, người nộp, CCCD, thủ tục"))
        self.procedure = QComboBox()
        self.procedure.setAccessibleName(self.tr("Lọc theo thủ tục"))
        self.procedure.setMinimumContentsLength(24)
        self.procedure.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.order = QComboBox()
        self.order.setAccessibleName(self.tr("Sắp xếp"))
        self.order.addItem(self.tr("Đến hạn trước"), DossierOrder.DUE)
        self.order.addItem(self.tr("Mới nhất trước"), DossierOrder.NEWEST)
        self._lay_out()
        self.show_procedures(())
        self._show()
        self.figures.chosen.connect(lambda window: self.use(replace(self.query, due=window)))
        self.states.chosen.connect(self._state_chosen)
        self.search.searched.connect(lambda text: self.use(replace(self.query, text=text)))
        self.procedure.activated.connect(self._procedure_chosen)
        self.order.activated.connect(self._order_chosen)

    def use(self, query: DeskQuery) -> None:
        """Narrow the list to ``query`` and say so."""
        self.query = query
        self._show()
        self.changed.emit(query)

    def show_procedures(self, procedures: Sequence[Procedure]) -> None:
        """Offer the procedures of the catalogue; the chosen one stays."""
        self.procedure.clear()
        self.procedure.addItem(self.tr("Mọi thủ tục"), "")
        for each in procedures:
            self.procedure.addItem(f"{each.code} · {each.name}", each.code)
        self.procedure.setCurrentIndex(max(self.procedure.findData(self.query.procedure_code), 0))

    def show_counts(self, counts: Mapping[DossierState, int]) -> None:
        self.states.show_count(_ALL, sum(counts.values()), always=True)
        for state in _ORDER:
            self.states.show_count(state.value, counts.get(state, 0), always=state in _ALWAYS)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.procedure)
        tools.addWidget(self.order)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.states)
        column.addLayout(tools)

    def _show(self) -> None:
        due = self.query.due is not DueWindow.ANY
        state = None if due else self.query.state
        self.states.choose(state.value if state else _ALL)
        self.figures.mark(self.query.due)
        self.order.setCurrentIndex(self.order.findData(self.query.order))
        self.procedure.setCurrentIndex(max(self.procedure.findData(self.query.procedure_code), 0))
        if self.search.text() != self.query.text:
            self.search.setText(self.query.text)

    def _state_chosen(self, key: str) -> None:
        state = None if key == _ALL else DossierState(key)
        self.use(replace(self.query, state=state, due=DueWindow.ANY))

    def _procedure_chosen(self) -> None:
        self.use(replace(self.query, procedure_code=self.procedure.currentData()))

    def _order_chosen(self) -> None:
        self.use(replace(self.query, order=self.order.currentData()))
