"""Words as they were read from a page, with their places on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any


@dataclass(frozen=True)
class Box:
    """Pixels from the top left corner; ``right`` and ``bottom`` are the first outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def joined(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True)
class Word:
    text: str
    box: Box
    line: int
    """Words of one line have the same number; lines are numbered down the page."""
    confidence: int
    """Of the reader in itself, 0 to 100."""


@dataclass(frozen=True)
class Line:
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        box = self.words[0].box
        for word in self.words[1:]:
            box = box.joined(word.box)
        return box

    @property
    def middle(self) -> float:
        """Pixels from the left."""
        return (self.box.left + self.box.right) / 2


@dataclass(frozen=True)
class PageText:
    width_px: int
    height_px: int
    """Of the picture that was read."""
    words: tuple[Word, ...] = ()

    @property
    def text(self) -> str:
        """Line by line."""
        return "\n".join(line.text for line in self.lines())

    def lines(self) -> Iterator[Line]:
        for _, words in groupby(self.words, key=lambda word: word.line):
            yield Line(tuple(words))

    def to_json(self) -> dict[str, Any]:
        return {
            "size": [self.width_px, self.height_px],
            "words": [
                [w.text, w.box.left, w.box.top, w.box.right, w.box.bottom, w.line, w.confidence]
                for w in self.words
            ],
        }

    @staticmethod
    def from_json(content: dict[str, Any]) -> "PageText":
        """Errors: KeyError, TypeError, ValueError for anything else than ``to_json`` gives."""
        width, height = content["size"]
        words = tuple(
            Word(str(text), Box(int(left), int(top), int(right), int(bottom)), int(line), int(sure))
            for text, left, top, right, bottom, line, sure in content["words"]
        )
        return PageText(int(width), int(height), words)
