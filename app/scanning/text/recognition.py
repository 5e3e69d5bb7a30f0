"""Tesseract on one page, in this process. It is the reading process that calls this."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import tesserocr
from tesserocr import OEM, PSM, RIL, PyTessBaseAPI

from app.scanning.pixels import Pixels, reduced
from app.scanning.text.models import LANGUAGE, ORIENTATION, models_folder
from app.scanning.text.page_text import Box, PageText, Word

_LEAST_SIDE = 32
"""Pixels; on less there is nothing to read, and Tesseract complains."""
_SURE = 2.0
"""Of Tesseract's own measure, below which a page has no clear upright: it has few letters."""
_QUARTER = 90
_ENOUGH_DPI = 300
"""Nothing more is read at 600 dpi, in four times the time and memory."""


def recognise(pixels: Pixels, *, dpi: float, language: str = LANGUAGE) -> PageText:
    """Words of an upright, straightened page in reading order. Errors: TEXT_MODELS_ABSENT."""
    height, width = pixels.shape[:2]
    if min(height, width) < _LEAST_SIDE:
        return PageText(width, height)
    reader = _reader(language)
    by = _show(reader, pixels, dpi)
    try:
        words = tuple(_words(reader, by)) if reader.Recognize() else ()
    finally:
        reader.Clear()
    return PageText(width, height, words)


def quarter_turns(pixels: Pixels, *, dpi: float) -> int:
    """By how many quarters ``pixels`` must be turned clockwise to stand upright; 0 if in doubt.

    Errors: TEXT_MODELS_ABSENT.
    """
    if min(pixels.shape[:2]) < _LEAST_SIDE:
        return 0
    reader = _orientation_reader()
    _show(reader, pixels, dpi)
    try:
        found = reader.DetectOrientationScript()
    finally:
        reader.Clear()
    if not found or found["orient_conf"] < _SURE:
        return 0
    return int(-found["orient_deg"] // _QUARTER) % 4


def _show(reader: Any, pixels: Pixels, dpi: float) -> int:
    """How many times smaller the picture is that ``reader`` was given."""
    by = max(1, math.floor(dpi / _ENOUGH_DPI))
    shown = reduced(pixels, by) if by > 1 else np.ascontiguousarray(pixels)
    height, width, channels = shown.shape
    reader.SetImageBytes(shown.tobytes(), width, height, channels, width * channels)
    reader.SetSourceResolution(max(70, round(dpi / by)))
    return by


def _words(reader: Any, by: int) -> Iterator[Word]:
    line = 0
    for place in tesserocr.iterate_level(reader.GetIterator(), RIL.WORD):
        if place.IsAtBeginningOf(RIL.TEXTLINE):
            line += 1
        if place.Empty(RIL.WORD):
            continue
        text, box = place.GetUTF8Text(RIL.WORD).strip(), place.BoundingBox(RIL.WORD)
        if text and box:
            yield Word(
                text,
                Box(*(side * by for side in box)),
                line,
                math.floor(place.Confidence(RIL.WORD)),
            )


@lru_cache(maxsize=2)
def _reader(language: str) -> Any:
    folder = str(models_folder(language))
    return PyTessBaseAPI(path=folder, lang=language, psm=PSM.AUTO, oem=OEM.LSTM_ONLY)


@lru_cache(maxsize=1)
def _orientation_reader() -> Any:
    folder = str(models_folder(ORIENTATION))
    return PyTessBaseAPI(path=folder, lang=ORIENTATION, psm=PSM.OSD_ONLY)
