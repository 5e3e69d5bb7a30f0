"""Where the pages go, what is known of them, and the button that makes a paper of them."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QT_TRANSLATE_NOOP, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.scan import ScanBatch
from app.operations.measure_pages import MeasuredPage
from ui.icons import Icon
from ui.scan.check_card import CheckCard
from ui.scan.read_card import ReadCard
from ui.scan.targets import Target
from ui.scan.title_offer import TitleOffer
from ui.widgets.buttons import Kind, button, icon_button
from ui.widgets.card import Card, scrolled
from ui.widgets.form_field import FormField
from ui.widgets.keyed import keyed_button
from ui.widgets.text import Paragraph, Role, key_hint, label

_WIDTH = 286
_HINTS = (
    ("R", QT_TRANSLATE_NOOP("AttachPanel", "Xoay trang")),
    ("Del", QT_TRANSLATE_NOOP("AttachPanel", "Xóa trang")),
    ("Shift+F6", QT_TRANSLATE_NOOP("AttachPanel", "Quét lại trang này")),
    ("Ctrl+Z", QT_TRANSLATE_NOOP("AttachPanel", "Hoàn tác")),
)
_POPUP_WIDTH = 560


class AttachPanel(QWidget):
    """``attach_wanted`` carries a ``Target`` whose title is what the officer wrote."""

    attach_wanted = Signal(object)
    discard_wanted = Signal()
    sheets_wanted = Signal(object)
    """DossierId whose cover sheet and separators are to be printed."""
    dossier_wanted = Signal()
    """There is no dossier that pages could go to; the officer wants to begin one."""

    def __init__(self) -> None:
        super().__init__()
        self.targets, self.title = QComboBox(), QLineEdit()
        self.offer = TitleOffer(self.title)
        self.read, self.check = ReadCard(), CheckCard()
        self.attach = keyed_button(self.tr("Gắn vào hồ sơ"), "F10", Icon.CHECK, Kind.PRIMARY)
        self.attach.setAutoDefault(True)
        self.discard = icon_button(Icon.DELETE, self.tr("Bỏ lượt quét này"))
        self.sheets = button(self.tr("In tờ phân cách"), Kind.QUIET, Icon.PRINT, "Ctrl+Shift+P")
        self.begin = button(self.tr("Tiếp nhận hồ sơ mới"), Kind.SECONDARY, Icon.ADD)
        self._nowhere = Paragraph(
            self.tr("Chưa có hồ sơ nào đang tiếp nhận. Trang đã quét vẫn được giữ."), Role.MUTED
        )
        self._hints = self._key_hints()
        self._attachable = False
        self._lay_out()
        self.targets.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.targets.view().setMinimumWidth(_POPUP_WIDTH)
        self.targets.setPlaceholderText(self.tr("Chọn hồ sơ, thành phần"))
        self.targets.currentIndexChanged.connect(self._take_title)
        self.title.textChanged.connect(self.title.setToolTip)
        self.attach.clicked.connect(self._attach)
        self.discard.clicked.connect(self.discard_wanted)
        self.begin.clicked.connect(self.dossier_wanted)
        self.sheets.clicked.connect(
            lambda: self.sheets_wanted.emit(self.targets.currentData().dossier_id)
        )
        self.show_targets((), ("", ""))

    def show_targets(
        self, targets: tuple[Target, ...], aim: tuple[str, str], *, must_choose: bool = False
    ) -> None:
        """List ``targets``; the one with the dossier and component of ``aim`` is chosen.

        Without such a one it is the first, unless the officer ``must_choose``.
        """
        self.targets.clear()
        for target in targets:
            self.targets.addItem(target.name, target)
        aims = [(target.dossier_id, target.component_id) for target in targets]
        usual = -1 if must_choose or not targets else 0
        self.targets.setCurrentIndex(aims.index(aim) if aim in aims else usual)
        for widget in (*self._fields, self.sheets):
            widget.setVisible(bool(targets))
        for widget in (self._nowhere, self.begin):
            widget.setVisible(not targets)

    def refresh_targets(self, targets: tuple[Target, ...]) -> None:
        """Other dossiers may have come meanwhile; what is chosen and typed stays otherwise."""
        if targets != tuple(self.targets.itemData(row) for row in range(self.targets.count())):
            chosen, typed = self.targets.currentData(), self.title.text()
            aim = (chosen.dossier_id, chosen.component_id) if chosen else ("", "")
            # Nobody's pages go to whoever is first in the new list.
            self.show_targets(targets, aim, must_choose=self.targets.count() > 0)
            if chosen and self.targets.currentData() and typed != chosen.title:
                self.title.setText(typed)

    def show_batch(
        self, batch: ScanBatch | None, measured: Sequence[MeasuredPage], *, busy: bool
    ) -> None:
        """``measured`` are the pages of ``batch`` that were looked at so far."""
        pages = batch.pages if batch else ()
        self.check.show_pages(measured, pages)
        self._attachable = bool(pages) and not busy
        self._enable()
        self.discard.setEnabled(bool(pages) and not busy)
        self.attach.setVisible(bool(pages))
        self.discard.setVisible(bool(pages))
        self._hints.setVisible(bool(pages))

    def _lay_out(self) -> None:
        self._fields = (
            FormField(self.tr("Hồ sơ và thành phần"), self.targets),
            FormField(self.tr("Tên giấy tờ"), self.title),
        )
        card = Card(self.tr("Gắn vào"))
        card.head.addWidget(self.sheets)
        for widget in (*self._fields, self.offer, self._nowhere, self.begin):
            card.body.addWidget(widget)
        upper = QWidget()
        stack = QVBoxLayout(upper)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(12)
        stack.addWidget(card)
        stack.addWidget(self.read)
        stack.addWidget(self.check)
        stack.addWidget(self._hints)
        stack.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(upper), 1)
        foot = QHBoxLayout()
        foot.addWidget(self.attach, 1)
        foot.addWidget(self.discard)
        column.addLayout(foot)
        self.setFixedWidth(_WIDTH)

    def _key_hints(self) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(8, 0, 8, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (keys, act) in enumerate(_HINTS):
            grid.addWidget(key_hint(keys), row, 0)
            grid.addWidget(label(self.tr(act), Role.HINT), row, 1)
        return made

    def next_act(self) -> QWidget | None:
        """What comes next for pages that are there: to attach them, or first to say where."""
        if self.attach.isEnabled():
            return self.attach
        return self.targets if self._attachable and self.targets.count() else None

    def _enable(self) -> None:
        chosen = self.targets.currentData() is not None
        self.attach.setEnabled(self._attachable and chosen)
        self.sheets.setEnabled(chosen)

    def _take_title(self) -> None:
        self._enable()
        target = self.targets.currentData()
        self.title.setText(target.title if target else "")
        self.title.setCursorPosition(0)
        self.offer.set_target(target)
        self.targets.setToolTip(target.name if target else "")

    def _attach(self) -> None:
        target = self.targets.currentData()
        title = self.title.text().strip() or target.title
        self.attach_wanted.emit(replace(target, title=title))
