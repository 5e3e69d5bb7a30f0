"""A page as it was signed and as it is, as plain pixels that nothing has to be parsed for."""

import base64
import zlib
from dataclasses import dataclass
from typing import Any

MAX_PIXELS = 8_000_000
"""Of one picture: an A4 page 2,400 pixels wide."""


@dataclass(frozen=True)
class PagePicture:
    width: int
    """Pixels."""
    height: int
    rgb: bytes
    """Three bytes a pixel, rows from the top without gaps."""
    points: tuple[float, float]
    """Width and height of the page as it is shown."""

    def to_json(self) -> dict[str, Any]:
        packed = base64.b64encode(zlib.compress(self.rgb, 1)).decode()
        return {
            "width": self.width,
            "height": self.height,
            "rgb": packed,
            "points": list(self.points),
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "PagePicture":
        """Raises KeyError, TypeError or ValueError on anything but a whole picture."""
        width, height = int(content["width"]), int(content["height"])
        size = width * height * 3
        if width < 1 or height < 1 or width * height > MAX_PIXELS:
            raise ValueError("no picture of a page")
        try:
            rgb = zlib.decompressobj().decompress(base64.b64decode(content["rgb"]), size + 1)
        except zlib.error as error:
            raise ValueError("pixels are damaged") from error
        if len(rgb) != size:
            raise ValueError("pixels are missing")
        across, down = (float(each) for each in content["points"])
        return cls(width, height, rgb, (across, down))


@dataclass(frozen=True)
class Difference:
    """A place where both versions differ, in parts of the page's width and height from the top."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class PageVersions:
    signed: PagePicture | None
    """None when there was no such page."""
    current: PagePicture | None
    signed_pages: int
    current_pages: int
    differences: tuple[Difference, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "signed": self.signed.to_json() if self.signed else None,
            "current": self.current.to_json() if self.current else None,
            "signed_pages": self.signed_pages,
            "current_pages": self.current_pages,
            "differences": [[d.left, d.top, d.right, d.bottom] for d in self.differences],
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "PageVersions":
        """The inverse of :meth:`to_json`. Raises KeyError, TypeError or ValueError on others."""
        signed, current = content["signed"], content["current"]
        return cls(
            signed=PagePicture.from_json(signed) if signed is not None else None,
            current=PagePicture.from_json(current) if current is not None else None,
            signed_pages=int(content["signed_pages"]),
            current_pages=int(content["current_pages"]),
            differences=tuple(
                Difference(*(float(value) for value in each)) for each in content["differences"]
            ),
        )
