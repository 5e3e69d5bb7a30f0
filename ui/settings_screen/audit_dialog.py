"""The latest entries of the audit log; nothing can be changed here."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.counter import Counter
from app.domain.audit import DONE, AuditEntry
from app.domain.dossier import DossierId
from app.errors import AppError
from ui.audit_words import act_text, facts_text, result_text, when_text, who_text
from ui.background import run
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.fitting import FittingColumn, FittingColumns
from ui.widgets.pill_delegate import TONE_ROLE, PillDelegate
from ui.widgets.table import Table
from ui.widgets.text import Paragraph, Role, label

SHOWN = 200
_HEADERS = ("Lúc", "Cán bộ", "Việc", "Chi tiết", "Kết quả")
_RESULT = 4
_COLUMNS = (
    FittingColumn(0, 190),
    FittingColumn(2, 215),
    FittingColumn(_RESULT, 175),
    FittingColumn(3, 200, grows=True),
    FittingColumn(1, 145),
)
_DONE = "Xong"
_Index = QModelIndex | QPersistentModelIndex
Shown = tuple[Sequence[AuditEntry], Mapping[str, str]]
"""Entries, and codes by identifier of their dossiers."""


class AuditModel(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.entries: Sequence[AuditEntry] = ()
        self._codes: Mapping[str, str] = {}

    def show(self, shown: Shown) -> None:
        self.beginResetModel()
        self.entries, self._codes = shown
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
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(entry)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (f"Mục số {entry.number}", *self._texts(entry))))
        if role == TONE_ROLE and index.column() == _RESULT:
            return Tone.OK if entry.result == DONE else Tone.WARN
        return None

    def _texts(self, entry: AuditEntry) -> tuple[str, ...]:
        code = self._codes.get(entry.dossier_id, "")
        details = ", ".join(filter(None, (code, facts_text(entry))))
        result = result_text(entry) or _DONE
        return when_text(entry), who_text(entry), act_text(entry), details, result


class AuditDialog(QDialog):
    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Nhật ký kiểm toán"))
        self.model, self.banner = AuditModel(), Banner()
        self.table = Table(self.tr("Nhật ký kiểm toán"))
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(_RESULT, PillDelegate(self.table))
        self._fitting = FittingColumns(self.table, _COLUMNS)
        close = button(self.tr("Đóng"), Kind.PRIMARY)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(
            Paragraph(
                self.tr("{} việc gần nhất. Xuất toàn bộ: gõ quay audit export.").format(SHOWN),
                Role.MUTED,
            ),
            1,
        )
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Nhật ký kiểm toán"), Role.TITLE))
        column.addWidget(self.banner)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.resize(1100, 560)
        run(
            counter.files_lane, _latest, counter, owner=self, done=self.model.show,
            failed=self.banner.show_error,
        )  # fmt: skip


def _latest(counter: Counter) -> Shown:
    with counter.store.read() as work:
        entries = work.audit.entries(limit=SHOWN)
        codes: dict[str, str] = {}
        for dossier_id in {each.dossier_id for each in entries} - {""}:
            try:
                codes[dossier_id] = work.dossiers.get(DossierId(dossier_id)).shown_code
            except AppError:  # of a log that goes on after a restored backup
                codes[dossier_id] = ""
    return entries, codes
