"""The header of a JPEG stream, changed without touching a pixel (ITU-T T.81 Annex B, T.871)."""

import struct
from collections.abc import Iterator

from PIL import Image

_SOI = b"\xff\xd8"
_APP0, _APP1, _APP14, _APP15, _COM = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE
_SOF_SEQUENTIAL = (0xC0, 0xC1)
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

    It has three components stored as YCbCr, which every reader takes them for, is upright, and is
    one picture (not MPO).
    """
    return (
        image.format == "JPEG"
        and image.mode == "RGB"
        and image.info.get("adobe_transform", 1) == 1
        and "mp" not in image.info
        and [component[0] for component in getattr(image, "layer", [])] != list(b"RGB")
        and image.getexif().get(_ORIENTATION, 1) == 1
    )


def comes_in_one_scan(jpeg: bytes) -> bool:
    """Whether a decoder can work line by line instead of collecting the whole picture first."""
    components = None
    for marker, part in _parts(jpeg):
        if marker in _SOF_SEQUENTIAL:
            components = part[9]
        elif marker == _SOS:
            return part[4] == components
    return False


def _parts(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker segments after SOI; the last one runs from SOS to the end."""
    if jpeg[:2] != _SOI:
        raise ValueError("no JPEG stream")
    at = 2
    while True:
        if jpeg[at] != 0xFF:
            raise ValueError("no JPEG marker")
        while jpeg[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker = jpeg[at + 1]
        if marker == _SOS:
            yield marker, jpeg[at:]
            return
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        yield marker, jpeg[at:end]
        at = end


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content
