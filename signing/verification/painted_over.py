"""Whether the stamp of a later signature took away what was to be read below it.

A comparison that only masks later stamps could be deceived by one that is painted over signed
text. Under a stamp, ink that has become paper is *hidden*; ink that has another colour now, or
new ink close to it, is *painted over*, as by a seal that crosses a line of text.
"""

from collections.abc import Sequence

from PIL import Image, ImageChops, ImageFilter

from signing.verification.reasons import Reason

Box = tuple[int, int, int, int]

_INK = 160
"""Grey value below which a pixel is ink."""
_FADED = 56
"""Ink that became lighter by more is gone."""
_CELL = 12
"""Pixels of a side of the squares in which ink is counted: 3 mm, about a character."""
_LEAST_INK = 6
"""Pixels of ink in a square below which it is dirt of the scan."""
_CHANGED = 48
_LEAST_CHANGED = 40
"""Changed pixels close to ink that are more than an edge touching a stamp."""


def painted_over(
    before: Image.Image, after: Image.Image, *, box: Box, lawful: Sequence[Box]
) -> set[Reason]:
    """Reasons found inside ``box``, in pixels; ``lawful`` boxes are earlier stamps."""
    old, new = before.crop(box), after.crop(box)
    grey_old, grey_new = old.convert("L"), new.convert("L")
    ink = grey_old.point(lambda value: 255 if value < _INK else 0)
    faded = ImageChops.subtract(grey_new, grey_old).point(lambda v: 255 if v > _FADED else 0)
    elsewhere = Image.new("L", old.size, 255)
    for left, top, right, bottom in lawful:
        elsewhere.paste(0, (left - box[0], top - box[1], right - box[0], bottom - box[1]))
    stamps = ImageChops.invert(elsewhere)
    reasons = set()
    if _gone(ImageChops.multiply(ink, elsewhere), faded):
        reasons.add(Reason.CONTENT_HIDDEN)
    if _gone(ImageChops.multiply(ink, stamps), faded):
        reasons.add(Reason.EARLIER_SIGNATURE_COVERED)
    near = ImageChops.multiply(ink.filter(ImageFilter.MaxFilter(5)), elsewhere)
    if _count(ImageChops.multiply(near, _changed(old, new))) > _LEAST_CHANGED:
        reasons.add(Reason.CONTENT_PAINTED_OVER)
    return reasons


def _gone(ink: Image.Image, faded: Image.Image) -> bool:
    """Whether some square lost at least half of its ink."""
    had = ink.reduce(_CELL).tobytes()
    lost = ImageChops.multiply(ink, faded).reduce(_CELL).tobytes()
    least = _LEAST_INK * 255 / (_CELL * _CELL)
    return any(h >= least and 2 * gone >= h for h, gone in zip(had, lost, strict=True))


def _changed(old: Image.Image, new: Image.Image) -> Image.Image:
    red, green, blue = ImageChops.difference(old, new).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point(lambda value: 255 if value > _CHANGED else 0)


def _count(mask: Image.Image) -> int:
    return mask.histogram()[255]
