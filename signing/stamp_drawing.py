"""What a profile's stamp says and how it is set."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from app.domain.paper import Rect
from app.errors import AppError, Code
from signing.profiles import MM, Show, SignatureProfile
from signing.stamp import Stamp, compose
from signing.stamp_font import StampFont, stamp_font
from signing.stamp_picture import StampPicture

VIETNAM = timezone(timedelta(hours=7))
_PADDING = 6.0
_FRAME = 0.6
_LEADING = 1.35
"""Line distance in units of the font size."""
_SMALLEST = 6.0
"""Points; text of a stamp that keeps its height is set no smaller."""
_HIGHEST = 200 * MM
"""A page of A4 on its side is 210 mm high."""
_OPEN = "." * 16
"""What is left open for a pen or for later."""
_PICTURE_SHARE = 0.4
"""Of the width, where a picture stands beside the text."""


@dataclass(frozen=True)
class StampDetails:
    """What a stamp shows beside name and time; what its profile does not ask for is not shown."""

    organisation: str = ""
    number: str = ""
    """Số và ký hiệu, e.g. ``123/QĐ-UBND``."""
    opinion: str = ""
    picture: StampPicture | None = None
    show: Show | None = None
    """None is the profile's own."""
    day: date | None = None
    """On the document, or of its arrival; None is that of signing, in Vietnam."""
    forwarded_to: str = ""
    """Who is to deal with a document that came in (“Chuyển”)."""
    file_symbol: str = ""
    """Số và ký hiệu hồ sơ."""


def draw_stamp(
    profile: SignatureProfile,
    *,
    name: str,
    signing_time: datetime,
    details: StampDetails = StampDetails(),
) -> Stamp:
    """The stamp of ``profile``, transparent outside its marks.

    Texts are written in composed form (NFC); ``signing_time`` must be aware and is shown to the
    second in Vietnamese time, e.g. ``2026-11-23T16:08:34+07:00`` (ISO 8601, domain §1.2). Errors:
    STAMP_INCOMPLETE with ``missing`` (``organisation``, ``number``, ``opinion``, ``picture``, and
    ``shorter_opinion`` where the stamp would not fit onto a page).
    """
    show = details.show or profile.show
    if show is not Show.TEXT and details.picture is None:
        raise AppError(Code.STAMP_INCOMPLETE, missing="picture", profile=profile.id)
    if show is Show.PICTURE and details.picture is not None:
        return draw_picture(details.picture, profile.width, profile.height)
    lines = _lines(profile, name, signing_time, details)
    if details.picture is None or show is Show.TEXT:
        return _low_enough(profile, draw_text(profile, lines, profile.width))
    beside = profile.width * (1 - _PICTURE_SHARE)
    text = _low_enough(profile, draw_text(profile, lines, beside))
    height = max(profile.height, text.height)
    left = profile.width - beside
    picture = draw_picture(details.picture, left, height)
    return compose(
        profile.width,
        height,
        [(picture, Rect(0, 0, left, height)), (text, Rect(left, 0, profile.width, text.height))],
    )


def _low_enough(profile: SignatureProfile, text: Stamp) -> Stamp:
    """``text``, unless no page has room for it: of what is written, opinions alone grow so."""
    if text.height > _HIGHEST:
        raise AppError(Code.STAMP_INCOMPLETE, missing="shorter_opinion", profile=profile.id)
    return text


def draw_picture(picture: StampPicture, width: float, height: float) -> Stamp:
    """``picture`` as large as it fits into ``width`` × ``height`` points, undistorted, centred."""
    scale = min(width / picture.width, height / picture.height)
    across, up = picture.width * scale, picture.height * scale
    x, y = (width - across) / 2, (height - up) / 2
    operators = f"q {across:.3f} 0 0 {up:.3f} {x:.3f} {y:.3f} cm /P Do Q".encode()
    return Stamp(width, height, operators, pictures={"P": picture})


