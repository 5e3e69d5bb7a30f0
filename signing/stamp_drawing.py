"""What a profile's stamp says and how it is set."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from app.domain.paper import Rect
from app.errors import AppError, Code
from signing.profiles import Show, SignatureProfile
from signing.stamp import Stamp, compose
from signing.stamp_font import StampFont, stamp_font
from signing.stamp_picture import StampPicture

VIETNAM = timezone(timedelta(hours=7))
_PADDING = 6.0
_FRAME = 0.6
_LEADING = 1.35
"""Line distance in units of the font size."""
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
    STAMP_INCOMPLETE with ``missing`` (``organisation``, ``number``, ``opinion``, ``picture``).
    """
    show = details.show or profile.show
    if show is not Show.TEXT and details.picture is None:
        raise AppError(Code.STAMP_INCOMPLETE, missing="picture", profile=profile.id)
    if show is Show.PICTURE and details.picture is not None:
        return draw_picture(details.picture, profile.width, profile.height)
    lines = _lines(profile, name, signing_time, details)
    if details.picture is None or show is Show.TEXT:
        return draw_text(profile, lines, profile.width)
    beside = profile.width * (1 - _PICTURE_SHARE)
    text = draw_text(profile, lines, beside)
    height = max(profile.height, text.height)
    left = profile.width - beside
    picture = draw_picture(details.picture, left, height)
    return compose(
        profile.width,
        height,
        [(picture, Rect(0, 0, left, height)), (text, Rect(left, 0, profile.width, text.height))],
    )


def draw_picture(picture: StampPicture, width: float, height: float) -> Stamp:
    """``picture`` as large as it fits into ``width`` × ``height`` points, undistorted, centred."""
    scale = min(width / picture.width, height / picture.height)
    across, up = picture.width * scale, picture.height * scale
    x, y = (width - across) / 2, (height - up) / 2
    operators = f"q {across:.3f} 0 0 {up:.3f} {x:.3f} {y:.3f} cm /P Do Q".encode()
    return Stamp(width, height, operators, pictures={"P": picture})


def draw_text(profile: SignatureProfile, lines: Sequence[str], width: float) -> Stamp:
    """``lines`` in one size, left-aligned, the block centred in height."""
    font = stamp_font("".join(lines))
    size, room = profile.font_size, width - 2 * _PADDING
    if profile.shrinks:
        size = min(size, room / max(font.length(line, 1) for line in lines))
    set_lines = [part for line in lines for part in _wrapped(line, font, size, room)]
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
    shown.append(f"BT /F {size:.3f} Tf {leading:.3f} TL {_PADDING} {baseline:.3f} Td".encode())
    shown += [font.encoded(line) + b" Tj T*" for line in set_lines]
    shown.append(b"ET")
    return Stamp(width, height, b"\n".join(shown), fonts={"F": font})


def written_time(moment: datetime) -> str:
    """``moment`` as it stands in a stamp."""
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


def _lines(
    profile: SignatureProfile, name: str, signing_time: datetime, details: StampDetails
) -> list[str]:
    facts = {
        "name": name,
        "time": written_time(signing_time),
        "organisation": details.organisation,
        "number": details.number,
        "opinion": details.opinion,
    }
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
