"""Whether a page is made of the same objects in two revisions, so that it need be drawn once only.

MuPDF itself is asked, since MuPDF draws. Everything that is reached from the page counts, byte by
byte; where it is not clear what a page is made of there is no fingerprint, and the page is drawn.
"""

import hashlib
import re
from collections.abc import Iterator

import pymupdf

_REFERENCE = re.compile(r"\b(\d+) \d+ R\b")
_MOST_OBJECTS = 5_000
_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")
_OF_THE_FILE = (
    "OCProperties",
    "OutputIntents",
    "AcroForm/DR",
    "AcroForm/DA",
    "AcroForm/Q",
    "AcroForm/NeedAppearances",
    "AcroForm/XFA",
)
"""Entries of the catalogue that have a say in how pages are drawn."""
_DEEPEST = 50
"""Levels of a tree of pages or fields; more is a loop."""


class Fingerprints:
    """Of the pages of one open document."""

    def __init__(self, document: pymupdf.Document) -> None:
        self._document = document
        self._objects: dict[int, tuple[bytes, tuple[int, ...]]] = {}
        self._of_the_file = [
            document.xref_get_key(document.pdf_catalog(), name)[1] for name in _OF_THE_FILE
        ]

    def of(self, number: int) -> bytes | None:
        """For page ``number``, 0 for the first; equal ones are drawn alike. None: not known."""
        page = self._document.page_xref(number)
        texts = [*self._of_the_file, *self._own(page, skipped=("Parent", "Annots"))]
        above = list(self._above(page))
        texts += [self._key(each, name) for each in above for name in _INHERITED]
        for annotation in _references(self._array(page)):
            texts += self._annotation(annotation)
        return self._digest(texts)

    def _annotation(self, number: int) -> Iterator[str]:
        """Its own entries, and those of the fields above it without their other kids.

        A widget's page (/P) leads to everything. So does the value of a signature, which is not
        drawn: its place counts, not its content.
        """
        fields = [number, *self._above(number)]
        signs = any(self._key(each, "FT") == "/Sig" for each in fields)
        unfollowed = ("P", "Parent", "Kids", *(("V",) if signs else ()))
        for each in fields:
            yield from self._own(each, skipped=unfollowed)
            if signs:
                yield self._key(each, "V").replace(" R", "")

    def _own(self, number: int, *, skipped: tuple[str, ...]) -> Iterator[str]:
        for name in self._document.xref_get_keys(number):
            if name not in skipped:
                yield f"/{name} {self._key(number, name)}"

    def _above(self, number: int) -> Iterator[int]:
        for _ in range(_DEEPEST):
            found = _references(self._key(number, "Parent"))
            if not found:
                return
            number = found[0]
            yield number

    def _array(self, page: int) -> str:
        """The page's annotations, whether written in the page or elsewhere."""
        kind, text = self._document.xref_get_key(page, "Annots")
        if kind == "xref":
            return str(self._document.xref_object(_references(text)[0]))
        return str(text)

    def _key(self, number: int, name: str) -> str:
        return str(self._document.xref_get_key(number, name)[1])

    def _digest(self, texts: list[str]) -> bytes | None:
        digest = hashlib.sha256()
        seen: set[int] = set()
        waiting: list[int] = []
        for text in texts:
            digest.update(b"%d:" % len(text) + text.encode(errors="surrogateescape"))
            waiting += _references(text)
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            if len(seen) > _MOST_OBJECTS:
                return None
            content, further = self._object(number)
            digest.update(b"%d:" % number + content)
            waiting += further
        return digest.digest()

    def _object(self, number: int) -> tuple[bytes, tuple[int, ...]]:
        if number not in self._objects:
            if not 0 < number < self._document.xref_length():
                return b"", ()
            text = str(self._document.xref_object(number))
            stream = self._document.xref_stream_raw(number) or b""
            content = hashlib.sha256(text.encode(errors="surrogateescape")).digest()
            content += hashlib.sha256(stream).digest()
            self._objects[number] = content, _references(text)
        return self._objects[number]


def _references(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in _REFERENCE.findall(text))