def draw_text(profile: SignatureProfile, lines: Sequence[str], width: float) -> Stamp:
    """``lines`` in one size, the block centred in height."""
    font = stamp_font("".join(lines))
    room = width - 2 * _PADDING
    size, set_lines = _set(profile, lines, font, room)
    leading = size * _LEADING
    height = max(profile.height, leading * len(set_lines) + _PADDING)
    middle = height / 2 - size * (font.ascent + font.descent) / 2
    baseline = middle + leading * (len(set_lines) - 1) / 2
    red, green, blue = profile.color
    shown = [f"{red} {green} {blue} rg {red} {green} {blue} RG".encode()]
    if profile.framed:
        edge = _FRAME / 2
        inner = f"{edge} {edge} {width - _FRAME:.3f} {height - _FRAME:.3f}"
        shown.append(f"{_FRAME} w {inner} re S".encode())
    shown.append(f"BT /F {size:.3f} Tf".encode())
    for number, (line, centred) in enumerate(set_lines):
        x = _PADDING + ((room - font.length(line, size)) / 2 if centred else 0)
        place = f"1 0 0 1 {x:.3f} {baseline - number * leading:.3f} Tm "
        shown.append(place.encode() + font.encoded(line) + b" Tj")
    shown.append(b"ET")
    return Stamp(width, height, b"\n".join(shown), fonts={"F": font})


def _set(
    profile: SignatureProfile, lines: Sequence[str], font: StampFont, room: float
) -> tuple[float, list[tuple[str, bool]]]:
    """The size in points, and the lines as they are broken, each with whether it is centred."""
    size = profile.font_size
    if profile.shrinks:
        size = min(size, room / max(font.length(line, 1) for line in lines))
    while True:
        rows = [
            (part, number < profile.centred)
            for number, line in enumerate(lines)
            for part in _wrapped(line, font, size, room)
        ]
        too_high = size * _LEADING * len(rows) + _PADDING > profile.height
        if not (profile.keeps_height and too_high and size > _SMALLEST):
            return size, rows
        size -= 0.25


def written_time(moment: datetime) -> str:
    """``moment`` as it stands in a stamp."""
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


def _lines(
    profile: SignatureProfile, name: str, signing_time: datetime, details: StampDetails
) -> list[str]:
    day = details.day or signing_time.astimezone(VIETNAM).date()
    facts = {
        "name": name,
        "time": written_time(signing_time),
        "day": f"{day:%d/%m/%Y}",
        "organisation": details.organisation,
        "capitals": details.organisation.upper(),
        "number": details.number,
        "opinion": details.opinion,
        "forwarded": details.forwarded_to or _OPEN * 2,
        "file_symbol": details.file_symbol or _OPEN,
    }
    if not details.organisation.strip() and "{capitals}" in profile.lines:
        raise AppError(Code.STAMP_INCOMPLETE, missing="organisation", profile=profile.id)
    for key in ("organisation", "number", "opinion"):
        if not facts[key].strip() and any(f"{{{key}}}" in line for line in profile.lines):
            raise AppError(Code.STAMP_INCOMPLETE, missing=key, profile=profile.id)
    composed = {
        key: [" ".join(part.split()) for part in unicodedata.normalize("NFC", value).splitlines()]
        for key, value in facts.items()
    }
    single = {key: " ".join(parts) for key, parts in composed.items()}
    lines: list[str] = []
    for line in profile.lines:
        if line == "{opinion}":
            lines += [part for part in composed["opinion"] if part]
        else:
            lines.append(line.format(**single))
    return lines


def _wrapped(line: str, font: StampFont, size: float, room: float) -> list[str]:
    """``line`` broken between words where it is longer than ``room``."""
    rows: list[str] = []
    row = ""
    for word in line.split(" "):
        longer = f"{row} {word}" if row else word
        if row and font.length(longer, size) > room:
            rows.append(row)
            row = word
        else:
            row = longer
    return [*rows, row]
