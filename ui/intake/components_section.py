"""Step 3 of intake: the papers, by scanner, file and token."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.domain.dossier import ComponentLine
from app.domain.paper import Paper, PaperState
from app.errors import AppError
from ui.icons import Icon
from ui.intake.components_model import Column, ComponentRow, ComponentsModel, component_rows
from ui.messages import message
from ui.widgets.buttons import icon_button
from ui.widgets.card import Card
from ui.widgets.fitting import FittingColumn, FittingColumns
from ui.widgets.flow import FlowLayout
from ui.widgets.keyed import keyed_button, name_button
from ui.widgets.table import Table
from ui.widgets.text import Paragraph, Role, label
from ui.widgets.two_lines import ROW_HEIGHT, TwoLineDelegate

_COLUMNS = (
    FittingColumn(Column.NAME, 180, grows=True),
    FittingColumn(Column.FILE, 100),
    FittingColumn(Column.SIGNATURE, 178),
    FittingColumn(Column.KIND, 140),
)
"""In order of importance."""
_HEADER = 38
_MOST_ROWS = 9


class ComponentsSection(Card):
    """The row that is current is the one that keys act on; Enter looks at its paper."""

    scan_wanted = Signal(object)
    files_wanted = Signal(object)
    remove_wanted = Signal(object)
    look_wanted = Signal(object)
    """ComponentRow"""
    sign_wanted = Signal(object)
    """Papers that are not signed yet, as a tuple."""
    sheets_wanted = Signal()
    """The cover sheet and separators of the dossier are to be printed."""
    files_dropped = Signal(object, object)
    """ComponentRow and paths."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Thành phần hồ sơ"))
        self.model = ComponentsModel()
        self._papers: tuple[Paper, ...] = ()
        self.table = _DropTable(self.tr("Thành phần hồ sơ"))
        self.table.setModel(self.model)
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self._fitting = FittingColumns(self.table, _COLUMNS)
        self.table.setItemDelegate(TwoLineDelegate(self.table))
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.told = Paragraph("", Role.ERROR)
        self.told.hide()
        self.scan = self._action(self.tr("Quét"), Icon.SCAN, "F6", self.scan_wanted)
        self.files = self._action(self.tr("Chọn tệp"), Icon.FOLDER, "F7", self.files_wanted)
        self.sign = keyed_button(self.tr("Ký số"), "F8", Icon.SIGN)
        self.sign.clicked.connect(lambda: self.sign_wanted.emit(self.unsigned))
        self.look = icon_button(Icon.FILE, self.tr("Xem giấy tờ (Enter)"))
        self.look.clicked.connect(lambda: self._want(self.look_wanted))
        self.remove = icon_button(Icon.DELETE, self.tr("Gỡ giấy tờ (Del)"))
        self.remove.clicked.connect(lambda: self._want(self.remove_wanted))
        self.sheets = icon_button(Icon.PRINT, self.tr("In tờ phân cách"), "Ctrl+Shift+P")
        self.sheets.clicked.connect(self.sheets_wanted)
        self.body.addWidget(self._head())
        self.body.addWidget(self.told)
        self.body.addWidget(self.table)
        self.table.selectionModel().currentRowChanged.connect(self._enable)
        self.table.row_opened.connect(self._open)
        self.table.dropped.connect(self._dropped)
        QShortcut(QKeySequence("Del"), self.table, self.remove.click)
        self._fit_height()
        self._enable()

    @property
    def unsigned(self) -> tuple[Paper, ...]:
        return tuple(paper for paper in self._papers if paper.state is PaperState.SCANNED)

    def current(self) -> ComponentRow | None:
        return self.model.row(self.table.current_row())

    def show_papers(self, lines: Sequence[ComponentLine], papers: Sequence[Paper]) -> None:
        """Fill the table; a row whose paper just came hands over to the next that lacks one."""
        rows = component_rows(lines, papers) if lines or papers else ()
        if rows == self.model.rows:
            return
        self.show_error(None)
        number, before = self.table.current_row(), self.current()
        self._papers = tuple(papers)
        self.model.set_rows(rows)
        now = self.model.row(number)
        filled = before is not None and before.missing and now is not None and not now.missing
        if filled or before is None or now is None:
            number = max(self.model.first_missing(number if filled else -1), 0)
        self.table.setCurrentIndex(self.model.index(number, 0))
        self._fit_height()
        self._enable()

    def _fit_height(self) -> None:
        rows = min(max(self.model.rowCount(), 1), _MOST_ROWS)
        self.table.setFixedHeight(_HEADER + rows * ROW_HEIGHT + 4)

    def show_error(self, error: AppError | None) -> None:
        """Say in one sentence what stands in the way, and make its row current."""
        self.told.setVisible(error is not None)
        if error is None:
            return
        told = message(error)
        self.told.setText(f"{told.sentence} {told.next_step}")
        name = error.facts.get("component") or error.facts.get("paper") or ""
        number = self.model.row_named(str(name)) if name else self.model.first_missing()
        if number >= 0:
            self.table.setCurrentIndex(self.model.index(number, 0))

    def _head(self) -> QWidget:
        """Buttons go on in a second line where the window is narrow."""
        actions = QWidget()
        flow = FlowLayout(6, actions, Qt.AlignmentFlag.AlignRight)
        for each in (self.scan, self.files, self.sign, self.look, self.remove, self.sheets):
            flow.addWidget(each)
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(self.tr("3 · Thành phần hồ sơ"), Role.HEADING))
        row.addWidget(actions, 1)
        return made

    def _action(self, text: str, name: Icon, keys: str, wanted: Signal) -> QPushButton:
        made = keyed_button(text, keys, name)
        made.clicked.connect(lambda: self._want(wanted))
        return made

    def _want(self, wanted: Signal) -> None:
        row = self.current()
        if row is not None:
            wanted.emit(row)

    def _enable(self) -> None:
        row = self.current()
        has_paper = row is not None and row.paper is not None
        self.sheets.setEnabled(row is not None)
        self.scan.setEnabled(row is not None)
        self.files.setEnabled(row is not None)
        self.look.setEnabled(has_paper)
        self.remove.setEnabled(has_paper)
        count = len(self.unsigned)
        self.sign.setEnabled(count > 0)
        text = self.tr("Ký {} giấy").format(count) if count else self.tr("Ký số")
        name_button(self.sign, text, "F8")

    def _open(self, _index: QModelIndex) -> None:
        row = self.current()
        if row is not None:
            (self.look_wanted if row.paper is not None else self.scan_wanted).emit(row)

    def _dropped(self, number: int, paths: list[Path]) -> None:
        row = self.model.row(number)
        if row is not None:
            self.files_dropped.emit(row, paths)


class _DropTable(Table):
    """Files may be dropped onto a row."""

    dropped = Signal(int, object)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        self.setCurrentIndex(self.indexAt(event.position().toPoint()))
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        row = self.indexAt(event.position().toPoint()).row()
        urls = event.mimeData().urls()
        self.dropped.emit(row, [Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
        event.acceptProposedAction()
