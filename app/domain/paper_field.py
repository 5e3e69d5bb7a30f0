"""What a paper says of itself: read by the program, and what the officer says of it."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.paper import Rect


class Field(StrEnum):
    """In the order in which they are shown."""

    NUMBER = "number"  # Số
    NOTATION = "notation"  # Ký hiệu
    DAY = "day"  # Ngày, tháng, năm ban hành; ISO 8601
    ORGANISATION = "organisation"  # Cơ quan ban hành
    KIND = "kind"  # Tên loại
    SUBJECT = "subject"  # Trích yếu
    SIGNER = "signer"  # Họ tên người ký


SURE = 80
"""A reading below this is to be looked at: clear print gives 90 and more, doubts 60 and less."""


@dataclass(frozen=True)
class PaperField:
    """One of a finished paper."""

    field: Field
    value: str
    """Empty where the officer took out what had been read."""
    page: int
    """1 for the first."""
    box: Rect | None
    """Where on the page it was read; None when it was typed."""
    confidence: int
    """Of the reading, 0 to 100; 0 when it was typed."""
    confirmed: bool
    """The officer saw it; otherwise it is what the program read and no more."""


def suggested_title(kind: str, subject: str) -> str:
    """A paper's name from tên loại and trích yếu, as Phụ lục VI of NĐ 30/2020 lists documents.

    ``QUYẾT ĐỊNH`` and ``Về việc mai táng phí`` become ``Quyết định về việc mai táng phí``; the
    subject of an official letter, which bears no tên loại, is led in by ``V/v``.
    """
    kind, subject = kind.strip(), subject.strip()
    if not kind:
        return f"V/v {subject}" if subject else ""
    name = kind.capitalize() if kind.isupper() else kind
    return f"{name} {_led_in(subject)}".strip()


def _led_in(subject: str) -> str:
    """Within a sentence; a name or an abbreviation at its beginning stays as it is written."""
    for opening in ("Về việc", "Về"):
        if subject.startswith(opening):
            return opening.lower() + subject[len(opening) :]
    return subject
