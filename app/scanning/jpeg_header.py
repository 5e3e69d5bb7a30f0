"""The header of a JPEG stream, changed without touching a pixel (ITU-T T.81 Annex B, T.871)."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

_SOI = b"\xff\xd8"
_APP0, _APP1, _APP14, _APP15, _COM = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE
_SOF_SEQUENTIAL, _SOF_PROGRESSIVE = (0xC0, 0xC1), 0xC2
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SOS = 0xDA
_ORIENTATION = 0x0112


def with_density(jpeg: bytes, dpi: int) -> bytes:
    """``jpeg`` with a JFIF segment that gives its resolution."""
    jfif = b"JFIF\0" + struct.pack(">HBHHBB", 0x0102, 1, dpi, dpi, 0, 0)
    kept = (part for marker, part in _parts(jpeg) if marker != _APP0)
    return _SOI + _segment(_APP0, jfif) + b"".join(kept)


def without_metadata(jpeg: bytes) -> bytes:
    """``jpeg`` without EXIF, XMP, profiles, thumbnails and comments.

    A telephone writes the place where it took the picture; the province does not need it.
    """
    dropped = {_COM, *range(_APP1, _APP15 + 1)} - {_APP14}
    return _SOI + b"".join(part for marker, part in _parts(jpeg) if marker not in dropped)


def is_plain_colour(image: Image.Image) -> bool:
    """Whether an opened JPEG can stand on a PDF page as it is.

    It has three components of 8 bits stored as YCbCr, which every reader takes them for, coded as
    every reader can (neither lossless nor arithmetic), is upright, and is one picture (not MPO).
    """
    file = getattr(image, "fp", None)
    if image.format != "JPEG" or file is None:
        return False
    frame = read_frame(file)
    return (
        image.mode == "RGB"
        and frame.kind in (*_SOF_SEQUENTIAL, _SOF_PROGRESSIVE)
        and frame.bits == 8
        and image.info.get("adobe_transform", 1) == 1
        and "mp" not in image.info
        and [component[0] for component in getattr(image, "layer", [])] != list(b"RGB")
        and image.getexif().get(_ORIENTATION, 1) == 1
    )


@dataclass(frozen=True)
class Frame:
    """What a decoder must be able to do."""

    kind: int
    """Marker of the frame, 0xC0 to 0xCF (ITU-T T.81, table B.1)."""
    bits: int
    """Of a sample."""
    in_one_scan: bool
    """A decoder can work line by line instead of collecting the whole picture first."""


def read_frame(file: BinaryIO) -> Frame:
    """The frame of the JPEG ``file``, of which the header alone is read; its place is moved.

    Errors: ValueError.
    """
    file.seek(0)
    kind = bits = components = 0
    for marker, content in _segments(file):
        if marker in _SOF:
            kind, bits, components = marker, content[0], content[5]
        elif marker == _SOS:
            return Frame(kind, bits, kind in _SOF_SEQUENTIAL and content[0] == components)
    raise ValueError("no JPEG scan")


def _parts(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker segments after SOI; the last one runs from SOS to the end."""
    file = io.BytesIO(jpeg)
    for marker, content in _segments(file):
        segment = _segment(marker, content)
        if marker == _SOS:
            yield marker, segment + file.read()
            return
        yield marker, segment


def _segments(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Markers after SOI with what their segments hold, SOS the last; ``file`` stands after it."""
    if file.read(2) != _SOI:
        raise ValueError("no JPEG stream")
    marker = 0
    while marker != _SOS:
        byte = file.read(1)
        if byte != b"\xff":
            raise ValueError("no JPEG marker")
        while byte == b"\xff":  # fill bytes, too
            byte = file.read(1)
        length = int.from_bytes(file.read(2), "big") - 2
        if not byte or length < 0:
            raise ValueError("no JPEG segment")
        marker, content = byte[0], file.read(length)
        if len(content) < length:
            raise ValueError("JPEG header cut short")
        yield marker, content


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content
