"""Codes of the national one-stop system (domain §5)."""

import re
from datetime import date

DOSSIER_CODE = re.compile(r"^[GH]\d{2}(\.\d{1,3})*-\d{6}-\d{4,}$")
OLD_DOSSIER_CODE = re.compile(r"^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4,}$")
PROVISIONAL_CODE = re.compile(r"^TAM-\d{6}-[0-9A-F]{4}-\d{4}$")


def normalize_code(text: str) -> str:
    """``text`` without the spaces that PDFs and tables put into codes."""
    return re.sub(r"\s+", "", text).upper()


def is_dossier_code(text: str) -> bool:
    """Whether ``text`` has the shape of a dossier code of either order."""
    code = normalize_code(text)
    return bool(DOSSIER_CODE.match(code) or OLD_DOSSIER_CODE.match(code))


def provisional_code(day: date, counter: str, number: int) -> str:
    """A dossier's number until the province gives its own.

    ``counter`` is four hex digits that tell this machine from the others of the unit.
    """
    return f"TAM-{day:%y%m%d}-{counter.upper()}-{number:04d}"
