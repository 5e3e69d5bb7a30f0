"""What can be wrong with a scanned page."""

from enum import StrEnum


class PageFinding(StrEnum):
    """What an officer is told about a page; what to do is said in ``ui.messages.about_pages``."""

    BLANK = "blank"  # nothing on it: leave it out, or turn the sheet round
    TOO_DARK = "too_dark"  # raise the brightness, close the lid
    TOO_LIGHT = "too_light"  # lower the brightness, ask for a better copy
    BLURRED = "blurred"  # press it flat, wipe the glass
    CUT_AT_EDGE = "cut_at_edge"  # move the paper, or choose a larger size
    TOO_SLANTED = "too_slanted"  # lay it straight
    DOUBLE_FEED = "double_feed"  # fan the sheets, scan one by one
    DUPLICATE = "duplicate"  # scanned before (``duplicates.py``): leave one out
