"""Papers as a scanner sees them, with the truth about them: for the tests and the bench."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from app.scanning.pixels import Mask, Pixels
from tests.scanning.paper_drawings import (
    PX_PER_MM,
    Form,
    Mark,
    form_ink,
    mark,
    mark_ink,
    printed_form,
)

DPI = 200
_PAPER = (248, 246, 239)
_LIDS = {"dark": (38, 38, 42), "white": (254, 254, 254)}


class Lid(StrEnum):
    """What is seen around a paper that is smaller than the glass."""

    DARK = "dark"
    WHITE = "white"


@dataclass(frozen=True)
class Scan:
    """A paper and what happens to it. The same values give the same pixels."""

    form: Form
    marks: tuple[Mark, ...] = ()
    copy: int = 0
    seed: int = 0
    skew: float = 0.0
    """Degrees by which the paper lies clockwise."""
    turns: int = 0
    """Quarter turns clockwise on top of that."""
    lid: Lid | None = None
    shift_mm: tuple[float, float] = (0.0, 0.0)
    paper: tuple[int, int, int] = _PAPER
    show_through: float = 0.0
    """Contrast of the print on the back, 0.1 is what thin paper lets through."""
    shade: float = 0.0
    """Share of the light that is lost on one side of the page."""
    shadow: bool = False
    """Dark border along the left edge, as from a lid that does not close."""
    fold: bool = False
    noise: float = 2.5
    specks: int = 0
    blur: float = 0.6
    light: float = 1.0
    fading: float = 0.0
    """Share of the contrast that is lost: 0.8 is a nearly empty cartridge."""
    second_sheet_mm: float = 0.0
    """Length by which a second sheet, fed together with this one, sticks out."""


@dataclass(frozen=True)
class ScannedForm:
    """Pixels and truth; masks and boxes are in pixels of the scan."""

    pixels: Pixels
    skew: float
    paper_box: tuple[int, int, int, int]
    """Left, top, right, bottom around the paper, the last two not included."""
    paper: Mask
    ink: Mask
    """Print, hand and stamps; neither specks nor the back."""
    seal: Mask
    marks: Mask
    specks: Mask


_GREY = 24


def scan(wish: Scan) -> ScannedForm:
    """The page that comes out."""
    chance = np.random.default_rng(wish.seed)
    drawn = printed_form(wish.form, wish.copy)
    marks = np.zeros(drawn.shape[:2], np.uint8)
    for each in wish.marks:
        drawn = cv2.multiply(drawn, mark(each), scale=1 / 255)
        marks |= mark_ink(each)
    ink = form_ink(wish.form, wish.copy) | marks
    seal = mark_ink(Mark.SEAL) if Mark.SEAL in wish.marks else np.zeros_like(ink)
    sheet = _aged(drawn, wish)
    if wish.second_sheet_mm:
        longer = round(wish.second_sheet_mm * PX_PER_MM)
        sheet, ink, seal, marks = (
            _with_second_sheet(sheet, longer, wish),
            *(_grown(each, longer) for each in (ink, seal, marks)),
        )
    pixels, placed, masks = _on_glass(sheet, (ink, seal, marks), wish, chance)
    pixels, specks = _by_sensor(pixels, wish, chance)
    turned = [np.ascontiguousarray(np.rot90(each, -wish.turns))
              for each in (pixels, placed, *masks, specks)]  # fmt: skip
    left, top, width, height = cv2.boundingRect(turned[1])
    return ScannedForm(
        turned[0], wish.skew, (left, top, left + width, top + height), *turned[1:]
    )  # fmt: skip


def _aged(drawn: Pixels, wish: Scan) -> Pixels:
    """Fading, the print of the back, paper colour, fold and uneven light."""
    if wish.fading:
        drawn = cv2.convertScaleAbs(drawn, alpha=1 - wish.fading, beta=255 * wish.fading)
    if wish.show_through:
        back = cv2.GaussianBlur(printed_form(Form.DECISION, 1)[:, ::-1], (0, 0), 1.6)
        back = cv2.convertScaleAbs(
            back, alpha=wish.show_through, beta=255 * (1 - wish.show_through)
        )
        drawn = cv2.multiply(drawn, back, scale=1 / 255)
    height, width = drawn.shape[:2]
    light = np.full((height, width), 255, np.uint8)
    if wish.shade:
        across = 255 * (1 - wish.shade * np.linspace(0, 1, width) ** 2)
        light[:] = across.astype(np.uint8)
    if wish.fold:
        dark = 1 - 0.12 * np.exp(-(((np.arange(height) - height / 2) / 6) ** 2))
        light = np.asarray(light * dark.astype(np.float32)[:, None], np.uint8)
    paper = np.outer(np.arange(256), np.array(wish.paper) / 255).astype(np.uint8)[None]
    coloured = cv2.LUT(cv2.merge([light] * 3), paper)
    return np.asarray(cv2.multiply(drawn, coloured, scale=1 / 255), np.uint8)


def _with_second_sheet(sheet: Pixels, longer: int, wish: Scan) -> Pixels:
    below = _aged(printed_form(Form.MARRIAGE, 1), wish)
    shadow = np.linspace(0.6, 1.0, 12, dtype=np.float32)[:, None, None]
    rest = below[-longer:].copy()
    rest[:12] = rest[:12] * shadow
    return np.vstack([sheet, rest])


def _grown(mask: Mask, longer: int) -> Mask:
    return np.vstack([mask, np.zeros((longer, mask.shape[1]), np.uint8)])


def _on_glass(
    sheet: Pixels, masks: tuple[Mask, ...], wish: Scan, chance: np.random.Generator
) -> tuple[Pixels, Mask, list[Mask]]:
    """The sheet laid on the glass: turned, moved, and with the lid around it."""
    height, width = sheet.shape[:2]
    margin = chance.integers(90, 160, 2) if wish.lid else np.zeros(2, np.int64)
    glass = (width + 2 * int(margin[0]), height + 2 * int(margin[1]))
    fill = _LIDS[wish.lid.value] if wish.lid else wish.paper
    if wish.lid is None and wish.skew == 0 and wish.shift_mm == (0.0, 0.0):
        return sheet, np.full((height, width), 255, np.uint8), list(masks)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -wish.skew, 1.0)
    matrix[:, 2] += margin + np.array(wish.shift_mm) * PX_PER_MM
    pixels = cv2.warpAffine(sheet, matrix, glass, flags=cv2.INTER_LINEAR, borderValue=fill)
    paper, *placed = (
        cv2.warpAffine(each, matrix, glass, flags=cv2.INTER_NEAREST)
        for each in (np.full((height, width), 255, np.uint8), *masks)
    )
    if wish.lid is Lid.WHITE:
        pixels = _with_soft_shadow(pixels, paper)
    return pixels, paper, placed


def _with_soft_shadow(pixels: Pixels, paper: Mask) -> Pixels:
    """A white lid shows the paper by the shadow of its edge."""
    soft = 255 - cv2.blur(paper, (15, 15)) // 4
    soft[paper > 0] = 255
    return np.asarray(cv2.multiply(pixels, cv2.merge([soft] * 3), scale=1 / 255), np.uint8)


def _by_sensor(pixels: Pixels, wish: Scan, chance: np.random.Generator) -> tuple[Pixels, Mask]:
    """Lens, light, dust and noise."""
    specks = np.zeros(pixels.shape[:2], np.uint8)
    pixels = cv2.GaussianBlur(pixels, (0, 0), wish.blur) if wish.blur else pixels.copy()
    for _ in range(wish.specks):
        x, y = (int(chance.integers(20, side - 20)) for side in (pixels.shape[1], pixels.shape[0]))
        cv2.circle(specks, (x, y), int(chance.integers(0, 2)), 255, -1)
    pixels[specks > 0] = 60
    if wish.shadow:
        width = 40
        dark = np.linspace(0.25, 1.0, width, dtype=np.float32)[None, :, None]
        pixels[:, :width] = pixels[:, :width] * dark
    if wish.light != 1.0:
        pixels = cv2.convertScaleAbs(pixels, alpha=wish.light)
    if wish.noise:
        grain = _grain(wish.noise)
        start = int(chance.integers(0, grain.size - pixels.size))
        grain = grain[start : start + pixels.size].reshape(pixels.shape)
        pixels = np.asarray(cv2.addWeighted(pixels, 1, grain, 1, -_GREY), np.uint8)
    return pixels, specks


@lru_cache
def _grain(strength: float) -> npt.NDArray[np.uint8]:
    """Noise around ``_GREY``, longer than any page, of which each page takes a part."""
    bell = np.random.default_rng(0).normal(_GREY, strength, 4096).clip(0, 2 * _GREY)
    at = np.random.default_rng(1).integers(0, 4096, 24_000_000, np.uint16)
    return np.round(bell).astype(np.uint8)[at]
