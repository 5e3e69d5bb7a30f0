"""Says that a page bears the QR code of a citizen card, and takes it to the intake."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.operations.cards_on_pages import CardOnPage
from ui.icons import Icon, picture
from ui.intake.date_text import day_text
from ui.theme import PALETTE
from ui.widgets.buttons import icon_button
from ui.widgets.keyed import keyed_button, name_button
from ui.widgets.text import ElidedLabel, Role

_KEYS = "F4"


class CardBar(QFrame):
    """One line above the pages; hidden while there is nothing to say."""

    taken = Signal(object)
    """CardOnPage that the officer wants in a dossier."""
    closed = Signal(object)
    """CardOnPage that she does not want to hear of again."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "toolbar")
        self._shown: CardOnPage | None = None
        self._mark = QLabel()
        self.said = ElidedLabel("", Role.SUBHEADING)
        self.take = keyed_button("", _KEYS, Icon.PERSON)
        close = icon_button(Icon.CLOSE, self.tr("Không dùng thẻ này"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self._mark)
        row.addWidget(self.said, 1)
        row.addWidget(self.take)
        row.addWidget(close)
        self.take.clicked.connect(lambda: self.taken.emit(self._shown))
        close.clicked.connect(lambda: self.closed.emit(self._shown))
        self.show_card(None, aimed=False)

    def show_card(self, found: CardOnPage | None, *, aimed: bool) -> None:
        """``aimed``: there is a draft that the card can be filled into."""
        self._shown = found
        self.setVisible(found is not None)
        if found is None:
            return
        colour = PALETTE.accent if found.card else PALETTE.muted
        self._mark.setPixmap(picture(Icon.CARD, 20, colour, self.devicePixelRatioF()))
        self.take.setVisible(found.card is not None)
        act = self.tr("Điền vào hồ sơ") if aimed else self.tr("Tiếp nhận hồ sơ mới")
        name_button(self.take, act, _KEYS)
        if found.card is None:
            text = self.tr("Trang {} có mã QR thẻ bảo hiểm y tế, không phải thẻ căn cước.")
            self.said.setText(text.format(found.page))
            return
        who = ", ".join(filter(None, (found.card.full_name, day_text(found.card.born))))
        text = self.tr("Trang {0} có mã QR thẻ căn cước: {1}")
        self.said.setText(text.format(found.page, who))
