"""What part of a straightened picture is the paper: no lid, and no ink cut."""

import cv2
import numpy as np
import numpy.typing as npt

from app.domain.scan import PixelBox
from app.scanning.cleaning.lid import degrees_of_sheet
from app.scanning.cleaning.raw_page import RawPage
from app.scanning.cleaning.reduced import grey_of
from app.scanning.cleaning.straighten import LEAST_DEGREES, turn_of
from app.scanning.pixels import Mask, Pixels

_MOST_WEDGE_MM = 12.0
"""How far a side moves inwards to leave out lid beside paper that is not cut square."""
_SPARED_MM = 1.5
"""A side that would come this close to ink stays outside of the paper."""
_FAINT = 12
_DUST_PX = 2
"""Reduced pixels: a millimetre."""


def find_paper(page: RawPage, skew: float = 0.0) -> PixelBox | None:
    """The paper in the picture straightened by ``skew``; None where that is all of it.

    Without a lid, a page is cut back to the size it had before it was turned, as far as no ink
    lies beyond.
    """
    times, paper = page.edge_halvings, page.edge_paper
    turning = abs(skew) >= LEAST_DEGREES
    if paper is None and not turning:
        return None
    ink = _ink(page.edge)
    if paper is not None:
        ink &= np.asarray(cv2.erode(paper, np.ones((3, 3), np.uint8)), np.uint8)
    before = (page.pixels.shape[1], page.pixels.shape[0])
    grown = turn_of(before, skew).size if turning else before
    if turning:
        ink = _turned(ink, skew)
    box = (
        _as_before(ink, before, grown, times)
        if paper is None
        else _without_lid(_turned(paper, skew) if turning else paper, ink, page.dpi, times)
    )
    box = PixelBox(
        max(0, box.left), max(0, box.top), min(grown[0], box.right), min(grown[1], box.bottom)
    )
    return None if box == PixelBox(0, 0, *grown) or min(box.size) < 1 else box


def skew_of_sheet(page: RawPage) -> float:
    """Degrees by which the sheet itself lies clockwise on the lid; 0 where no lid is seen."""
    return 0.0 if page.edge_paper is None else degrees_of_sheet(page.edge_paper)


def _turned(mask: Mask, skew: float) -> Mask:
    matrix, size = turn_of((mask.shape[1], mask.shape[0]), skew)
    return np.asarray(cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_NEAREST), np.uint8)


def _ink(small: Pixels) -> Mask:
    """Whatever is narrower than 6 mm and darker than its surroundings, however faint; no dust."""
    dark = cv2.morphologyEx(grey_of(small), cv2.MORPH_BLACKHAT, np.ones((11, 11), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats((dark >= _FAINT).astype(np.uint8))
    kept = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) > _DUST_PX
    kept[0] = False
    return np.where(kept[labels], np.uint8(255), np.uint8(0))


def _as_before(ink: Mask, before: tuple[int, int], grown: tuple[int, int], times: int) -> PixelBox:
    left, top = (grown[0] - before[0]) // 2, (grown[1] - before[1]) // 2
    x, y, width, height = cv2.boundingRect(ink)
    if not width:
        return PixelBox(left, top, left + before[0], top + before[1])
    scale, spare = 2**times, 2
    return PixelBox(
        min(left, (x - spare) * scale),
        min(top, (y - spare) * scale),
        max(left + before[0], (x + width + spare) * scale),
        max(top + before[1], (y + height + spare) * scale),
    )


def _without_lid(paper: Mask, ink: Mask, dpi: int, times: int) -> PixelBox:
    left, top, width, height = cv2.boundingRect(paper)
    paper, ink = (each[top : top + height, left : left + width] for each in (paper, ink))
    scale = 2**times
    per_mm = dpi / scale / 25.4
    above, below = _sides(paper, ink, per_mm)
    before, after = _sides(paper.T, ink.T, per_mm)
    return PixelBox(
        (left + before) * scale,
        (top + above) * scale,
        (left + width - after) * scale,
        (top + height - below) * scale,
    )


def _sides(paper: Mask, ink: Mask, per_mm: float) -> tuple[int, int]:
    """Rows to leave out at the top and at the bottom."""
    middle = slice(paper.shape[1] // 20, -max(1, paper.shape[1] // 20))
    covered = np.asarray(paper[:, middle].mean(axis=1) / 255, np.float64)
    inked = np.asarray(ink.any(axis=1), np.bool_)
    return _inwards(covered, inked, per_mm), _inwards(covered[::-1], inked[::-1], per_mm)


def _inwards(covered: npt.NDArray[np.float64], inked: npt.NDArray[np.bool_], per_mm: float) -> int:
    """Rows before the first that is all paper; fewer where ink lies near, none beside ink."""
    most = min(len(covered) // 4, round(_MOST_WEDGE_MM * per_mm))
    whole = np.flatnonzero(covered[: most + 1] >= 0.995)
    # One row more: the first that is paper holds a rim of lid.
    wanted = int(whole[0]) + 1 if whole.size else int((covered[: most + 1] < 0.9).sum())
    ink = np.flatnonzero(inked)
    spared = round(_SPARED_MM * per_mm)
    return max(0, min(wanted, int(ink[0]) - spared)) if ink.size else wanted
