"""Attaching files to a draft and taking papers off it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from app.counter import Counter
from app.domain.dossier import DossierId
from app.operations.build_paper import attach_file, remove_paper
from app.scanning.compression.steps import Compression
from ui.background import run
from ui.intake.components_model import ComponentRow
from ui.widgets.confirm import confirm

_KINDS = "PDF, ảnh (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.heic *.heif *.bmp *.webp)"


class PaperActs(QObject):
    """What was done is announced by the store; only failures and work under way come from here."""

    failed = Signal(object)
    """AppError"""
    busy = Signal(object)
    """frozenset of component ids whose files are being read."""

    def __init__(self, counter: Counter, window: QWidget) -> None:
        super().__init__(window)
        self._counter, self._window = counter, window
        self._under_way: list[str] = []

    def choose_files(self, dossier_id: DossierId, row: ComponentRow) -> None:
        """Ask which files to attach."""
        paths, _ = QFileDialog.getOpenFileNames(
            self._window, self.tr("Chọn tệp của giấy tờ"), "", _KINDS
        )
        self.attach(dossier_id, row, [Path(path) for path in paths])

    def attach(self, dossier_id: DossierId, row: ComponentRow, paths: Sequence[Path]) -> None:
        """Attach ``paths`` to the row's component; other papers are asked for their name."""
        for path in paths:
            title = row.line.name if row.line is not None else self._title(path)
            if title:
                self._attach(dossier_id, row.component_id, title, path)

    def remove(self, row: ComponentRow) -> None:
        """Take the row's paper off, if the officer means it."""
        if row.paper is None:
            return
        heading = self.tr("Gỡ giấy tờ khỏi hồ sơ?")
        text = self.tr("“{}” sẽ không còn trong hồ sơ này. Muốn có lại phải quét hoặc chọn tệp.")
        if confirm(self._window, heading, text.format(row.paper.title), self.tr("Gỡ giấy tờ")):
            run(
                self._counter.files_lane,
                partial(remove_paper, store=self._counter.store, paper=row.paper),
                owner=self,
                done=lambda _: None,
                failed=self.failed.emit,
            )

    def _attach(self, dossier_id: DossierId, component_id: str, title: str, path: Path) -> None:
        wish = self._counter.settings.scanner
        self._under_way.append(component_id)
        self.busy.emit(frozenset(self._under_way))
        run(
            self._counter.files_lane,
            partial(
                attach_file,
                store=self._counter.store,
                vault=self._counter.vault,
                folders=self._counter.page_folders,
                path=path,
                dossier_id=dossier_id,
                component_id=component_id,
                title=title,
                now=self._counter.now(),
                clean=wish.clean,
                compression=Compression(wish.compression),
            ),
            owner=self,
            done=lambda _: None,
            failed=self.failed.emit,
            ended=lambda: self._attached(component_id),
        )

    def _attached(self, component_id: str) -> None:
        self._under_way.remove(component_id)
        self.busy.emit(frozenset(self._under_way))

    def _title(self, path: Path) -> str:
        title, agreed = QInputDialog.getText(
            self._window, self.tr("Giấy tờ khác"), self.tr("Tên giấy tờ"), text=path.stem
        )
        return title.strip() if agreed else ""
