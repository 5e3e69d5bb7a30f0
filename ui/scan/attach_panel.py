"""Where the pages go, and the button that makes a paper of them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.domain.scan import ScanBatch
from ui.icons import Icon
from ui.scan.targets import Target
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.form_field import FormField
from ui.widgets.text import Paragraph, Role

_WIDTH = 280


class AttachPanel(QWidget):
    """``attach_wanted`` carries a ``Target`` whose title is what the officer wrote."""

    attach_wanted = Signal(object)
    discard_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.targets, self.title = QComboBox(), QLineEdit()
        self._count = Paragraph("", Role.MUTED)
        self.attach = button("Gắn vào hồ sơ", Kind.PRIMARY, Icon.CHECK, "F10")
        self.discard = button("Bỏ lượt quét", Kind.DANGER, Icon.DELETE)
        card = Card("Gắn vào")
        card.body.addWidget(FormField("Hồ sơ và thành phần", self.targets))
        card.body.addWidget(FormField("Tên giấy tờ", self.title))
        card.body.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        column.addWidget(self.discard)
        column.addWidget(self.attach)
        self.setFixedWidth(_WIDTH)
        self.targets.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.targets.currentIndexChanged.connect(self._take_title)
        self.attach.clicked.connect(self._attach)
        self.discard.clicked.connect(self.discard_wanted)

    def show_targets(self, targets: tuple[Target, ...], aim: tuple[str, str]) -> None:
        """List ``targets``; the one with the dossier and component of ``aim`` is chosen."""
        self.targets.clear()
        for target in targets:
            self.targets.addItem(target.name, target)
        aims = [(target.dossier_id, target.component_id) for target in targets]
        chosen = aims.index(aim) if aim in aims else 0
        self.targets.setCurrentIndex(chosen if targets else -1)

    def show_batch(self, batch: ScanBatch | None, *, busy: bool) -> None:
        pages = len(batch.pages) if batch else 0
        self._count.setText(f"{pages} trang" if pages else "Chưa có trang nào")
        target = self.targets.currentData() is not None
        self.attach.setEnabled(bool(pages) and target and not busy)
        self.discard.setEnabled(bool(pages) and not busy)

    def _take_title(self) -> None:
        target = self.targets.currentData()
        self.title.setText(target.title if target else "")
        self.title.setCursorPosition(0)

    def _attach(self) -> None:
        target = self.targets.currentData()
        title = self.title.text().strip() or target.title
        self.attach_wanted.emit(Target(target.dossier_id, target.component_id, title, target.name))
