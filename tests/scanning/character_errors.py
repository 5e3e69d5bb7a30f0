"""How much of what is printed on a form is read wrongly."""

import unicodedata
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from app.scanning.text.page_text import PageText
from tests.scanning.paper_drawings import PrintedLine

_ASIDE_PX = 12
"""How far a word may lie from where it was printed: half a line."""


@dataclass(frozen=True)
class Errors:
    wrong: int
    """Edits by which what was read becomes what was printed."""
    printed: int
    """Characters, spaces aside."""

    @property
    def rate(self) -> float:
        return self.wrong / self.printed

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(self.wrong + other.wrong, self.printed + other.printed)


def errors(printed: tuple[PrintedLine, ...], read: PageText) -> Errors:
    """Each printed line is held against the words whose middle lies on it, from left to right; so
    the order in which columns and cells are read does not matter.
    """
    wrong = sum(Levenshtein.distance(_letters(line.text), _on(line, read)) for line in printed)
    return Errors(wrong, sum(len(_letters(line.text)) for line in printed))


def _on(line: PrintedLine, read: PageText) -> str:
    box = line.box
    words = [
        word
        for word in read.words
        if box.left - _ASIDE_PX <= (word.box.left + word.box.right) / 2 <= box.right + _ASIDE_PX
        and box.top <= (word.box.top + word.box.bottom) / 2 <= box.bottom
    ]
    words.sort(key=lambda word: word.box.left)
    return _letters("".join(word.text for word in words))


def _letters(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace(" ", "")
