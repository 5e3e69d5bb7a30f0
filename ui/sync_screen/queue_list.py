"""The list of dossiers in the queue, with tabs by how they stand and a search."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, QSettings, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ui.icons import Icon
from ui.sync_screen.model import COLUMNS, STATE_COLUMN, QueueModel
from ui.sync_screen.rows import Group, QueueRow, wanted
from ui.widgets.buttons import Kind
from ui.widgets.empty_state import EmptyState
from ui.widgets.fitting import FittingColumns
from ui.widgets.pill_delegate import PillDelegate
from ui.widgets.search_box import SearchBox
from ui.widgets.table import Table

_TABS = (None, Group.OPEN, Group.REFUSED, Group.UNCONFIRMED, Group.DELIVERED)
_REMEMBERED = "sync/tab"


class QueueList(QWidget):
    """Keeps the chosen dossier chosen while rows come and go.

    ``tabs`` and ``search`` are laid out by the screen, above list and detail alike.
    """

    row_chosen = Signal(object)
    """QueueRow, or None when there is none."""
    intake_wanted = Signal()

    def __init__(self, now: Callable[[], datetime], memory: QSettings) -> None:
        super().__init__()
        self._memory = memory
        self._rows: tuple[QueueRow, ...] = ()
        self._chosen = ""
        self._names = (
            self.tr("Tất cả"),
            self.tr("Chưa xong"),
            self.tr("Tỉnh từ chối"),
            self.tr("Chờ xác nhận"),
            self.tr("Tỉnh đã nhận"),
        )
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        for name in self._names:
            self.tabs.addTab(name)
        self.tabs.setCurrentIndex(int(memory.value(_REMEMBERED, 0)))
        self.search = SearchBox(self.tr("Tìm hồ sơ, người nộp, biên nhận"))
        self.search.setMinimumWidth(180)
        self.search.setMaximumWidth(340)
        self._model = QueueModel(now, self)
        self.table = Table(self.tr("Hồ sơ gửi tỉnh"))
        self.table.setModel(self._model)
        self._fitting = FittingColumns(self.table, COLUMNS)
        self.table.setItemDelegateForColumn(STATE_COLUMN, PillDelegate(self.table))
        self._empty = EmptyState(Icon.SYNC, "")
        self._begin = self._empty.add_action(
            self.tr("Tiếp nhận hồ sơ"), self.intake_wanted.emit, Kind.PRIMARY, Icon.ADD
        )
        self._content = QStackedWidget()
        self._content.addWidget(self.table)
        self._content.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._content)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.search.searched.connect(lambda _: self._refresh())
        self.table.selectionModel().currentRowChanged.connect(self._choose)

    def show_rows(self, rows: Sequence[QueueRow]) -> None:
        self._rows = tuple(rows)
        for number, group in enumerate(_TABS):
            count = len(wanted(rows, group, ""))
            self.tabs.setTabText(number, f"{self._names[number]} ({count})")
        self._refresh()

    def _refresh(self) -> None:
        shown = wanted(self._rows, _TABS[self.tabs.currentIndex()], self.search.text())
        chosen = self._chosen
        self._model.show(shown)
        number = self._model.number_of(chosen)
        if number < 0 and shown:
            number = 0
        if number >= 0:
            self.table.selectRow(number)
        self._announce(number)
        if not shown:
            self._say_empty()
        self._content.setCurrentIndex(0 if shown else 1)

    def _say_empty(self) -> None:
        self._begin.setVisible(not self._rows)
        if self._rows:
            self._empty.say(
                Icon.SEARCH,
                self.tr("Không có hồ sơ nào khớp"),
                self.tr("Thử bớt chữ trong ô tìm kiếm hoặc chọn thẻ Tất cả."),
            )
        else:
            self._empty.say(
                Icon.SYNC,
                self.tr("Chưa có gì để gửi"),
                self.tr("Hồ sơ vừa tiếp nhận sẽ tự vào đây và được gửi tỉnh khi có mạng."),
            )

    def _tab_changed(self, number: int) -> None:
        self._memory.setValue(_REMEMBERED, number)
        self._refresh()

    def _choose(self, current: QModelIndex) -> None:
        row = self._model.row(current.row()) if current.isValid() else None
        if row is not None:
            self._chosen = row.dossier_id
            self.row_chosen.emit(row)

    def _announce(self, number: int) -> None:
        self.row_chosen.emit(self._model.row(number))
