"""Below the list: where the signed copy of the loose file in view goes, and how to get at it."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton

from ui.icons import Icon
from ui.sign.out_folder import BESIDE, OutFolder
from ui.sign.waiting import WaitingRow
from ui.widgets.buttons import Kind, button, icon_button
from ui.widgets.keyed import name_button
from ui.widgets.text import ElidedLabel, Role, announce

_BESIDE_KEYS = "Alt+G"


class LooseBar(QFrame):
    """Not there while a paper of a dossier is in view."""

    def __init__(self, out: OutFolder) -> None:
        super().__init__()
        self._out = out
        self.setProperty("role", "toolbar")
        announce(self, self.tr("Tệp rời"))
        self.where = ElidedLabel("", Role.MUTED)
        self.open, self.change, self.remove = (button("", Kind.QUIET) for _ in range(3))
        name_button(self.open, self.tr("Mở thư mục"), "Alt+M")
        name_button(self.change, self.tr("Đổi…"), "Alt+T")
        self.change.setToolTip(self.tr("Chọn thư mục khác để lưu tệp đã ký."))
        name_button(self.remove, self.tr("Bỏ"), "Delete")
        self.remove.setToolTip(self.tr("Bỏ khỏi danh sách. Tệp vẫn còn trên máy."))
        self.more = icon_button(Icon.DOWN, self.tr("Nơi lưu khác"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        self.beside = menu.addAction(self.tr("Lưu vào “{}” cạnh tệp gốc").format(BESIDE))
        self.beside.setShortcut(QKeySequence(_BESIDE_KEYS))
        self.addAction(self.beside)  # works while the menu is closed
        self.more.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(4)
        row.addWidget(self.where, 1)
        for widget in (self.open, self.change, self.more, self.remove):
            row.addWidget(widget)
        self.hide()

    def show_row(self, row: WaitingRow | None, *, busy: bool) -> None:
        """``row`` is in view; nothing can be changed while documents are signed."""
        loose = row is not None and row.document.paper is None
        self.setVisible(loose)
        if row is None or not loose:
            return
        copy, chosen = row.document.copy, self._out.chosen
        self.where.setText(self._words(row))
        self.where.setToolTip(str(copy or chosen or row.document.told))
        self.open.setVisible(copy is not None)
        self.change.setVisible(copy is None)
        self.more.setVisible(copy is None and chosen is not None)
        self.beside.setEnabled(copy is None and chosen is not None and not busy)
        for each in (self.change, self.more, self.remove):
            each.setEnabled(not busy)

    def _words(self, row: WaitingRow) -> str:
        copy, chosen = row.document.copy, self._out.chosen
        if copy is not None:
            return self.tr("Đã lưu vào “{}”").format(copy.parent.name or copy.parent)
        if chosen is not None:
            return self.tr("Lưu vào “{}”").format(chosen.name or chosen)
        return self.tr("Lưu vào “{}” cạnh tệp gốc").format(BESIDE)
