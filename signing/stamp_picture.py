"""Pictures in stamps: a handwritten signature in blue, a seal in red, on a transparent ground."""

import io
import zlib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PIL import Image, ImageStat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from app.errors import AppError, Code
from signing.stamp_font import AddObject

LARGEST_FILE = 3_500_000
"""Bytes; the limit of the tool that officers know (domain §7.7)."""
_LARGEST_SIDE = 4000
_FAINT = 16
"""Of 255: what is fainter than this does not count as part of the picture."""
_CLEARLY = 20
"""Of 255: by how much the ink's own colour must outweigh the other."""
_OPAQUE = 250
"""Of 255: a picture that is as opaque as this everywhere has no transparent ground."""


class Ink(StrEnum):
    """Colours that the decree gives (NĐ 30/2020, Phụ lục I, Phần I, II.7d and II.8a)."""

    BLUE = "blue"  # the hand of whoever approves
    RED = "red"  # the office's seal


@dataclass(frozen=True)
class StampPicture:
    """A picture as the two streams that a PDF keeps of it, packed once for a whole batch."""

    width: int
    """Pixels."""
    height: int
    colours: bytes
    """RGB, deflated."""
    opacity: bytes
    """One byte a pixel, deflated."""

    def add_to(self, add: AddObject) -> generic.IndirectObject:
        """The image XObject with its soft mask (ISO 32000-2, 8.9.5 and 11.6.5.2)."""
        mask = add(self._stream("/DeviceGray", self.opacity))
        image = self._stream("/DeviceRGB", self.colours)
        image[pdf_name("/SMask")] = mask
        return add(image)

    def _stream(self, space: str, packed: bytes) -> generic.StreamObject:
        return generic.StreamObject(
            generic.DictionaryObject(
                {
                    pdf_name("/Type"): pdf_name("/XObject"),
                    pdf_name("/Subtype"): pdf_name("/Image"),
                    pdf_name("/Width"): generic.NumberObject(self.width),
                    pdf_name("/Height"): generic.NumberObject(self.height),
                    pdf_name("/ColorSpace"): pdf_name(space),
                    pdf_name("/BitsPerComponent"): generic.NumberObject(8),
                    pdf_name("/Filter"): pdf_name("/FlateDecode"),
                }
            ),
            encoded_data=packed,
        )


@lru_cache(maxsize=8)
def read_picture(png: bytes) -> StampPicture:
    """The picture in a PNG file with a transparent ground (NĐ 30/2020, Phụ lục I, II.7d and 8a).

    Errors: STAMP_PICTURE_UNFIT with ``reason``: ``large`` (over 3.5 MB or 4000 pixels a side),
    ``unreadable`` (no PNG, or damaged), ``opaque`` (no transparent ground).
    """
    image = _opened(png)
    opacity = image.getchannel("A")
    if min(opacity.tobytes()) >= _OPAQUE:
        raise AppError(Code.STAMP_PICTURE_UNFIT, reason="opaque")
    return StampPicture(
        width=image.width,
        height=image.height,
        colours=zlib.compress(image.convert("RGB").tobytes(), 9),
        opacity=zlib.compress(opacity.tobytes(), 9),
    )


def fitted_picture(png: bytes, ink: Ink) -> bytes:
    """``png`` without its empty margins, so that its real size is that of what is drawn on it.

    Errors: those of :func:`read_picture`, and STAMP_PICTURE_UNFIT with ``reason``: ``empty``,
    ``not_blue``, ``not_red``.
    """
    read_picture(png)
    image = _opened(png)
    marks = image.getchannel("A").point([0] * _FAINT + [255] * (256 - _FAINT))
    box = marks.getbbox()
    if box is None:
        raise AppError(Code.STAMP_PICTURE_UNFIT, reason="empty")
    red, _, blue = ImageStat.Stat(image.convert("RGB"), mask=marks).mean
    if (blue - red if ink is Ink.BLUE else red - blue) < _CLEARLY:
        raise AppError(Code.STAMP_PICTURE_UNFIT, reason=f"not_{ink.value}")
    output = io.BytesIO()
    image.crop(box).save(output, format="PNG")
    return output.getvalue()


def _opened(png: bytes) -> Image.Image:
    if len(png) > LARGEST_FILE:
        raise AppError(Code.STAMP_PICTURE_UNFIT, reason="large")
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
            if max(opened.size) > _LARGEST_SIDE:
                raise AppError(Code.STAMP_PICTURE_UNFIT, reason="large")
            image = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise AppError(Code.STAMP_PICTURE_UNFIT, reason="unreadable") from error
    return image
