"""Documents that wait for a signature, and what became of each; a table model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.dossier import DossierId
from app.domain.paper import PaperState
from app.errors import AppError
from app.operations.sign_files import waits_to_be_raised
from app.store.store import Store
from signing.pipeline import AHEAD
from signing.placement import Placement
from ui.icons import Icon, icon
from ui.messages import message
from ui.sign.document import Document, PaperDocument
from ui.sign.outcome import DocumentOutcome
from ui.theme import PALETTE, Tone
from ui.widgets.fitting import FittingColumn
from ui.widgets.pill_delegate import TONE_ROLE

_Index = QModelIndex | QPersistentModelIndex
_HEADERS = ("Giấy tờ", "Hồ sơ, thư mục", "Kết quả")
RESULT_COLUMN = 2
COLUMNS = (
    FittingColumn(0, 200, grows=True),
    FittingColumn(RESULT_COLUMN, 262),
    FittingColumn(1, 210),
)
"""In order of importance."""


class Result(Enum):
    WAITING = auto()
    SIGNING = auto()
    SIGNED = auto()
    FAILED = auto()


_TONES = {
    Result.WAITING: Tone.NEUTRAL,
    Result.SIGNING: Tone.INFO,
    Result.SIGNED: Tone.OK,
    Result.FAILED: Tone.BAD,
}


@dataclass(frozen=True)
class WaitingRow:
    """One row."""

    document: Document
    chosen: bool = True
    placement: Placement | None = None
    """Where the officer put the stamp; None is the profile's own rule."""
    result: Result = Result.WAITING
    said: str = ""
    """Why it could not be signed."""
    refused: AppError | None = None
    """Why it cannot be signed with the profile that is chosen."""
    number: str = ""
    """Số và ký hiệu that it got."""
    signed_before: bool = False
    """Whether it was found signed already."""
    raising: bool = False
    """Signed, and on its way to the level that is wanted."""

    @property
    def key(self) -> str:
        return self.document.key

    @property
    def signed_now(self) -> bool:
        return self.result is Result.SIGNED

    @property
    def waits(self) -> bool:
        """Whether F8 would sign it."""
        return self.chosen and not self.signed_now and self.refused is None

    @property
    def state(self) -> str:
        """What the officer reads; ``Đã ký`` only from what was read back of the signed file."""
        if self.result is Result.SIGNED:
            number = f"số {self.number}, " if self.number else ""
            done = "Đã ký từ trước" if self.signed_before else "Đã ký"
            level = self.document.level_now if self.raising else self.document.level
            return f"{done}, {number}mức {level}{', đang nâng mức' if self.raising else ''}"
        if self.result is Result.FAILED:
            return f"Lỗi: {self.said}"
        if self.result is Result.SIGNING:
            return "Đang ký"
        if self.refused is not None:
            return message(self.refused).heading
        return "Đã có chữ ký" if self.document.signed else "Chưa ký"

    @property
    def tone(self) -> Tone:
        refused = self.refused is not None and self.result is Result.WAITING
        return Tone.WARN if refused else _TONES[self.result]


def read_waiting(
    store: Store, subject: object, *, signed_too: bool = False
) -> tuple[WaitingRow, ...]:
    """All unsigned papers; when ``subject`` is a dossier's identifier, those of this dossier.

    ``signed_too``: also those that are signed and can be signed on. They are not ticked, unless
    ``subject`` lists papers.
    """
    with store.read() as work:
        papers = work.papers.open_to_signatures() if signed_too else work.papers.unsigned()
        listed = isinstance(subject, list | tuple)
        if isinstance(subject, str):
            papers = tuple(paper for paper in papers if paper.dossier_id == subject)
        elif isinstance(subject, list | tuple):
            papers = tuple(paper for paper in papers if paper.id in subject)
        return tuple(
            WaitingRow(
                PaperDocument(paper, work.dossiers.get(paper.dossier_id).shown_code),
                chosen=listed or paper.state is not PaperState.SIGNED,
            )
            for paper in papers
        )


def ticks(rows: Sequence[WaitingRow]) -> dict[str, bool]:
    """Whether they are ticked, of those that are not signed just now."""
    return {row.key: row.chosen for row in rows if not row.signed_now}


class WaitingModel(QAbstractTableModel):
    """Rows keep their place while a batch runs, so that the officer can follow it."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[WaitingRow] = []

    def show(self, rows: Sequence[WaitingRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    @property
    def chosen(self) -> list[WaitingRow]:
        return [row for row in self.rows if row.waits]

    @property
    def dossier_id(self) -> DossierId | None:
        """The one that all papers belong to; None when there are several or none."""
        dossiers = {row.document.paper.dossier_id for row in self.rows if row.document.paper}
        return dossiers.pop() if len(dossiers) == 1 else None

    def begin(self, keys: Sequence[str], *, ended: bool = False) -> None:
        """Of ``keys``, which have no outcome yet, the first few are under way; no others are,
        when ``ended`` not even to a higher level.
        """
        under_way = set(keys[:AHEAD])
        for number, row in enumerate(self.rows):
            if row.key in under_way and row.result is not Result.SIGNED:
                self._change(number, replace(row, result=Result.SIGNING, said=""))
            elif row.result is Result.SIGNING and row.key not in under_way:
                self._change(number, replace(row, result=Result.WAITING))
            elif row.raising and ended:
                self._change(number, replace(row, raising=False))

    def refuse(self, refused: Mapping[str, AppError]) -> None:
        """Only the documents in ``refused`` cannot be signed with the profile that is chosen."""
        for number, row in enumerate(self.rows):
            why = refused.get(row.key)
            if row.refused is not why:
                self._change(number, replace(row, refused=why))

    def place(self, number: int, placement: Placement | None) -> None:
        self._change(number, replace(self.rows[number], placement=placement))

    def take_outcome(self, outcome: DocumentOutcome) -> None:
        """Write what became of a document into its row."""
        known = [row.key for row in self.rows]
        if outcome.document.key not in known:
            return
        number = known.index(outcome.document.key)
        row = self.rows[number]
        if outcome.error is not None:
            said = message(outcome.error)
            self._change(number, replace(row, result=Result.FAILED, said=said.heading))
        elif outcome.document.signed:
            self._change(
                number,
                replace(
                    row, document=outcome.document, result=Result.SIGNED, number=outcome.number,
                    signed_before=outcome.signed_before, refused=None,
                    raising=waits_to_be_raised(outcome.shortfall),
                ),
            )  # fmt: skip

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if row.chosen else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            told = role == Qt.ItemDataRole.ToolTipRole
            title = row.document.told if told else row.document.title
            state = _whole(row.refused) if told and row.refused else row.state
            return (title, row.document.origin, state)[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            # Where the second column has no room, this alone tells a file of no dossier.
            return icon(Icon.FOLDER, PALETTE.muted) if row.document.paper is None else None
        if role == TONE_ROLE and index.column() == RESULT_COLUMN:
            return row.tone
        return None

    def setData(  # noqa: N802
        self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        chosen = Qt.CheckState(value) == Qt.CheckState.Checked
        self._change(index.row(), replace(self.rows[index.row()], chosen=chosen))
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def _change(self, number: int, row: WaitingRow) -> None:
        self.rows[number] = row
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(_HEADERS) - 1))


def _whole(error: AppError) -> str:
    said = message(error)
    return f"{said.heading}. {said.sentence} {said.next_step}"
