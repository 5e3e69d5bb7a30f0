"""Citizen cards that were scanned as pages: their QR codes say who applies."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.identity import IdentityCard, card_of_code, is_health_card
from app.domain.scan import ScannedPage


@dataclass(frozen=True)
class CardOnPage:
    page: int
    """1 for the first."""
    page_id: str
    card: IdentityCard | None
    """None for a health-insurance card, which looks alike and is none."""


def cards_on_pages(pages: Sequence[ScannedPage]) -> tuple[CardOnPage, ...]:
    """In page order; the same citizen card on two pages is one. Nothing of it is kept."""
    found: list[CardOnPage] = []
    numbers = set()
    for number, page in enumerate(pages, start=1):
        for text in page.look.codes if page.look else ():
            card = card_of_code(text)
            if card is not None and card.number not in numbers:
                numbers.add(card.number)
                found.append(CardOnPage(number, page.id, card))
            elif card is None and is_health_card(text):
                found.append(CardOnPage(number, page.id, None))
    return tuple(found)
