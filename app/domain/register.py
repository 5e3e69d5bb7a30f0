"""Sổ đăng ký: numbers of documents sent, of copies and of documents received (NĐ 30/2020)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

SYMBOL_LENGTH = 30
"""CodeNotation of Phụ lục VI."""
_TYPED = re.compile(r"(?P<number>\d{1,6})?(?:/(?P<symbol>.+))?", re.DOTALL)
"""No office writes a million documents in a year; a number mistyped is none that others follow."""


class Book(StrEnum):
    """Each begins with 01 on 1 January."""

    OUTGOING = "outgoing"  # văn bản đi: numbers by ký hiệu (Điều 15)
    COPIES = "copies"  # bản sao: one series for all forms (Phụ lục I, Phần II, II.1c)
    INCOMING = "incoming"  # văn bản đến: one series


class NumberState(StrEnum):
    RESERVED = "reserved"  # given to a signature that has not ended, or never did
    ISSUED = "issued"  # stands on a signed document
    FREE = "free"  # given back, for the signature was not made, or by hand with a reason


@dataclass(frozen=True)
class NumberWish:
    """What number a document is to get."""

    book: Book
    symbol: str
    """Ký hiệu, e.g. ``QĐ-UBND``; may be empty in ``INCOMING`` only."""
    day: date
    """Of the document; its year is the register's."""
    first: int | None = None
    """Of the first document of a batch, the others follow; None is the next one."""

    @property
    def series(self) -> str:
        """What numbers follow each other in, within book and year."""
        return self.symbol.casefold() if self.book is Book.OUTGOING else ""


@dataclass(frozen=True)
class RegisterEntry:
    id: int
    book: Book
    number: int
    symbol: str
    day: date
    subject: str
    """Trích yếu, or the file's name."""
    signer: str
    """Empty until it is signed."""
    sha256: str
    """Of the signed file when it was made; empty until then."""
    state: NumberState
    written_at: datetime
    reason: str = ""
    """Why somebody gave it back by hand, the last time."""

    @property
    def written(self) -> str:
        return written_number(self.number, self.symbol)


def written_number(number: int, symbol: str) -> str:
    """Số và ký hiệu as it stands on a document, with a zero before what is below 10."""
    return f"{number:02d}/{symbol}" if symbol else f"{number:02d}"


def typed_number(text: str) -> tuple[int | None, str] | None:
    """Number and ký hiệu of ``123/QĐ-UBND``; ``/QĐ-UBND`` leaves the number to the register.

    None when ``text`` is neither, nor a number alone.
    """
    found = _TYPED.fullmatch(clean_symbol(text))
    if found is None:
        return None
    number, symbol = found["number"], clean_symbol(found["symbol"] or "")
    if (number is None and not symbol) or len(symbol) > SYMBOL_LENGTH:
        return None
    if number is not None and int(number) == 0:
        return None
    return (None if number is None else int(number)), symbol


def clean_symbol(text: str) -> str:
    """``text`` in composed form without spaces, which no ký hiệu has."""
    return "".join(unicodedata.normalize("NFC", text).split())
