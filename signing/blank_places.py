"""Where a page is blank: the nearest room in which a stamp covers nothing.

The page is looked at as it is shown, in small grey squares, so that text, drawings, scans and
earlier stamps count alike, and turned and cut pages need no care.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, floor
from typing import Any

import pymupdf
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from app.domain.paper import Rect
from app.errors import AppError, Code
from app.pdf_content import Pdf, open_in_mupdf
from signing.placement import PageGeometry
from signing.profiles import MM, BlankZone, PageEdge

_SQUARE = 2.0
"""Points: no finer than a dot of “……”, which still darkens its square by a quarter."""
_MOST_SQUARES = 600
"""Along the longer side; the squares of a map are larger, so that it takes no longer."""
_MOST_PIXELS = 120_000_000
"""Of the page's images together: to decode more would hold the window up for seconds."""
_COSTS = {"DCTDecode": 0, "JPXDecode": 30}
"""Pixels that take as long as one of another image: MuPDF decodes JPEG at the size wanted."""
_DRAWN = re.compile(rb"/([^\s/<>\[\]()]+)\s+Do\b")
_RIM = 15 * MM
"""What stands nearer to the page's edge does not shut a place off from it: the number of the page,
a note at its foot, holes, the dark edge of a scan."""
_Span = tuple[int, int]
"""From one line of the grid to another."""
_EXACT = 1e-6
_INK, _DARK = 20, 150
"""Grey levels below the paper around it, and the level below which nothing is paper."""


class _Squares:
    """Which squares of a page are inked, counted from the top left."""

    def __init__(self, ink: Image.Image) -> None:
        """``ink`` has 0 for a blank square, 1 for any other."""
        content, width = ink.tobytes(), ink.width
        sums = [[0] * (width + 1)]
        for start in range(0, len(content), width):
            row = accumulate(content[start : start + width], initial=0)
            sums.append([above + left for above, left in zip(sums[-1], row, strict=True)])
        self._sums = sums
        """Inked squares above and left of each crossing of the grid's lines."""

    def blank(self, columns: _Span, rows: _Span) -> bool:
        upper, lower = self._sums[rows[0]], self._sums[rows[1]]
        first, last = columns
        return lower[last] - lower[first] == upper[last] - upper[first]


@dataclass(frozen=True)
class _Look:
    """What is seen of a page."""

    side: float
    """Of a square, in points."""
    used: _Squares
    """By the page or by stamps."""
    written: _Squares
    """By the page alone: stamps may be stacked at its foot."""


def nearest_blank(
    source: Pdf,
    number: int,
    page: PageGeometry,
    size: tuple[float, float],
    *,
    zones: Sequence[BlankZone],
    margin: float,
    taken: Sequence[Rect] = (),
) -> Rect:
    """The blank place of ``size`` (points) on page ``number`` (1 for the first) of ``source``.

    It lies in the first of ``zones`` that has one, as near to the zone's corner as it can, and
    ``margin`` points or more from the page's edges; ``taken`` is not blank whatever is seen there.
    The same file gives the same place. Errors: BLANK_PLACE_ABSENT, also for a page that cannot be
    drawn or is too large to be looked through.
    """
    look = _look(source, number, page, taken)
    for zone in zones:
        found = _nearest(look, page, size, zone, margin)
        if found is not None:
            return found
    raise AppError(Code.BLANK_PLACE_ABSENT, page=number)


def _look(source: Pdf, number: int, page: PageGeometry, taken: Sequence[Rect]) -> _Look:
    side = max(_SQUARE, max(page.width, page.height) / _MOST_SQUARES)
    try:
        with open_in_mupdf(source) as document:
            grey = _drawn(document[number - 1], page, side)
    except (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, IndexError) as error:
        raise AppError(Code.BLANK_PLACE_ABSENT, page=number) from error
    finally:
        # Without this MuPDF keeps up to 256 MB of decoded page images.
        pymupdf.TOOLS.store_shrink(100)
    ink = _ink(grey)
    used, written = ink.copy(), ink
    for rect in taken:
        top, bottom = (page.height - rect.y1) / side, (page.height - rect.y0) / side
        box = floor(rect.x0 / side), floor(top), ceil(rect.x1 / side) - 1, ceil(bottom) - 1
        ImageDraw.Draw(used).rectangle(box, fill=1)
        ImageDraw.Draw(written).rectangle(box, fill=0)
    # A stamp keeps two squares' distance from what is there.
    return _Look(side, _Squares(used.filter(ImageFilter.MaxFilter(5))), _Squares(written))


