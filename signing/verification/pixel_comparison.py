"""Every page as it was signed against the page as it is, pixel by pixel."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import pymupdf
from PIL import Image, ImageChops

from app.domain.paper import Rect
from signing.verification.page_fingerprint import Fingerprints
from signing.verification.painted_over import painted_over
from signing.verification.reasons import Reason

DRAWING_ERRORS = (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase)
_SCALE = 96 / 72
"""Pixels a point: scans are at 200 dpi, and a comma of 12-point type keeps several pixels."""
_MAX_PIXELS = 6_000_000
_LEAST_SCALE = 0.25
"""Of a page four metres wide; letters would be lost in its pixels."""
_TOLERANCE = 16
"""Of 255 in each colour; rendering is the same on both sides, so there is hardly any noise."""
_LARGE = 0.25
"""Part of a page that the stamp of a later signature may take before it is worth a remark."""


@dataclass(frozen=True)
class PageMarks:
    """Rectangles of one page where a difference may be lawful."""

    later: tuple[Rect, ...] = ()
    """Stamps of later signatures."""
    fields: tuple[Rect, ...] = ()
    """Form fields whose change the difference analysis allowed."""
    earlier: tuple[Rect, ...] = ()
    """Stamps that were there when it was signed, its own included: a seal may lie across them."""


@dataclass(frozen=True)
class SignedRevision:
    data: bytes
    """The file as it was when it was signed."""
    marks: Mapping[int, PageMarks] = field(default_factory=dict)
    """By page, 1 for the first."""


@dataclass
class Differences:
    """What the comparison of one revision found."""

    reasons: set[Reason] = field(default_factory=set)
    pages: list[int] = field(default_factory=list)


def compare_pages(current: bytes, revisions: Sequence[SignedRevision]) -> list[Differences]:
    """Compare each of ``revisions`` with ``current``; one result each, in their order.

    Both sides are drawn by MuPDF with annotations, unless MuPDF finds them made of the very same
    objects. Raises DRAWING_ERRORS when a file cannot be
    drawn.
    """
    found = [Differences() for _ in revisions]
    with ExitStack() as stack:
        after = stack.enter_context(opened(current))
        before = [stack.enter_context(opened(each.data)) for each in revisions]
        for document, differences in zip(before, found, strict=True):
            if after.is_repaired or document.is_repaired:
                differences.reasons.add(Reason.DAMAGED)
            if document.page_count != after.page_count:
                differences.reasons.add(Reason.PAGES_DIFFER)
        now, then = _Side(after), [_Side(each) for each in before]
        for number in range(after.page_count):
            drawings: dict[bytes, _Drawing] = {}
            for side, revision, differences in zip(then, revisions, found, strict=True):
                if number < side.document.page_count:
                    marks = revision.marks.get(number + 1, PageMarks())
                    reasons = _look(number, side, now, marks, drawings)
                    differences.reasons |= reasons
                    if reasons:
                        differences.pages.append(number + 1)
            pymupdf.TOOLS.store_shrink(100)  # the store would grow to 256 MB
    return found


class _Side:
    """One of the documents that are compared."""

    def __init__(self, document: pymupdf.Document) -> None:
        self.document = document
        self._fingerprints = Fingerprints(document)
        self._known: dict[int, bytes | None] = {}

    def fingerprint(self, number: int) -> bytes | None:
        """Of page ``number``; None when MuPDF cannot say what it is made of."""
        if number not in self._known:
            try:
                self._known[number] = self._fingerprints.of(number)
            except DRAWING_ERRORS:
                self._known[number] = None
        return self._known[number]

    def drawn(self, number: int, drawings: dict[bytes, "_Drawing"]) -> "_Drawing":
        """Page ``number``, out of ``drawings`` if it was drawn for another revision."""
        mark = self.fingerprint(number)
        if mark is None:
            return _drawn(self.document, number)
        if mark not in drawings:
            drawings[mark] = _drawn(self.document, number)
        return drawings[mark]


def _look(
    number: int, then: _Side, now: _Side, marks: PageMarks, drawings: dict[bytes, "_Drawing"]
) -> set[Reason]:
    """Compare page ``number``; what is made of the same objects is not drawn at all."""
    mark = then.fingerprint(number)
    if mark is not None and mark == now.fingerprint(number):
        return set()
    return _compare(then.drawn(number, drawings), now.drawn(number, drawings), marks)


@dataclass(frozen=True)
class _Drawing:
    pixels: pymupdf.Pixmap
    points: tuple[float, float, float, float]
    scale: float

    @cached_property
    def image(self) -> Image.Image:
        return Image.frombytes("RGB", (self.pixels.width, self.pixels.height), self.pixels.samples)

    def box(self, rect: Rect, margin: int = 0) -> tuple[int, int, int, int]:
        """``rect`` in pixels, origin top left, kept inside the picture."""
        height = self.points[3] - self.points[1]
        left, right = rect.x0 * self.scale - margin, rect.x1 * self.scale + margin
        top = (height - rect.y1) * self.scale - margin
        bottom = (height - rect.y0) * self.scale + margin
        width, tall = self.pixels.width, self.pixels.height
        return (
            min(max(math.floor(left), 0), width),
            min(max(math.floor(top), 0), tall),
            min(max(math.ceil(right), 0), width),
            min(max(math.ceil(bottom), 0), tall),
        )


@contextmanager
def opened(data: bytes) -> Iterator[pymupdf.Document]:
    """``data`` as MuPDF reads it, which says nothing on standard error. Raises DRAWING_ERRORS."""
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    with pymupdf.open(stream=data, filetype="pdf") as document:
        yield document


def _drawn(document: pymupdf.Document, number: int) -> _Drawing:
    page = document[number]
    area = max(page.rect.width * page.rect.height, 1.0)
    scale = min(_SCALE, math.sqrt(_MAX_PIXELS / area))
    if scale < _LEAST_SCALE:
        raise ValueError("page too large to see a difference on")
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
    return _Drawing(pixels, tuple(page.rect), scale)


def _compare(before: _Drawing, after: _Drawing, marks: PageMarks) -> set[Reason]:
    if before.points != after.points:
        return {Reason.PAGES_DIFFER}
    difference = ImageChops.difference(before.image, after.image)
    if difference.getbbox() is None:
        return set()
    reasons = set()
    if _exceeds(difference, [before.box(r, margin=2) for r in (*marks.later, *marks.fields)]):
        reasons.add(Reason.APPEARANCE_DIFFERS)
    width, height = after.points[2] - after.points[0], after.points[3] - after.points[1]
    for stamp in marks.later:
        if stamp.width * stamp.height > _LARGE * width * height:
            reasons.add(Reason.LATER_SIGNATURE_LARGE)
        reasons |= _below(before, after, stamp, lawful=(*marks.earlier, *marks.fields))
    for field_ in marks.fields:
        if Reason.CONTENT_HIDDEN in _below(before, after, field_, lawful=marks.later):
            reasons.add(Reason.FIELD_REFILLED)
    return reasons


def _below(before: _Drawing, after: _Drawing, rect: Rect, *, lawful: Sequence[Rect]) -> set[Reason]:
    """What became of the ink inside ``rect``."""
    box = before.box(rect)
    if box[0] >= box[2] or box[1] >= box[3]:
        return set()
    boxes = [before.box(each) for each in lawful]
    return painted_over(before.image, after.image, box=box, lawful=boxes)


def _exceeds(difference: Image.Image, masked: Sequence[tuple[int, int, int, int]]) -> bool:
    """Whether anything outside of ``masked`` is more different than drawing it twice would be."""
    for box in masked:
        difference.paste((0, 0, 0), box)
    left = difference.getbbox()
    bands = difference.crop(left).split() if left else ()
    return any(any(band.histogram()[_TOLERANCE + 1 :]) for band in bands)
