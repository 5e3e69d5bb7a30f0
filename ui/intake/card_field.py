"""Where a wedge scanner types the QR code of a citizen card."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from app.domain.identity import parse_card
from app.errors import AppError
from ui.icons import Icon, icon
from ui.theme import PALETTE

_SEPARATORS = 5
"""That many make a typed line the text of a card's QR code (domain §6.1)."""


class CardField(QLineEdit):
    """Empties itself once a card was read."""

    card_read = Signal(object)
    """IdentityCard"""
    unreadable = Signal(object)
    """AppError"""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(self.tr("Quét mã QR thẻ căn cước vào đây (F4)"))
        self.setAccessibleName(self.tr("Mã QR thẻ căn cước"))
        self.addAction(icon(Icon.CARD, PALETTE.muted), QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumWidth(320)
        self.returnPressed.connect(lambda: self.read(self.text()))

    def read(self, text: str) -> None:
        """Take ``text``, wherever it was typed, as that of a card."""
        try:
            card = parse_card(text)
        except AppError as error:
            self.setText(text)
            self.selectAll()
            self.unreadable.emit(error)
            return
        self.clear()
        self.card_read.emit(card)


def looks_like_card(text: str) -> bool:
    """Whether the scanner typed into a field that is not meant for it."""
    return text.count("|") >= _SEPARATORS
