"""Pages that came out too dark or too light to be read.

Too dark: the officer cleans the glass, closes the lid, raises the brightness and scans again. Too
light: the print itself is faint or the brightness is too high; lower it, or ask for a better copy.
"""

from app.scanning.cleaning.raw_page import RawPage

_DARK_GROUND = 140
"""Brightness of the darkest paper; coloured sheets have 180 and more, half the light leaves 124."""
_LIGHT_INK = 0.42
"""Contrast of the darkest tenth of the ink; print has 0.7 to 0.85, and 0.5 when it is worn."""
_ENOUGH = 3000
"""Pixels of ink that are judged; a note in pencil may be as light as it is."""


def is_too_dark(page: RawPage) -> bool:
    """Whether even the paper is dark."""
    return page.ground < _DARK_GROUND


def is_too_light(page: RawPage) -> bool:
    """Whether even the darkest ink is light."""
    return page.ink.size >= _ENOUGH and page.darkest_ink < _LIGHT_INK
