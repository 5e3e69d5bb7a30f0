"""What can be done with the loose file in view, and where its signed copy goes."""

from ui.icons import Icon
from ui.sign.out_folder import BESIDE, OutFolder
from ui.sign.waiting import WaitingRow
from ui.widgets.buttons import Kind
from ui.widgets.card import Card
from ui.widgets.keyed import keyed_button
from ui.widgets.text import Paragraph, Role


class LooseCard(Card):
    """Not there while a paper of a dossier is in view."""

    def __init__(self, out: OutFolder) -> None:
        super().__init__("Tệp rời")
        self._out = out
        self._where = Paragraph("", Role.MUTED)
        self.open = keyed_button(self.tr("Mở thư mục"), "Alt+M", Icon.FOLDER)
        self.change = keyed_button(self.tr("Đổi thư mục…"), "Alt+T", Icon.FOLDER, Kind.QUIET)
        self.beside = keyed_button(self.tr("Lưu cạnh tệp gốc"), "Alt+G", Icon.UNDO, Kind.QUIET)
        self.remove = keyed_button(
            self.tr("Bỏ khỏi danh sách"), "Delete", Icon.CLOSE, Kind.QUIET
        )  # fmt: skip
        for widget in (self._where, self.open, self.change, self.beside, self.remove):
            self.body.addWidget(widget)
        self.hide()

    def show_row(self, row: WaitingRow | None, *, running: bool) -> None:
        """``row`` is in view."""
        loose = row is not None and row.document.paper is None
        self.setVisible(loose)
        if row is None or not loose:
            return
        copy, chosen = row.document.copy, self._out.chosen
        self._where.setText(self._words(row))
        self._where.setToolTip(str(copy or chosen or row.document.told))
        self.open.setVisible(copy is not None)
        self.change.setVisible(copy is None)
        self.beside.setVisible(copy is None and chosen is not None)
        for each in (self.change, self.beside, self.remove):
            each.setEnabled(not running)

    def _words(self, row: WaitingRow) -> str:
        if row.document.copy is not None:
            folder = row.document.copy.parent
            return self.tr("Bản đã ký nằm trong thư mục “{}”. Tệp gốc còn nguyên.").format(
                folder.name or folder
            )
        chosen = self._out.chosen
        if chosen is not None:
            return self.tr("Bản đã ký sẽ lưu vào thư mục “{}”.").format(chosen.name or chosen)
        return self.tr("Bản đã ký sẽ lưu vào thư mục “{}” cạnh tệp gốc.").format(BESIDE)
