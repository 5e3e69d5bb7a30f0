"""The tools above the pages of Quét: each a button and a key, all of them undone by one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QToolButton, QWidget

from app.domain.scan import ScanBatch
from ui.icons import Icon
from ui.pages.viewer import PageViewer
from ui.scan.page_edits import Act, PageEdits
from ui.widgets.buttons import icon_button


class PageTools(QObject):
    """``batch`` is asked for what lies in view whenever a tool is used."""

    wanted = Signal(object)
    """An Act, to be done on a lane."""
    rescan_wanted = Signal()

    def __init__(
        self,
        screen: QWidget,
        viewer: PageViewer,
        edits: PageEdits,
        batch: Callable[[], ScanBatch | None],
    ) -> None:
        super().__init__(screen)
        self._screen, self._viewer, self._batch = screen, viewer, batch
        # These turn the paper itself; turning only the view would look the same and not last.
        viewer.bar.rotate.hide()
        viewer.bar.row.setSpacing(0)
        for name, tip, keys, act in (
            (Icon.ROTATE_LEFT, self.tr("Xoay trái"), "Shift+R", partial(edits.rotate, turns=-1)),
            (Icon.ROTATE, self.tr("Xoay phải"), "R", partial(edits.rotate, turns=1)),
            (Icon.UP, self.tr("Chuyển lên"), "Ctrl+Up", partial(edits.move, by=-1)),
            (Icon.DOWN, self.tr("Chuyển xuống"), "Ctrl+Down", partial(edits.move, by=1)),
            (Icon.CLEAN, self.tr("Làm sạch hoặc giữ ảnh gốc"), "C", edits.clean),
        ):
            self._add(name, tip, keys, partial(self._edit, act))
        self.rescan = self._add(
            Icon.REFRESH, self.tr("Quét lại trang này"), "Shift+F6", self.rescan_wanted.emit
        )
        self.split = self._add(
            Icon.SPLIT, self.tr("Tách từ trang này"), "T", partial(self._edit, edits.split)
        )
        self._add(Icon.DELETE, self.tr("Xóa trang"), "Delete", partial(self._edit, edits.remove))
        self._add(
            Icon.UNDO, self.tr("Hoàn tác"), "Ctrl+Z", lambda: self.wanted.emit(edits.undo()),
            always=True,
        )  # fmt: skip

    def _edit(self, act: Callable[[ScanBatch, int], Act | None]) -> None:
        batch, page = self._batch(), self._viewer.view.page
        if batch is not None and 1 <= page <= len(batch.pages):
            self.wanted.emit(act(batch, page))

    def _add(
        self, name: Icon, tip: str, keys: str, do: Callable[[], object], *, always: bool = False
    ) -> QToolButton:
        """The key of one that is there ``always`` works also when the last page is gone."""
        tool = icon_button(name, f"{tip} ({keys})")
        tool.clicked.connect(lambda *_: do())
        QShortcut(QKeySequence(keys), self._screen, do if always else tool.click)
        self._viewer.bar.row.addWidget(tool)
        return tool
