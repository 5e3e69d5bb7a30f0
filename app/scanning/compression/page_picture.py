"""One page as a PDF holds it, at each step that is asked for."""

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from app.domain.scan import AS_IT_IS, Cleaning
from app.scanning.cleaning.clean import cleaned
from app.scanning.compression.layers import Stencil, separate
from app.scanning.compression.steps import KEEP, Step
from app.scanning.jpeg_header import is_plain_colour, without_metadata
from app.scanning.page_decoding import decode_page, decoding
from app.scanning.page_files import PAGE_QUALITY
from app.scanning.pixels import Pixels, jpeg_pixels
from app.scanning.stored_page import StoredPage

_SAMPLING = {
    "4:4:4": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    "4:2:0": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
}


@dataclass(frozen=True)
class PagePicture:
    jpeg: bytes
    """A three-component JPEG stream, as ``DCTDecode`` takes it."""
    width_px: int
    height_px: int
    dpi: float
    """Of the picture, and of ``stencil``, which has the same pixels."""
    stencil: Stencil | None = None
    """Print that lies over the picture."""

    @property
    def bytes(self) -> int:
        return len(self.jpeg) + (len(self.stencil.data) if self.stencil else 0)


def page_pictures(
    page: StoredPage, *, dpi: float, steps: Iterable[Step], cleaning: Cleaning = AS_IT_IS
) -> dict[Step, PagePicture]:
    """``page`` of ``dpi`` at each of ``steps``, decoded once.

    The page's own stream, if nothing is cleaned, stands wherever it is the smaller one: never lossy
    twice for nothing. Errors: FILE_MISSING, IMAGE_UNREADABLE, KEY_UNKNOWN.
    """
    wanted, jpeg, name = tuple(steps), page.read(), page.name
    if cleaning.changes:
        return _of_cleaned(cleaned(jpeg_pixels(jpeg, name=name), cleaning), dpi, wanted)
    kept = _kept(jpeg, name, dpi=dpi)
    made = {KEEP: kept}
    for share, group in _by_share([step for step in wanted if step != KEEP], dpi):
        decoded = _decoded(jpeg, name, (kept.width_px, kept.height_px), share)
        made |= _at(group, decoded, dpi * decoded.shape[1] / kept.width_px)
    return {step: min(kept, made[step], key=lambda each: each.bytes) for step in wanted}


def _of_cleaned(clean: Pixels, dpi: float, steps: Sequence[Step]) -> dict[Step, PagePicture]:
    """A cleaned page has no stream of its own: the best of its steps is a new one."""
    made = {KEEP: _best(clean, dpi)} if KEEP in steps else {}
    for share, group in _by_share([step for step in steps if step != KEEP], dpi):
        height, width = clean.shape[:2]
        page = _resized(clean, _shared((width, height), share))
        made |= _at(group, page, dpi * page.shape[1] / width)
    return made


def _at(steps: Sequence[Step], page: Pixels, dpi: float) -> dict[Step, PagePicture]:
    made = {
        step: _encoded(page, dpi=dpi, quality=step.quality or PAGE_QUALITY)
        for step in steps
        if not step.layered
    }
    layered = [step for step in steps if step.layered]
    return made | _layered(page, dpi=dpi, steps=layered) if layered else made


def _kept(jpeg: bytes, name: str, *, dpi: float) -> PagePicture:
    """The page's own JPEG stream when it is in colour, else the page encoded in colour."""
    with decoding(name), Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        if is_plain_colour(image):
            return PagePicture(without_metadata(jpeg), *image.size, dpi)
        page, _ = decode_page(image, name=name)
        return _best(np.asarray(page, np.uint8), dpi)


def _best(page: Pixels, dpi: float) -> PagePicture:
    return _encoded(page, dpi=dpi, quality=PAGE_QUALITY, subsampling="4:4:4")


def _by_share(steps: Iterable[Step], dpi: float) -> Iterable[tuple[float, list[Step]]]:
    """``steps`` with what share of the page's resolution they leave, those alike together."""
    groups: dict[float, list[Step]] = {}
    for step in steps:
        groups.setdefault(min(1.0, step.dpi / dpi), []).append(step)
    return groups.items()


def _decoded(jpeg: bytes, name: str, full: tuple[int, int], share: float) -> Pixels:
    size = _shared(full, share)
    with decoding(name), Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        image.draft("RGB", size)
        page, _ = decode_page(image, name=name)
    return _resized(np.asarray(page, np.uint8), size)


def _shared(full: tuple[int, int], share: float) -> tuple[int, int]:
    return math.ceil(full[0] * share), math.ceil(full[1] * share)


def _resized(page: Pixels, size: tuple[int, int]) -> Pixels:
    if page.shape[1::-1] == size:
        return page
    return np.asarray(Image.fromarray(page).resize(size, Image.Resampling.LANCZOS), np.uint8)


def _layered(page: Pixels, *, dpi: float, steps: Iterable[Step]) -> dict[Step, PagePicture]:
    layers = separate(page)
    return {
        step: _encoded(
            layers.paper, dpi=dpi, quality=step.quality or PAGE_QUALITY, stencil=layers.stencil
        )
        for step in steps
    }


def _encoded(
    page: Pixels,
    *,
    dpi: float,
    quality: int,
    subsampling: str = "4:2:0",
    stencil: Stencil | None = None,
) -> PagePicture:
    # Not by Pillow: what it optimises must fit a buffer, which a page of noise does not.
    pixels = cv2.cvtColor(page, cv2.COLOR_RGB2BGR)
    wish = [
        cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR, _SAMPLING[subsampling],
    ]  # fmt: skip
    _, jpeg = cv2.imencode(".jpg", pixels, wish)
    height, width = page.shape[:2]
    return PagePicture(jpeg.tobytes(), width, height, dpi, stencil)
