"""What a citizen number tells and where it contradicts the rest (domain §6.2)."""

import re

from app.domain.dossier import Applicant, Gender
from app.domain.identity import CardWarning, check_number

_WARNINGS = {
    CardWarning.NUMBER_SHAPE: "Chưa đủ 12 chữ số",
    CardWarning.GENDER_MISMATCH: "Không khớp giới tính",
    CardWarning.CENTURY_MISMATCH: "Không khớp năm sinh",
    CardWarning.YEAR_MISMATCH: "Không khớp năm sinh",
}
_NUMBER = re.compile(r"^\d{12}$")


def number_hint(applicant: Applicant) -> str:
    """A few words about what is odd, empty when nothing is or nothing was typed."""
    number = applicant.identity_number
    if not number:
        return ""
    found = check_number(number, applicant.born, applicant.gender)
    return _WARNINGS[found[0]] if found else ""


def gender_of(number: str) -> Gender:
    """Digit 4: even for men, odd for women (domain §6.2)."""
    if not _NUMBER.match(number):
        return Gender.UNKNOWN
    return Gender.FEMALE if int(number[3]) % 2 else Gender.MALE
