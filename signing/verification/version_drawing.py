"""Draws both versions of a page and outlines what differs. Runs in the worker process only."""

from collections.abc import Iterator

import pymupdf
from PIL import Image, ImageChops, ImageFilter

from app.pdf_content import Pdf
from signing.verification.document import read_bytes
from signing.verification.pixel_comparison import opened
from signing.verification.versions import MAX_PIXELS, Difference, PagePicture, PageVersions

_TOLERANCE = 16
_CELL = 8
"""Pixels of a side of the squares that are joined to outlines."""
_MOST_OUTLINES = 200


def draw_versions(pdf: Pdf, *, signed_bytes: int, page: int, width: int) -> PageVersions:
    """Both versions of page ``page``, 1 for the first, ``width`` pixels wide.

    Raises Refused, and what MuPDF raises on damaged files.
    """
    data = read_bytes(pdf)
    with opened(data[:signed_bytes]) as before, opened(data) as after:
        signed, current = _drawn(before, page, width), _drawn(after, page, width)
        return PageVersions(
            signed=signed,
            current=current,
            signed_pages=before.page_count,
            current_pages=after.page_count,
            differences=tuple(_differences(signed, current)) if signed and current else (),
        )


def _drawn(document: pymupdf.Document, page: int, width: int) -> PagePicture | None:
    if not 1 <= page <= document.page_count:
        return None
    shown = document[page - 1]
    across, down = max(shown.rect.width, 1.0), max(shown.rect.height, 1.0)
    scale = min(width / across, (MAX_PIXELS / (across * down)) ** 0.5 * 0.99)
    pixels = shown.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
    return PagePicture(pixels.width, pixels.height, bytes(pixels.samples), (across, down))


def _differences(signed: PagePicture, current: PagePicture) -> Iterator[Difference]:
    """Outlines of what differs; the whole page when it has another shape."""
    if (signed.width, signed.height) != (current.width, current.height):
        yield Difference(0.0, 0.0, 1.0, 1.0)
        return
    size = (signed.width, signed.height)
    old, new = (Image.frombytes("RGB", size, each.rgb) for each in (signed, current))
    bands = ImageChops.difference(old, new).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    marked = most.point(lambda value: 255 if value > _TOLERANCE else 0)
    squares = marked.reduce(_CELL).point(lambda value: 255 if value else 0)
    # Letters of a word become one outline.
    spread = squares.filter(ImageFilter.MaxFilter(3))
    for left, top, right, bottom in list(_outlines(spread))[:_MOST_OUTLINES]:
        yield Difference(
            max(left * _CELL / size[0], 0.0),
            max(top * _CELL / size[1], 0.0),
            min(right * _CELL / size[0], 1.0),
            min(bottom * _CELL / size[1], 1.0),
        )


def _outlines(marked: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    """Boxes round the connected white squares of ``marked``."""
    width, height = marked.size
    pixels = bytearray(marked.tobytes())
    for start in range(len(pixels)):
        if not pixels[start]:
            continue
        pixels[start] = 0
        waiting = [start]
        left = right = start % width
        top = bottom = start // width
        while waiting:
            place = waiting.pop()
            x, y = place % width, place // width
            left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
            for near_x, near_y in ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)):
                near = near_y * width + near_x
                if 0 <= near_x < width and 0 <= near_y < height and pixels[near]:
                    pixels[near] = 0
                    waiting.append(near)
        yield left, top, right + 1, bottom + 1
