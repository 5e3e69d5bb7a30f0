"""The options of an opened SANE device as python-sane gives them."""

from typing import Any

from app.scanning.paper_sizes import MM_PER_INCH
from app.scanning.scanner_options import limits
from app.scanning.source import BrightnessRange

_UNIT_PIXEL = 1
"""SANE_UNIT_PIXEL; lengths are in millimetres otherwise."""
_TYPE_INT = 1
"""SANE_TYPE_INT."""


class SaneOptions:
    """``raw`` is the device of python-sane. What it raises is not translated here."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def can_set(self, option: str) -> bool:
        known = self._raw.opt.get(option)
        return known is not None and bool(known.is_active() and known.is_settable())

    def constraint(self, option: str) -> Any:
        """What the option may be set to; None when it cannot be set now, or to anything."""
        return self._raw[option].constraint if self.can_set(option) else None

    def offered(self, option: str) -> list[str]:
        """The values of a choice that can be made now."""
        return list(self.constraint(option) or ())

    def set(self, option: str, value: float) -> None:
        """Set a number: python-sane takes no float for an option that counts in whole ones."""
        whole = self._raw[option].type == _TYPE_INT
        setattr(self._raw, option, round(value) if whole else float(value))

    def in_pixels(self, option: str) -> bool:
        return bool(self._raw[option].unit == _UNIT_PIXEL)

    def largest_mm(self) -> tuple[float, float] | None:
        """Width and height of the largest area; None where none can be set."""
        sides = []
        for near, far in (("tl_x", "br_x"), ("tl_y", "br_y")):
            if not (self.can_set(near) and self.constraint(far)):
                return None
            side = limits(self.constraint(far))[1] - limits(self.constraint(near))[0]
            sides.append(side * MM_PER_INCH / self._raw.resolution if self.in_pixels(far) else side)
        return (sides[0], sides[1])

    def brightness(self) -> BrightnessRange | None:
        offered = self.constraint("brightness")
        if not offered:
            return None
        least, most = limits(offered)
        return BrightnessRange(least, 0.0 if least < 0 < most else (least + most) / 2, most)
