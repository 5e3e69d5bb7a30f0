"""Telling the paper from the lid of the scanner around it, on a reduced picture."""

import cv2
import numpy as np

from app.scanning.cleaning.levels import level, middle_colour
from app.scanning.cleaning.reduced import grey_of
from app.scanning.paper_sizes import paper_of
from app.scanning.pixels import Mask, Pixels

_DARK = 0.55
"""A dark lid is darker than this share of the paper's brightness."""
_WHITE_STEP = 3
"""Levels by which a white lid differs from the paper at least."""
_INK, _DUST_PX = 12, 2
_TEXT_MM = 3.0
"""Dark parts narrower than this are print, even where they touch the edge of the picture."""
_SHEET_TOLERANCE = 0.035
_SQUARE = 0.95
"""Share of the rectangle around it that a sheet fills."""
_LEAST_PX = 16
_LEAST_SHARE, _LEAST_SOLID = 0.05, 0.94


def paper_mask(small: Pixels, dpi: float) -> Mask | None:
    """The paper, 255, in a picture of some 50 dpi; None where no lid is seen around it."""
    if min(small.shape[:2]) < _LEAST_PX:
        return None
    grey = grey_of(small)
    paper = _paper_within(_dark_lid(grey, dpi))
    if paper is not None:
        return paper
    paper = _paper_within(_white_lid(small, grey))
    if paper is None or not _has_size_of_sheet(paper, dpi) or _written_beside(grey, paper):
        return None
    return paper


def fitting(paper: Mask | None, shape: tuple[int, ...]) -> Mask | None:
    """The mask for another picture of the same page, of ``shape``."""
    if paper is None:
        return None
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(paper, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def sheet_of(paper: Mask) -> tuple[float, tuple[float, float]]:
    """Degrees by which the sheet lies clockwise, −45 to 45, and its two sides in pixels."""
    outlines, _ = cv2.findContours(paper, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return 0.0, (0.0, 0.0)
    _, (width, height), degrees = cv2.minAreaRect(max(outlines, key=cv2.contourArea))
    return (degrees + 45) % 90 - 45, (width, height)


def degrees_of_sheet(paper: Mask) -> float:
    """How far the sheet itself lies clockwise, −45 to 45; 0 where it is no rectangle."""
    degrees, (width, height) = sheet_of(paper)
    return degrees if np.count_nonzero(paper) >= _SQUARE * width * height else 0.0


def _dark_lid(grey: Mask, dpi: float) -> Mask | None:
    dark = np.where(grey < _DARK * level(grey, 90), np.uint8(255), np.uint8(0))
    if not dark.any():
        return None
    text = max(3, round(_TEXT_MM / 25.4 * dpi)) | 1
    around = np.pad(dark, text, constant_values=255)
    wide = cv2.morphologyEx(around, cv2.MORPH_OPEN, np.ones((text, text), np.uint8))
    return _joined_to_edge(np.asarray(wide[text:-text, text:-text], np.uint8))


def _white_lid(small: Pixels, grey: Mask) -> Mask | None:
    smooth = np.asarray(cv2.blur(small, (3, 3)), np.uint8)
    height, width = grey.shape
    sides = (smooth[:2], smooth[-2:], smooth[:, :2], smooth[:, -2:])
    ring = np.concatenate([each.reshape(1, -1, 3) for each in sides], axis=1)
    lid = middle_colour(ring)
    inner = smooth[height // 5 : -(height // 5), width // 5 : -(width // 5)]
    paper = middle_colour(inner)
    step = max(abs(a - b) for a, b in zip(lid, paper, strict=True))
    if step < _WHITE_STEP or sum(lid) <= sum(paper):
        return None
    near = max(2, min(step // 3, 6))
    least, most = (tuple(each + away for each in lid) for away in (-near, near))
    same = cv2.inRange(smooth, least, most)
    return _joined_to_edge(np.asarray(same, np.uint8))


def _has_size_of_sheet(paper: Mask, dpi: float) -> bool:
    """A frame printed on the page looks the same, but has seldom the size of a sheet."""
    width, height = (each / dpi * 25.4 for each in sheet_of(paper)[1])
    return paper_of(width, height, tolerance=_SHEET_TOLERANCE) is not None


def _written_beside(grey: Mask, paper: Mask) -> bool:
    """Whether something is written where the lid would be: it is the margin of a larger sheet."""
    dark = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((11, 11), np.uint8))
    beside = cv2.dilate(paper, np.ones((13, 13), np.uint8)) == 0
    written = ((dark >= _INK) & beside).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(written)
    return bool((stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] > _DUST_PX).any())


def _joined_to_edge(lid: Mask) -> Mask:
    """Those parts of the mask that touch the edge of the picture."""
    count, labels = cv2.connectedComponents(lid, connectivity=4)
    edges = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    kept = np.zeros(count, np.uint8)
    kept[np.unique(edges)] = 255
    kept[0] = 0
    return np.asarray(kept[labels], np.uint8)


def _paper_within(lid: Mask | None) -> Mask | None:
    """The one solid sheet that the lid leaves; None where it leaves nothing of the kind."""
    if lid is None or not lid.any():
        return None
    outlines, _ = cv2.findContours(np.bitwise_not(lid), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    outline = max(outlines, key=cv2.contourArea)
    area, hull = cv2.contourArea(outline), cv2.contourArea(cv2.convexHull(outline))
    if area < _LEAST_SHARE * lid.size or area < _LEAST_SOLID * hull:
        return None
    paper = np.zeros_like(lid)
    cv2.drawContours(paper, [outline], -1, 255, cv2.FILLED)
    return paper