def _drawn(page: Any, geometry: PageGeometry, side: float) -> Image.Image:
    if _pixels(page) > _MOST_PIXELS:
        raise ValueError
    across, down = geometry.width / side, geometry.height / side
    zoom = pymupdf.Matrix(across / page.rect.width, down / page.rect.height)
    drawn = page.get_pixmap(matrix=zoom, colorspace=pymupdf.csGRAY, alpha=False)
    return Image.frombytes("L", (drawn.width, drawn.height), bytes(drawn.samples))


def _pixels(page: Any) -> int:
    """Of the images that ``page`` draws, of those in its dictionary that it may share with others;
    reckoned as images that take as long to decode.
    """
    named = {each.decode("latin-1") for each in _DRAWN.findall(page.read_contents())}
    return sum(
        each[2] * each[3] * _COSTS.get(each[8], 1)
        for each in page.get_images(full=True)
        if each[9] or each[7] in named  # of a form that it draws, or its own
    )


def _ink(grey: Image.Image) -> Image.Image:
    """1 where a square is darker than the paper around it, whatever the shade of the paper."""
    paper = grey.filter(ImageFilter.BoxBlur(1))  # a speck is no paper
    for _ in range(2):
        paper = paper.filter(ImageFilter.MaxFilter(3))
        paper = paper.resize((ceil(paper.width / 3), ceil(paper.height / 3)), Image.Resampling.BOX)
    paper = paper.filter(ImageFilter.MaxFilter(3)).resize(grey.size, Image.Resampling.BILINEAR)
    darker = ImageChops.subtract(paper, grey).point([int(way > _INK) for way in range(256)])
    return ImageChops.lighter(darker, grey.point([int(level < _DARK) for level in range(256)]))


def _nearest(
    look: _Look, page: PageGeometry, size: tuple[float, float], zone: BlankZone, margin: float
) -> Rect | None:
    """Tried square by square away from the zone's corner."""
    (width, height), edge, corner = size, zone.edge, zone.corner
    across = _Axis(page.width, margin, look.side, from_end=not corner.left)
    down = _Axis(page.height, margin, look.side, from_end=not corner.top)
    columns = list(across.tries(width, edge is PageEdge.LEFT, edge is PageEdge.RIGHT))
    rows = down.tries(height, edge is PageEdge.TOP, edge is PageEdge.BOTTOM)
    best: tuple[int, float, float] | None = None
    for steps, (top, high, way_down) in enumerate(rows):
        if best is not None and steps**2 >= best[0]:
            break
        if top + height > page.height * zone.upper:
            continue
        for aside, (left, wide, way_across) in enumerate(columns):
            if look.used.blank(wide, high) and look.written.blank(way_across, way_down):
                if best is None or steps**2 + aside**2 < best[0]:
                    best = steps**2 + aside**2, left, top
                break
    if best is None:
        return None
    _, left, top = best
    return Rect(left, page.height - top - height, left + width, page.height - top)


@dataclass(frozen=True)
class _Axis:
    """A page from left to right, or from above to below."""

    length: float
    """Points."""
    margin: float
    side: float
    from_end: bool

    def tries(
        self, size: float, open_before: bool, open_behind: bool
    ) -> Iterator[tuple[float, _Span, _Span]]:
        """Where ``size`` may begin, in points; what it covers then, and what must be unwritten."""
        room = self.length - 2 * self.margin - size
        for step in range(floor(room / self.side) + 1 if room >= 0 else 0):
            start = self.margin + (room - step * self.side if self.from_end else step * self.side)
            low = min(start, _RIM) if open_before else start
            high = max(start + size, self.length - _RIM) if open_behind else start + size
            yield start, self._span(start, start + size), self._span(low, high)

    def _span(self, low: float, high: float) -> _Span:
        return floor(low / self.side), ceil(high / self.side - _EXACT)
