"""Days as they are typed: ``12/04/1998``, ``12041998``, ``12-4-1998``."""

import re
from datetime import date

_TYPED = re.compile(r"^(\d{1,2})\D+(\d{1,2})\D+(\d{4})$|^(\d{2})(\d{2})(\d{4})$")


def read_day(text: str) -> date | None:
    """The day that ``text`` names; None when it is empty. Raises ValueError for no such day."""
    if not text.strip():
        return None
    found = _TYPED.match(text.strip())
    if found is None:
        raise ValueError("not a day")
    day, month, year = (int(part) for part in found.groups() if part is not None)
    return date(year, month, day)


def day_text(day: date | None) -> str:
    """``12/04/1998``, empty for None."""
    return "" if day is None else f"{day:%d/%m/%Y}"
