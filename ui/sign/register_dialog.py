"""Sổ đăng ký: the numbers that were given, as the law wants them kept (NĐ 30/2020, Phụ lục IV)."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.counter import Counter
from app.domain.register import Book, NumberState, RegisterEntry
from app.domain.working_time import VIETNAM
from ui.background import run
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.fitting import FittingColumn, FittingColumns
from ui.widgets.form_field import FormField
from ui.widgets.pill_delegate import TONE_ROLE, PillDelegate
from ui.widgets.table import Table
from ui.widgets.text import Paragraph, Role, label

BOOKS = {Book.OUTGOING: "Văn bản đi", Book.COPIES: "Bản sao", Book.INCOMING: "Văn bản đến"}
_HEADERS = ("Số và ký hiệu", "Ngày", "Trích yếu", "Người ký")
_SIGNER = 3
_COLUMNS = (
    FittingColumn(0, 150),
    FittingColumn(2, 200, grows=True),
    FittingColumn(_SIGNER, 210),
    FittingColumn(1, 110),
)
_UNSIGNED = "Chưa ký xong"
_FREE = "Đã trả lại sổ"
_YEARS = 5
_Index = QModelIndex | QPersistentModelIndex


class RegisterModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[RegisterEntry, ...] = ()

    def show(self, entries: Sequence[RegisterEntry]) -> None:
        """The latest number first."""
        self.beginResetModel()
        self.entries = tuple(reversed(entries))
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        signed = entry.state is NumberState.ISSUED
        if role == Qt.ItemDataRole.DisplayRole:
            signer = entry.signer if signed else _UNSIGNED
            if entry.state is NumberState.FREE:
                signer = _FREE
            return (entry.written, f"{entry.day:%d/%m/%Y}", entry.subject, signer)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            why = f"\nTrả lại sổ vì: {entry.reason}" if entry.state is NumberState.FREE else ""
            return f"{entry.subject}\nSHA-256: {entry.sha256 or 'chưa có tệp đã ký'}{why}"
        if role == TONE_ROLE and index.column() == _SIGNER:
            return Tone.OK if signed else Tone.WARN
        return None


class RegisterDialog(QDialog):
    """One book of one year; nothing can be changed here."""

    def __init__(self, counter: Counter, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Sổ đăng ký"))
        self._counter = counter
        self.book, self.year, self.model = QComboBox(), QComboBox(), RegisterModel()
        for each, name in BOOKS.items():
            self.book.addItem(name, each)
        self.book.setCurrentIndex(list(BOOKS).index(book))
        this_year = counter.now().astimezone(VIETNAM).year
        for year in range(this_year, this_year - _YEARS, -1):
            self.year.addItem(str(year), year)
        self.table = Table(self.tr("Sổ đăng ký"))
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(_SIGNER, PillDelegate(self.table))
        self._fitting = FittingColumns(self.table, _COLUMNS)
        self.banner = Banner()
        self._nothing = Paragraph("", Role.MUTED)
        self._lay_out()
        for box in (self.book, self.year):
            box.currentIndexChanged.connect(lambda _: self.read())
        self.read()

    def read(self) -> None:
        book, year = Book(self.book.currentData()), int(self.year.currentData())

        def entries() -> tuple[RegisterEntry, ...]:
            with self._counter.store.read() as work:
                return work.register.entries(book, year)

        run(
            self._counter.files_lane, entries, owner=self, done=self._show,
            failed=self.banner.show_error,
        )  # fmt: skip

    def _show(self, entries: tuple[RegisterEntry, ...]) -> None:
        self.model.show(entries)
        name = self.book.currentText().lower()
        self._nothing.setText(
            self.tr("Sổ {} năm {} chưa có số nào. Số được ghi khi ký phát hành, sao, đến.").format(
                name, self.year.currentText()
            )
        )
        self._nothing.setVisible(not entries)

    def _lay_out(self) -> None:
        choice = QHBoxLayout()
        choice.setSpacing(8)
        choice.addWidget(FormField(self.tr("Sổ"), self.book))
        choice.addWidget(FormField(self.tr("Năm"), self.year))
        choice.addStretch(1)
        close = button(self.tr("Đóng"), Kind.PRIMARY)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Sổ đăng ký"), Role.TITLE))
        column.addWidget(self.banner)
        column.addLayout(choice)
        column.addWidget(self._nothing)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.resize(860, 520)
