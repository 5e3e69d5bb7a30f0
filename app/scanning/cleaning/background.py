"""White ground: every pixel divided by the paper it lies on.

The paper is what is left of the page when ink, seals, cards and tinted boxes are taken away; so
none of them is taken for paper and bleached, however large or light it is.
"""

import cv2
import numpy as np
import numpy.typing as npt

from app.scanning.cleaning.reduced import halved, halvings
from app.scanning.pixels import Pixels

WHITE = 0.95
"""Share of the paper's brightness from which on a pixel is white: noise and show-through go, the
lightest stamp and pencil stay."""
_SMALL_PX, _CELL_PX = 585, 8
"""The longer side of the picture that is looked at, and the side of a cell: 4 mm on A4."""
_BRIGHT = 75
"""Percentile of a cell that is paper where there is text."""
_ODD = 0.05
"""Share by which a cell differs from the smooth ground when it is no paper but a card or a box."""
_SMOOTH_CELLS = 3.0

Ground = npt.NDArray[np.float32]
"""Rows × columns × 3: the paper's colour for each cell of a page, 1 to 255."""


def whitened(pixels: Pixels) -> Pixels:
    """The page on white ground; ink keeps its colour and its contrast to the paper."""
    ground = ground_of(pixels) * WHITE
    height, width = pixels.shape[:2]
    rounded = np.clip(np.round(ground), 1, 255).astype(np.uint8)
    spread = cv2.resize(rounded, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(pixels, spread, scale=255), np.uint8)


def ground_of(pixels: Pixels) -> Ground:
    """The paper under the page: smooth, and as uneven as the light."""
    cells = _cells(halved(pixels, halvings(max(pixels.shape[:2]), _SMALL_PX)))
    smooth = _smooth_surface(cells)
    # Colours of the paper: equal in all channels for a shadow, unequal for a card or a stamp.
    share = cells / smooth
    paper = np.abs(share - 1).max(axis=2) < _ODD
    tinted = np.ptp(share, axis=2) > _ODD / 2
    weight = (paper & ~tinted).astype(np.float32)
    blur = (0, 0), _SMOOTH_CELLS
    weights = cv2.GaussianBlur(weight, *blur)
    residues = cv2.GaussianBlur((share - 1) * weight[..., None], *blur).reshape(cells.shape)
    rest = residues / np.maximum(weights, 0.05).reshape(*weight.shape, 1)
    return np.asarray(np.clip(smooth * (1 + rest), 1, 255), np.float32)


def _cells(small: Pixels) -> Ground:
    """The brighter part of each cell."""
    height, width = small.shape[:2]
    rows, columns = -(-height // _CELL_PX), -(-width // _CELL_PX)
    missing = ((0, rows * _CELL_PX - height), (0, columns * _CELL_PX - width), (0, 0))
    whole = np.pad(small, missing, mode="edge")
    cut = whole.reshape(rows, _CELL_PX, columns, _CELL_PX, 3).transpose(0, 2, 1, 3, 4)
    rank = _CELL_PX * _CELL_PX * _BRIGHT // 100
    flat = cut.reshape(rows, columns, -1, 3)
    return np.maximum(np.partition(flat, rank, axis=2)[:, :, rank], 1).astype(np.float32)


def _smooth_surface(cells: Ground) -> Ground:
    """The surface of third degree through most of the cells, darker ones counting less."""
    rows, columns = cells.shape[:2]
    y, x = (
        np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
        if rows * columns > 1
        else (np.zeros((2, 1, 1)))
    )
    terms = [x**i * y**j for i in range(4) for j in range(4 - i)]
    basis = np.stack([each.ravel() for each in terms], axis=1)
    values = cells.reshape(-1, 3).astype(np.float64)
    bright = values.sum(axis=1)
    weight = (bright >= np.median(bright) * 0.8).astype(np.float64)
    fitted = values
    for _ in range(4):
        scaled = basis * weight[:, None]
        solved = np.linalg.lstsq(
            scaled.T @ basis + 1e-6 * np.eye(len(terms)), scaled.T @ values, rcond=None
        )[0]
        fitted = basis @ solved
        away = np.abs(values - fitted).max(axis=1)
        spread = max(2.0, 2.5 * float(np.median(away)))
        weight = 1 / (1 + (away / spread) ** 4)
    return np.asarray(np.clip(fitted, 1, 255).reshape(cells.shape), np.float32)
