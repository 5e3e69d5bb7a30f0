"""The citizen card: what its QR code says and whether that is consistent (domain §6)."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.dossier import Gender
from app.errors import AppError, Code

_NUMBER = re.compile(r"^\d{12}$")
_GENDERS = {"nam": Gender.MALE, "nữ": Gender.FEMALE, "nu": Gender.FEMALE}


@dataclass(frozen=True)
class IdentityCard:
    """The fields of a CCCD/căn cước QR code; no trace or log shows the numbers."""

    number: str = field(repr=False)
    """12 digits."""
    old_number: str = field(repr=False)
    """Số CMND cũ, 9 digits or empty."""
    full_name: str
    born: date | None
    gender: Gender
    address: str
    """Nơi thường trú."""
    issued: date | None


class CardWarning(StrEnum):
    """A card may be odd and still genuine: each is said, none stops the officer."""

    NUMBER_SHAPE = "number_shape"  # not 12 digits
    GENDER_MISMATCH = "gender_mismatch"  # digit 4 against the gender
    CENTURY_MISMATCH = "century_mismatch"  # digit 4 against the century of birth
    YEAR_MISMATCH = "year_mismatch"  # digits 5-6 against the year of birth


def parse_card(payload: str) -> IdentityCard:
    """Read the ``|``-separated text of a card's QR code, six fields or more (domain §6.1).

    Errors: CARD_UNREADABLE when the text is another code (a health-insurance card starts with
    letters) or has fewer than six fields.
    """
    parts = [part.strip() for part in payload.strip().split("|")]
    if len(parts) < 6 or not _NUMBER.match(parts[0]):
        raise AppError(Code.CARD_UNREADABLE, fields=len(parts))
    return IdentityCard(
        number=parts[0],
        old_number=parts[1],
        full_name=parts[2],
        born=_day(parts[3]),
        gender=_GENDERS.get(parts[4].lower(), Gender.UNKNOWN),
        address=parts[5],
        issued=_day(parts[6]) if len(parts) > 6 else None,
    )


def is_health_card(payload: str) -> bool:
    """Whether the text is that of a health-insurance card (BHYT): its name is hexadecimal UTF-8.

    The number alone does not tell, for newer ones bear the citizen's twelve digits.
    """
    parts = payload.strip().split("|")
    if len(parts) < 6 or not re.fullmatch(r"[A-Z]{2}\d{13}|\d{10}|\d{12}", parts[0].strip()):
        return False
    try:
        name = bytes.fromhex(parts[1]).decode()
    except ValueError:
        return False
    return bool(name) and all(each.isalpha() or each.isspace() for each in name)


def card_of_code(text: str) -> IdentityCard | None:
    """The citizen card whose QR code says ``text``, in either layout; None for any other code."""
    if is_health_card(text):
        return None
    try:
        return parse_card(text)
    except AppError:
        return None


def check_number(number: str, born: date | None, gender: Gender) -> tuple[CardWarning, ...]:
    """Warnings where number, date of birth and gender contradict each other (domain §6.2)."""
    if not _NUMBER.match(number):
        return (CardWarning.NUMBER_SHAPE,)
    found: list[CardWarning] = []
    century_digit = int(number[3])
    if gender is not Gender.UNKNOWN and (century_digit % 2 == 1) != (gender is Gender.FEMALE):
        found.append(CardWarning.GENDER_MISMATCH)
    if born is not None:
        if born.year // 100 != 19 + century_digit // 2:
            found.append(CardWarning.CENTURY_MISMATCH)
        if born.year % 100 != int(number[4:6]):
            found.append(CardWarning.YEAR_MISMATCH)
    return tuple(found)


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
