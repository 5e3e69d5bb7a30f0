"""Pages whose writing runs out of the picture: the paper lay beside the glass, or is larger.

The officer moves the paper to the mark at the corner of the glass, or chooses the larger size, and
scans again.
"""

import cv2
import numpy as np
import numpy.typing as npt

from app.scanning.cleaning.contrast import INK, Contrast
from app.scanning.cleaning.raw_page import RawPage

_STRONG = 0.25
_RIM_MM = 0.5
_LONGEST_MM = 10.0
"""What touches the edge for longer is a shadow or a fold that runs along it."""
_DEEP_MM, _LINE_MM, _SEEN_MM = 1.5, 8.0, 12.0
_LETTERS = 3
"""Cut letters on one side that are no accident; of lines and rules one is enough."""


def is_cut(page: RawPage) -> bool:
    """Whether letters or lines run into an edge of the picture."""
    contrast = page.contrast
    return any(
        _ends_here(np.asarray(side, np.float32), page.contrast_dpi / 25.4)
        for side in (contrast, contrast[::-1], contrast.T, contrast.T[::-1])
    )


def _ends_here(contrast: Contrast, per_mm: float) -> bool:
    """Whether letters or lines that come from below run out at the first row."""
    rim, height = max(1, round(_RIM_MM * per_mm)), contrast.shape[0]
    seen = np.ascontiguousarray(contrast[: max(4 * rim, round(_SEEN_MM * per_mm))] >= INK)
    if len(seen) < 4 * rim:
        return False
    _, labels, stats, _ = cv2.connectedComponentsWithStats(seen.astype(np.uint8))
    depth = stats[:, cv2.CC_STAT_HEIGHT] / per_mm
    strong = (labels[:rim] * (contrast[:rim] >= _STRONG)).max(axis=0)
    letters = 0
    for start, end in _runs(strong > 0):
        if (end - start) / per_mm > _LONGEST_MM:
            continue
        part = int(strong[start:end].max())
        if depth[part] >= _LINE_MM and not _crosses(contrast[:, start:end], height):
            return True
        letters += int(_DEEP_MM <= depth[part] < _LINE_MM)
    return letters >= _LETTERS


def _crosses(columns: Contrast, height: int) -> bool:
    """Whether a line goes on to the opposite edge, as the edge of a second sheet does."""
    return bool((columns.max(axis=1) >= INK).sum() > 0.95 * height)


def _runs(row: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and end of each stretch that is true."""
    steps = np.diff(np.concatenate([[0], row.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]
