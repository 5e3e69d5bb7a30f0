"""The visible part of a signature, drawn as a one-page PDF of its exact size.

The same bytes are shown in the preview and go into the signed file. PyMuPDF sets the type:
pyHanko's own text stamp writes wrong widths for fonts of 2048 units an em, such as this one.
"""

import unicodedata
from datetime import datetime, timedelta, timezone
from functools import cache

import pymupdf

from resources import resource
from signing.profiles import SignatureProfile

VIETNAM = timezone(timedelta(hours=7))
_PADDING = 6.0
_FRAME = 0.6
_LEADING = 1.35
"""Line distance in units of the font size."""


def draw_stamp(profile: SignatureProfile, *, name: str, signing_time: datetime) -> bytes:
    """A PDF page of ``profile.width`` × ``profile.height`` points, transparent outside its marks.

    ``name`` is written in composed form (NFC); ``signing_time`` must be aware and is shown to the
    second in Vietnamese time, e.g. ``2026-11-23T16:08:34+07:00`` (ISO 8601, domain §1.2).
    """
    composed = " ".join(unicodedata.normalize("NFC", name).split())
    time = signing_time.astimezone(VIETNAM).isoformat(timespec="seconds")
    lines = [line.format(name=composed, time=time) for line in profile.lines]
    with pymupdf.open() as document:
        page = document.new_page(width=profile.width, height=profile.height)
        if profile.framed:
            edge = _FRAME / 2
            frame = pymupdf.Rect(edge, edge, profile.width - edge, profile.height - edge)
            page.draw_rect(frame, profile.color, width=_FRAME)
        _write(page, lines, profile)
        document.subset_fonts()
        document.del_xml_metadata()
        # Imported into other files by plain objects: no object streams.
        content: bytes = document.tobytes(garbage=3, deflate=True, use_objstms=0)
    return content


def _write(page: pymupdf.Page, lines: list[str], profile: SignatureProfile) -> None:
    """All lines in one size, left-aligned, the block centred in height."""
    font = _font()
    room = profile.width - 2 * _PADDING
    widest = max(font.text_length(line, 1) for line in lines)
    size = min(profile.font_size, room / widest)
    leading = size * _LEADING
    middle = profile.height / 2 + size * (font.ascender + font.descender) / 2
    baseline = middle - leading * (len(lines) - 1) / 2
    writer = pymupdf.TextWriter(page.rect, color=profile.color)
    for number, line in enumerate(lines):
        writer.append((_PADDING, baseline + number * leading), line, font=font, fontsize=size)
    writer.write_text(page)


@cache
def _font() -> pymupdf.Font:
    return pymupdf.Font(fontbuffer=resource("fonts", "Tinos-Regular.ttf").read_bytes())
