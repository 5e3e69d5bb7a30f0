"""Puts PDFs from the disk into the list beside the papers, and takes them out again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.counter import Counter
from app.errors import AppError, Code
from ui.background import run
from ui.messages import Message
from ui.sign.adding_words import adding_words
from ui.sign.desktop import Desktop
from ui.sign.loose_bar import LooseBar
from ui.sign.loose_document import Found, LooseDocument, look_at
from ui.sign.out_folder import OutFolder
from ui.sign.waiting import Result, WaitingRow
from ui.sign.waiting_table import WaitingTable
from ui.theme import Tone
from ui.widgets.banner import Banner


@dataclass(frozen=True)
class LooseParts:
    """What is joined here, all of one screen."""

    table: WaitingTable
    bar: LooseBar
    banner: Banner
    out: OutFolder


class LooseFiles(QObject):
    """They are in the list until the officer takes them out, another one comes, or the program
    ends; nowhere else is anything kept of them.
    """

    listed = Signal()
    """The list has other rows."""

    def __init__(
        self, counter: Counter, parts: LooseParts, desktop: Desktop, screen: QWidget
    ) -> None:
        super().__init__(screen)
        self._counter, self._desktop, self._screen = counter, desktop, screen
        self._table, self._bar = parts.table, parts.bar
        self._banner, self._out = parts.banner, parts.out
        bar = parts.bar
        self._account = ""
        self.busy: Callable[[], bool] = lambda: False
        """Whether a batch is about to be signed or is under way: its rows stay where they are."""
        bar.open.clicked.connect(self._open_shown)
        bar.change.clicked.connect(self._change_folder)
        bar.beside.triggered.connect(lambda: self._use_folder(None))
        bar.remove.clicked.connect(self.remove)

    @property
    def rows(self) -> list[WaitingRow]:
        """Those in the list, as they are when all is weighed anew."""
        return [
            replace(
                row, placement=None, refused=None, said="",
                result=Result.SIGNED if row.document.signed else Result.WAITING,
            )
            for row in self._table.waiting.rows
            if row.document.paper is None
        ]  # fmt: skip

    def beside(
        self, papers: Sequence[WaitingRow], ticked: Mapping[str, bool]
    ) -> tuple[WaitingRow, ...]:
        """``papers`` and the files of the list; those in ``ticked`` are ticked as they were.

        Other papers are not, beside files that are to be signed: what was chosen is signed alone.
        """
        rows = self.rows
        alone = any(row.waits for row in rows)
        as_before = (
            replace(row, chosen=ticked.get(row.key, row.chosen and not alone)) for row in papers
        )
        return (*as_before, *rows)

    def enter(self, *, papers_wanted: bool) -> None:
        """The officer comes here, for papers of one dossier or for whatever waits.

        Nobody signs what another one has put there.
        """
        officer = self._counter.officer()
        before, self._account = self._account, officer.account if officer else ""
        rows = self.rows if before == self._account else []
        if papers_wanted:
            rows = [replace(row, chosen=False) for row in rows]
        papers = [row for row in self._table.waiting.rows if row.document.paper is not None]
        self._table.show_rows((*papers, *rows))

    def ask(self) -> None:
        """Let the officer choose files."""
        if not self._refused_while_signing():
            self.add(self._desktop.choose_files(self._screen))

    def add(self, paths: Sequence[Path]) -> None:
        """Put those of ``paths`` that can be signed into the list, and say why others cannot."""
        if paths and not self._refused_while_signing():
            run(
                self._counter.files_lane, look_at, paths, owner=self, done=self._take,
                failed=self._banner.show_error,
            )  # fmt: skip

    def remove(self) -> None:
        """Take the highlighted files out of the list; papers stay."""
        if self.busy():
            return
        gone = {row.key for row in self._table.picked if row.document.paper is None}
        rows = self._table.waiting.rows
        left = [row for row in rows if row.key not in gone]
        at = min(self._table.current_row(), len(left) - 1)
        self._table.show_rows(left, left[at].key if left else "")
        self.listed.emit()
        self._table.setFocus()

    def show_bar(self) -> None:
        """Say where the signed copy of the file in view goes."""
        self._bar.show_row(self._table.shown, busy=self.busy())

    def show_folder(self, folder: Path) -> None:
        """Show ``folder`` on the desktop."""
        if not self._desktop.show_folder(folder):
            self._banner.say(
                Message(
                    self.tr("Không mở được thư mục"),
                    self.tr("Tệp đã ký nằm trong {}.").format(folder),
                    self.tr("Mở thư mục này bằng trình quản lý tệp của máy."),
                ),
                Tone.WARN,
            )

    def _take(self, found: Found) -> None:
        if self._refused_while_signing():
            return
        rows = list(self._table.waiting.rows)
        known = {row.key for row in rows}
        added: dict[str, LooseDocument] = {}
        refused = list(found.refused)
        for each in found.documents:
            if each.key in known | added.keys():
                refused.append(AppError(Code.FILE_LISTED_ALREADY, path=each.key))
            else:
                added[each.key] = each
        unticked = 0
        if added and not any(row.waits for row in self.rows):
            # F8 is to sign what was just chosen, not all papers of the counter with it.
            unticked = sum(row.waits for row in rows)
            rows = [replace(row, chosen=False) if row.waits else row for row in rows]
        if added:
            made = [WaitingRow(each) for each in added.values()]
            self._table.show_rows((*rows, *made), made[0].key)
            self.listed.emit()
            self._table.setFocus()
        elif found.documents:
            self._table.show_rows(rows, found.documents[0].key)
        self._say(adding_words(len(added), refused, unticked))

    def _say(self, words: tuple[Message, Tone] | None) -> None:
        if words is None:
            self._banner.hide()
        else:
            self._banner.say(*words)

    def _refused_while_signing(self) -> bool:
        if self.busy():
            self._banner.say(
                Message(
                    self.tr("Đang ký"),
                    self.tr("Danh sách không đổi được trong lúc ký."),
                    self.tr("Ký xong hãy thêm tệp."),
                ),
                Tone.INFO,
            )
        return self.busy()

    def _change_folder(self) -> None:
        chosen = self._desktop.choose_folder(self._screen, self._out.chosen)
        if chosen is not None:
            self._use_folder(chosen)

    def _use_folder(self, folder: Path | None) -> None:
        self._out.choose(folder)
        self.show_bar()

    def _open_shown(self) -> None:
        row = self._table.shown
        if row is not None and row.document.copy is not None:
            self.show_folder(row.document.copy.parent)
