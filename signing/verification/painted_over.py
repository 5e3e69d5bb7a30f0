"""Whether the stamp of a later signature took away what was to be read below it.

A comparison that only masks later stamps could be deceived by one that is painted over signed
text. Under a stamp, ink that has become paper, or that no longer stands out from what is round
it, is *hidden*; ink that has another colour now, or new ink close to it, is *painted over*, as by
a seal that crosses a line of text.
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
_LEAST_INK_SHARE, _MOST_INK_SHARE = 26, 204
"""Of 255: squares with a tenth to four fifths of ink, where letters and paper can be compared."""
_CONTRAST = 24
"""Grey values between letters and paper that the eye still reads."""
_RED = 48
"""Red above both other colours, mean of a square."""
_STAR = 4
"""Squares in a row, 12 mm: the star of a seal of 36 mm."""
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
    signed_ink = ImageChops.multiply(ink, elsewhere)
    drowned = _drowned(signed_ink, grey_old, grey_new)
    if _gone(signed_ink, faded) or _hides(drowned, _seal_red(new), width=-(-new.width // _CELL)):
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


def _drowned(ink: Image.Image, old: Image.Image, new: Image.Image) -> list[bool]:
    """By square, whether ink that was to be read cannot be told from the paper any more."""
    shares = ink.reduce(_CELL).tobytes()
    squares = zip(shares, _contrasts(ink, old), _contrasts(ink, new), strict=True)
    return [
        _LEAST_INK_SHARE <= share <= _MOST_INK_SHARE and was > 2 * _CONTRAST and now < _CONTRAST
        for share, was, now in squares
    ]


def _hides(drowned: list[bool], red: list[bool], *, width: int) -> bool:
    """Whether what drowned is more than the star of a seal may cover (``width`` squares a row)."""
    run = 0
    for place, (under, by_seal) in enumerate(zip(drowned, red, strict=True)):
        if under and not by_seal:
            return True
        run = run + 1 if under and place % width else int(under)
        if run > _STAR:
            return True
    return False


def _seal_red(new: Image.Image) -> list[bool]:
    """By square, whether it is as red as a seal."""
    red, green, blue = new.split()
    excess = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    return [value > _RED for value in excess.reduce(_CELL).tobytes()]


def _contrasts(ink: Image.Image, grey: Image.Image) -> list[float]:
    """By square, how much lighter what is between the ink is; 0 where it is all or no ink."""
    paper = ImageChops.invert(ink)
    parts = [
        image.reduce(_CELL).tobytes()
        for image in (ink, ImageChops.multiply(grey, ink), ImageChops.multiply(grey, paper))
    ]
    return [
        255 * (light / (255 - share) - dark / share) if 0 < share < 255 else 0.0
        for share, dark, light in zip(*parts, strict=True)
    ]


def _changed(old: Image.Image, new: Image.Image) -> Image.Image:
    red, green, blue = ImageChops.difference(old, new).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point(lambda value: 255 if value > _CHANGED else 0)


def _count(mask: Image.Image) -> int:
    return mask.histogram()[255]
