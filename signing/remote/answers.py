"""What a service answered, read with mistrust."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from app.errors import AppError, Code

_LONGEST_REASON = 200
_LONG_NUMBER = re.compile(r"\d{6,}")


class Answer:
    """A JSON value. What is not as documented is REMOTE_ANSWER_UNREADABLE with its ``field``."""

    def __init__(self, value: Any, status: int = 200) -> None:
        self._value, self._status = value, status

    def __repr__(self) -> str:
        return f"Answer({self._status})"  # not the value: it may hold tokens

    def get(self, name: str) -> "Answer":
        """The member ``name``; the value None when it is not there."""
        if not isinstance(self._value, dict):
            raise self.unreadable(name)
        return Answer(self._value.get(name), self._status)

    @property
    def absent(self) -> bool:
        return self._value is None or self._value == ""

    def items(self) -> Iterator["Answer"]:
        """The members of a list; None is an empty one."""
        if self._value is None:
            return
        if not isinstance(self._value, list):
            raise self.unreadable("list")
        for each in self._value:
            yield Answer(each, self._status)

    def text(self, name: str) -> str:
        """The member ``name`` as text that is not empty; numbers become text."""
        found = self.text_or_empty(name)
        if not found:
            raise self.unreadable(name)
        return found

    def text_or_empty(self, name: str = "") -> str:
        """The member ``name``, or this value, as text; empty when there is none."""
        value = self.get(name)._value if name else self._value
        if isinstance(value, bool | dict | list) or value is None:
            return ""
        return str(value)

    def number(self, name: str, default: int) -> int:
        """The member ``name``, also when it is written as text."""
        value = self.text_or_empty(name)
        return int(value) if value.isascii() and value.isdigit() else default

    def octets(self, name: str = "") -> bytes:
        """The member ``name``, or this value, out of base64 or PEM; line ends are left out."""
        text = self.text(name) if name else self.text_or_empty()
        body = re.sub(r"-----[A-Z ]+-----|\s", "", text)
        try:
            return base64.b64decode(body, validate=True)
        except (binascii.Error, ValueError):
            raise self.unreadable(name) from None

    def reason(self, name: str) -> str:
        """What the service says, fit to be shown: one line, bounded, without citizen numbers."""
        plain = "".join(
            letter if unicodedata.category(letter)[0] != "C" else " "
            for letter in self.text_or_empty(name)
        )
        return _LONG_NUMBER.sub("…", " ".join(plain.split()))[:_LONGEST_REASON]

    def unreadable(self, field: str) -> AppError:
        return AppError(Code.REMOTE_ANSWER_UNREADABLE, status=self._status, field=field)
