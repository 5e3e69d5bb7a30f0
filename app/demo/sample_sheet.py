"""A sheet of paper to draw official documents on, and the scanner that makes a page of it."""

import math
import random
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import pymupdf
from PIL import Image, ImageChops

from app.scanning.paper_sizes import A4, POINTS_PER_MM
from resources import resource

SCAN_DPI = 200

_CSS = """
@font-face {font-family: Tinos; src: url(Tinos-Regular.ttf);}
@font-face {font-family: Tinos; src: url(Tinos-Bold.ttf); font-weight: bold;}
@font-face {font-family: Tinos; src: url(Tinos-Italic.ttf); font-style: italic;}
@font-face {font-family: Tinos; src: url(Tinos-BoldItalic.ttf);
            font-weight: bold; font-style: italic;}
body {font-family: Tinos; line-height: 1.25; margin: 0; color: #16161a;}
p {margin: 0 0 4pt 0;}
"""
_TONER = (0.09, 0.09, 0.10)
_SEAL_RED = (0.80, 0.07, 0.12)
_INK_BLUE = (0.10, 0.17, 0.58)


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "center"
    JUSTIFY = "justify"


class Sheet:
    """An A4 page; every length is in millimetres from its top left corner."""

    def __init__(self) -> None:
        self._document: Any = pymupdf.open()
        self._page: Any = self._document.new_page(
            width=A4.width_mm * POINTS_PER_MM, height=A4.height_mm * POINTS_PER_MM
        )
        self._archive = pymupdf.Archive(str(resource("fonts")))
        self._seal_font = pymupdf.Font(fontfile=str(resource("fonts", "Tinos-Bold.ttf")))

    def text(
        self,
        html: str,
        *,
        left: float,
        top: float,
        width: float,
        height: float,
        align: Align = Align.LEFT,
        size: float = 13,
    ) -> None:
        """Set ``html`` into a box, smaller where it has to be. ValueError when it will not fit."""
        indent = "1cm" if align is Align.JUSTIFY else "0"
        css = f"{_CSS} p {{font-size: {size}pt; text-align: {align}; text-indent: {indent};}}"
        spare, _ = self._page.insert_htmlbox(
            _rect(left, top, width, height), html, css=css, archive=self._archive, scale_low=0.6
        )
        if spare < 0:
            raise ValueError(f"does not fit: {html[:40]}")

    def line(self, left: float, top: float, right: float, bottom: float) -> None:
        self._page.draw_line(_point(left, top), _point(right, bottom), color=_TONER, width=0.6)

    def box(self, left: float, top: float, width: float, height: float, *, fill: str) -> None:
        """A rectangle with round corners."""
        colour = tuple(int(fill[at : at + 2], 16) / 255 for at in (1, 3, 5))
        self._page.draw_rect(
            _rect(left, top, width, height), color=(0.6, 0.6, 0.6), fill=colour, radius=0.06
        )

    def table(
        self,
        rows: Sequence[tuple[float, Sequence[str]]],
        *,
        left: float,
        top: float,
        widths: Sequence[float],
    ) -> float:
        """Draw rows of (height, cells as html) between rules; where the table ends."""
        right = left + sum(widths)
        y = top
        for height, cells in rows:
            self.line(left, y, right, y)
            x = left
            for width, cell in zip(widths, cells, strict=True):
                self.text(cell, left=x + 2, top=y + 1.5, width=width - 3, height=height, size=12)
                x += width
            y += height
        self.line(left, y, right, y)
        for column in range(len(widths) + 1):
            x = left + sum(widths[:column])
            self.line(x, top, x, y)
        return y

    def signature(self, left: float, top: float, *, seed: str) -> None:
        """A scrawl in blue ink, about 40 × 15 mm, the same for the same ``seed``."""
        chance = random.Random(seed)  # noqa: S311 - a drawing, no secret
        shape = self._page.new_shape()
        at = _point(left, top + 9)
        for step in range(1, 9):
            here = left + step * 4.6
            bends = [
                _point(here - chance.uniform(-2, 6), top + chance.uniform(0, 15)) for _ in "12"
            ]
            end = _point(here, top + 8 + chance.uniform(-4, 4))
            shape.draw_bezier(at, *bends, end)
            at = end
        shape.draw_bezier(at, _point(left + 20, top + 17), _point(left + 10, top + 12), at)
        shape.finish(color=_INK_BLUE, width=1.3, closePath=False)
        shape.commit()

    def seal(self, centre_x: float, centre_y: float, *, upper: str, lower: str) -> None:
        """A round red seal of 34 mm with text along its edge."""
        centre = _point(centre_x, centre_y)
        for radius, width in ((17.0, 2.2), (16.0, 0.7), (11.2, 0.9)):
            self._page.draw_circle(
                centre, radius * POINTS_PER_MM, color=_SEAL_RED, width=width, stroke_opacity=0.85
            )
        star = [
            centre + _polar(72 * half / 2 - 90, 5.5 if half % 2 == 0 else 2.1) for half in range(10)
        ]
        self._page.draw_polyline(
            star, color=_SEAL_RED, fill=_SEAL_RED, closePath=True, fill_opacity=0.85
        )
        self._arc(centre, upper, radius=12.5, middle=-90, clockwise=1)
        self._arc(centre, lower, radius=15.0, middle=90, clockwise=-1)

    def qr(self, payload: str, *, left: float, top: float, side: float) -> None:
        """A QR code of ``payload`` in UTF-8 (ISO/IEC 18004)."""
        mupdf = pymupdf.mupdf
        drawn = mupdf.fz_new_barcode_pixmap(mupdf.FZ_BARCODE_QRCODE, payload, 0, 2, 0, 0)
        pixels = pymupdf.Pixmap("raw", drawn)
        self._page.insert_image(_rect(left, top, side, side), pixmap=pixels)

    def printed(self) -> Image.Image:
        """The sheet as it was drawn, at the resolution of a scan; the last thing asked of it."""
        pixels = self._page.get_pixmap(dpi=SCAN_DPI, alpha=False)
        self._document.close()
        return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)

    def scanned(self, *, seed: str) -> Image.Image:
        """The sheet as a scanner sees it: paper shade, noise, and not quite straight."""
        clean = self.printed()
        chance = random.Random(seed)  # noqa: S311 - a drawing, no secret
        turned = clean.rotate(
            chance.uniform(-0.35, 0.35), Image.Resampling.BICUBIC, fillcolor="white"
        )
        paper = ImageChops.multiply(turned, Image.new("RGB", turned.size, "#f8f6ef"))
        grain = Image.frombytes("L", paper.size, chance.randbytes(paper.width * paper.height))
        grain = grain.point([247 + value % 9 for value in range(256)])
        return ImageChops.multiply(paper, Image.merge("RGB", (grain,) * 3))

    def _arc(self, centre: Any, text: str, *, radius: float, middle: float, clockwise: int) -> None:
        """``text`` along a circle round ``middle`` (degrees), its feet inwards if clockwise."""
        size = 8.0
        widths = [self._seal_font.text_length(char, size) + 0.7 for char in text]
        turn = clockwise * math.degrees(1 / (radius * POINTS_PER_MM))
        at = -sum(widths) / 2
        for char, width in zip(text, widths, strict=True):
            angle = middle + turn * (at + width / 2)
            foot = centre + _polar(angle, radius)
            self._page.insert_text(
                foot - pymupdf.Point(width / 2, 0),
                char,
                fontsize=size,
                fontname="seal",
                fontfile=str(resource("fonts", "Tinos-Bold.ttf")),
                color=_SEAL_RED,
                fill_opacity=0.9,
                morph=(foot, pymupdf.Matrix(-angle - 90 * clockwise)),
            )
            at += width


def _point(x: float, y: float) -> Any:
    return pymupdf.Point(x * POINTS_PER_MM, y * POINTS_PER_MM)


def _rect(left: float, top: float, width: float, height: float) -> Any:
    return pymupdf.Rect(_point(left, top), _point(left + width, top + height))


def _polar(degrees: float, radius_mm: float) -> Any:
    angle = math.radians(degrees)
    return _point(radius_mm * math.cos(angle), radius_mm * math.sin(angle))
