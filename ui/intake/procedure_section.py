"""Step 1 of intake: which procedure, and which of its cases."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from app.domain.procedure import Procedure, ProcedureCase
from ui.icons import Icon
from ui.intake.procedure_model import ProcedureModel
from ui.theme import set_property
from ui.widgets.buttons import Kind
from ui.widgets.card import Card
from ui.widgets.keyed import keyed_button
from ui.widgets.search_box import SearchBox
from ui.widgets.text import Paragraph, Role, label
from ui.widgets.two_lines import ROW_HEIGHT, TwoLineDelegate

_ROWS = 6
"""Procedures in view while choosing."""
_LIST_WIDTH = 420
"""Of the cases on offer, which may be wider than their box."""
_WALKING = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class ProcedureSection(Card):
    """Type, walk with the arrows, Enter. Shrinks to one line once something is chosen."""

    chosen = Signal(object, str)
    """Procedure and the code of its case."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Thủ tục"))
        self._procedure: Procedure | None = None
        self.model = ProcedureModel()
        self.search = SearchBox(self.tr("Gõ mã hoặc tên thủ tục, không cần dấu"), keys="")
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(TwoLineDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(self.tr("Thủ tục tìm thấy"))
        self._none = Paragraph("", Role.HINT)
        self._name = Paragraph("", Role.HEADING)
        self._about = label("", Role.MUTED)
        self.case = QComboBox()
        self.case.setAccessibleName(self.tr("Trường hợp"))
        self.case.setMinimumContentsLength(11)
        self.case.view().setMinimumWidth(_LIST_WIDTH)
        self.case.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.change = keyed_button(self.tr("Đổi"), "F2", Icon.SEARCH, Kind.QUIET)
        self._choosing, self._summary = self._chooser(), self._summary_line()
        self.body.addWidget(self._choosing)
        self.body.addWidget(self._summary)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(lambda: self._choose_row(self.list.currentIndex()))
        self.list.clicked.connect(self._choose_row)
        self.change.clicked.connect(self.reopen)
        self.case.activated.connect(self._case_chosen)
        self.clear()

    def set_procedures(self, procedures: Sequence[Procedure], lately: Sequence[str]) -> None:
        self.model.set_procedures(procedures, lately)
        self._search(self.search.text())

    def show_choice(self, procedure: Procedure, case_code: str) -> None:
        """Shrink to ``procedure`` with its case."""
        self._procedure = procedure
        self._about.setText(f"{procedure.code} · {procedure.field}")
        self._name.setText(f"1 · {procedure.name}")
        self.case.clear()
        for case in procedure.cases:
            self.case.addItem(_case_text(case), case.code)
        self.case.setCurrentIndex(max(self.case.findData(case_code), 0))
        self.case.setToolTip(self.case.currentText())
        self.case.setEnabled(len(procedure.cases) > 1)
        self._show(summary=True)

    def clear(self) -> None:
        self._procedure = None
        self.search.clear()
        self._search("")
        self._show(summary=False)

    def reopen(self) -> None:
        """Choose anew; Esc leaves the choice as it was."""
        self.search.clear()
        self._show(summary=False)
        self.search.setFocus()

    def ask(self) -> None:
        """Nothing else can be done before something is chosen."""
        set_property(self.search, "invalid", True)
        self._none.setText(self.tr("Chọn thủ tục trước khi tiếp nhận."))
        self._none.show()
        self.search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.search and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() in _WALKING:
                self._walk(event)
                return True
            leaving = event.key() == Qt.Key.Key_Escape and self._procedure is not None
            if event.type() == QEvent.Type.KeyPress and leaving and not self.search.text():
                self._show(summary=True)
                self.case.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _chooser(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(self.tr("1 · Thủ tục"), Role.HEADING))
        column.addWidget(self.search)
        column.addWidget(self._none)
        column.addWidget(self.list)
        return made

    def _summary_line(self) -> QWidget:
        made = QWidget()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._about)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self.case, 1)
        row.addWidget(self.change)
        return made

    def _show(self, *, summary: bool) -> None:
        self._summary.setVisible(summary)
        self._choosing.setVisible(not summary)

    def _search(self, text: str) -> None:
        self.model.search(text)
        found = self.model.rowCount() > 0
        self.list.setVisible(found)
        self._none.setVisible(not found)
        self._none.setText(
            self.tr("Không có thủ tục nào khớp. Thử ít chữ hơn.")
            if text.strip()
            else self.tr("Máy này chưa có danh mục thủ tục. Đăng nhập tỉnh để tải về.")
        )
        set_property(self.search, "invalid", False)
        if found:
            self.list.setCurrentIndex(self.model.index(0, 0))
            self.list.setFixedHeight(min(self.model.rowCount(), _ROWS) * ROW_HEIGHT + 4)

    def _walk(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -_ROWS}.get(
            Qt.Key(event.key()), _ROWS
        )
        last = self.model.rowCount() - 1
        row = min(max(self.list.currentIndex().row() + step, 0), last)
        self.list.setCurrentIndex(self.model.index(row, 0))

    def _choose_row(self, index: QModelIndex) -> None:
        procedure = self.model.procedure(index.row())
        if procedure is None:
            return
        same = self._procedure is not None and self._procedure.code == procedure.code
        case = self.case.currentData() if same else procedure.cases[0].code
        self.show_choice(procedure, case)
        self.chosen.emit(procedure, case)

    def _case_chosen(self) -> None:
        self.chosen.emit(self._procedure, self.case.currentData())


def _case_text(case: ProcedureCase) -> str:
    days = f"{case.working_days} ngày làm việc" if case.working_days else "Trong ngày"
    return f"{days} · {case.name}"
