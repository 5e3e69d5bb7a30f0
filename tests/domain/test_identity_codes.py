"""Which codes on a page are citizen cards."""

import pytest

from app.domain.dossier import Gender
from app.domain.identity import card_of_code, is_health_card

CARD = "089198001234|381234567|Lê Thị Thu Hà|12051993|Nữ|Ấp Mỹ An 1, Mỹ Hòa Hưng, An Giang|15042021"
NAME = "Lê Thị Thu Hà".encode().hex()
HEALTH = f"GD4939320203304|{NAME}|12/05/1993|2|{'Mỹ Hòa Hưng'.encode().hex()}|89 - 012|01/01/2026"


@pytest.mark.parametrize(
    "text",
    [
        CARD,
        CARD.replace("|381234567|", "||"),
        CARD.replace("|381234567|", "|089198001233|"),  # the old number had twelve digits too
        CARD.rsplit("|", 1)[0],  # six fields occur
        CARD + "||Lê Văn Ba|Trần Thị Tư|",  # thẻ căn cước, from 01/7/2024
    ],
)
def test_both_layouts_of_the_card_are_read(text: str) -> None:
    card = card_of_code(text)
    assert card is not None
    assert (card.number, card.full_name, card.gender) == (
        "089198001234", "Lê Thị Thu Hà", Gender.FEMALE,
    )  # fmt: skip
    assert not is_health_card(text)


@pytest.mark.parametrize("number", ["GD4939320203304", "9320203304", "089198001234"])
def test_a_health_card_is_known_and_is_no_citizen_card(number: str) -> None:
    text = HEALTH.replace("GD4939320203304", number)
    assert is_health_card(text)
    assert card_of_code(text) is None


@pytest.mark.parametrize("text", ["", "QMC1;HS;A", "https://vnptigate.vn/a|b|c|d|e|f", "||||||"])
def test_other_codes_are_neither(text: str) -> None:
    assert card_of_code(text) is None
    assert not is_health_card(text)


def test_no_number_stands_in_a_trace() -> None:
    shown = repr(card_of_code(CARD))
    assert "Lê Thị Thu Hà" in shown
    assert "089198001234" not in shown
    assert "381234567" not in shown
