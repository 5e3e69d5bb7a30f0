"""What narrows the desk's list: state, due figures, words, procedure, order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.dossier import DossierState
from app.domain.folding import fold
from app.domain.procedure import Procedure
from app.store.dossiers import DossierOrder
from ui.desk.query import DeskQuery, DueWindow, Period
from ui.desk.received_box import ReceivedBox, ask_period
from ui.dossier_words import STATE_NAMES
from ui.theme import Tone
from ui.widgets.chips import ChipRow
from ui.widgets.figure import Figure
from ui.widgets.search_box import SearchBox

_ONE_LINE = 1050
"""Logical pixels from which search and boxes stand side by side."""
_LIST_WIDTH = 220
"""Of what a box offers, which may be wider than the box."""
AskPeriod = Callable[[QWidget, Period], Period | None]
_ALL, _PINNED = "all", "pinned"
_ORDER = (
    DossierState.REFUSED,
    DossierState.DRAFT,
    DossierState.QUEUED,
    DossierState.ONLINE_WAITING,
    DossierState.RECEIVED,
    DossierState.CHECKING,
    DossierState.SUBMITTED_FOR_SIGNATURE,
    DossierState.APPROVING,
    DossierState.READY,
    DossierState.RETURNED,
    DossierState.PAUSED,
    DossierState.ONLINE_CANCELLED,
    DossierState.CANCELLED,
)
_ALWAYS = frozenset(_ORDER) - {
    DossierState.REFUSED,
    DossierState.DRAFT,
    DossierState.QUEUED,
    DossierState.ONLINE_WAITING,
    DossierState.PAUSED,
    DossierState.ONLINE_CANCELLED,
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
            DueWindow.TODAY: Figure(self.tr("Hạn hôm nay"), Tone.WARN),
            DueWindow.TOMORROW: Figure(self.tr("Hạn ngày mai"), Tone.INFO),
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

    def __init__(
        self, query: DeskQuery, now: Callable[[], datetime], ask: AskPeriod = ask_period
    ) -> None:
        super().__init__()
        self.query = query
        self._procedures: tuple[Procedure, ...] = ()
        self.figures = DueFigures()
        self.states = ChipRow(self.tr("Trạng thái hồ sơ"))
        self.states.add(_ALL, self.tr("Tất cả"))
        for state in _ORDER:
            tone = Tone.BAD if state is DossierState.REFUSED else Tone.NEUTRAL
            self.states.add(state.value, STATE_NAMES[state], tone)
        self.states.add(_PINNED, self.tr("Đã ghim"))
        self.search = SearchBox(self.tr("Tìm số hồ sơ, người nộp, CCCD, thủ tục"))
        self.field = _box(self.tr("Lọc theo lĩnh vực"), 9)
        self.procedure = _box(self.tr("Lọc theo thủ tục"), 11)
        self.received = ReceivedBox(now, ask)
        self.order = _box(self.tr("Sắp xếp"), 10)
        self.order.addItem(self.tr("Đến hạn trước"), DossierOrder.DUE)
        self.order.addItem(self.tr("Mới nhất trước"), DossierOrder.NEWEST)
        self._lay_out()
        self._show()
        self.figures.chosen.connect(
            lambda window: self.use(replace(self.query, due=window, pinned=False))
        )
        self.states.chosen.connect(self._state_chosen)
        self.search.searched.connect(lambda text: self.use(replace(self.query, text=text)))
        self.received.chosen.connect(lambda days: self.use(replace(self.query, received=days)))
        self.field.activated.connect(self._field_chosen)
        self.procedure.activated.connect(self._procedure_chosen)
        self.order.activated.connect(self._order_chosen)

    def use(self, query: DeskQuery) -> None:
        """Narrow the list to ``query`` and say so."""
        self.query = query
        self._show()
        self.changed.emit(query)

    def show_procedures(self, procedures: Sequence[Procedure]) -> None:
        """Offer the fields and procedures of the catalogue; what is chosen stays."""
        self._procedures = tuple(procedures)
        self.field.clear()
        self.field.addItem(self.tr("Mọi lĩnh vực"), "")
        for field in sorted({each.field for each in procedures}, key=fold):
            self.field.addItem(field, field)
        self.field.setCurrentIndex(max(self.field.findData(self.query.field), 0))
        self.procedure.clear()
        self.procedure.addItem(self.tr("Mọi thủ tục"), "")
        for each in procedures:
            if self.query.field in ("", each.field):
                self.procedure.addItem(f"{each.code} · {each.name}", each.code)
        self.procedure.setCurrentIndex(max(self.procedure.findData(self.query.procedure_code), 0))

    def show_counts(self, counts: Mapping[DossierState, int]) -> None:
        self.states.show_count(_ALL, sum(counts.values()), always=True)
        for state in _ORDER:
            self.states.show_count(state.value, counts.get(state, 0), always=state in _ALWAYS)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Words get a line of their own where they could not be read beside the boxes."""
        super().resizeEvent(event)
        wide = event.size().width() >= _ONE_LINE
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._tools.setDirection(way)

    def _lay_out(self) -> None:
        boxes = QHBoxLayout()
        boxes.setSpacing(8)
        for widget, share in (
            (self.field, 4),
            (self.procedure, 5),
            (self.received, 4),
            (self.order, 4),
        ):
            boxes.addWidget(widget, share)
        self._tools = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._tools.setSpacing(8)
        self._tools.addWidget(self.search, 2)
        self._tools.addLayout(boxes, 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.states)
        column.addLayout(self._tools)

    def _show(self) -> None:
        due = self.query.due is not DueWindow.ANY
        state = None if due else self.query.state
        usual = _PINNED if self.query.pinned and not due else _ALL
        self.states.choose(state.value if state else usual)
        self.figures.mark(self.query.due)
        self.order.setCurrentIndex(self.order.findData(self.query.order))
        self.received.show_period(self.query.received)
        self.show_procedures(self._procedures)
        if self.search.text() != self.query.text:
            self.search.setText(self.query.text)

    def _state_chosen(self, key: str) -> None:
        state = None if key in (_ALL, _PINNED) else DossierState(key)
        query = replace(self.query, state=state, due=DueWindow.ANY, pinned=key == _PINNED)
        self.use(query)

    def _field_chosen(self) -> None:
        """A procedure of another field would leave nothing to see."""
        field = self.field.currentData()
        fields = {each.code: each.field for each in self._procedures}
        fits = field in ("", fields.get(self.query.procedure_code))
        code = self.query.procedure_code if fits else ""
        self.use(replace(self.query, field=field, procedure_code=code))

    def _procedure_chosen(self) -> None:
        self.use(replace(self.query, procedure_code=self.procedure.currentData()))

    def _order_chosen(self) -> None:
        self.use(replace(self.query, order=self.order.currentData()))


def _box(name: str, letters: int) -> QComboBox:
    """A box that is ``letters`` wide at least, whatever it offers."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setMinimumContentsLength(letters)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.view().setMinimumWidth(_LIST_WIDTH)
    return made
