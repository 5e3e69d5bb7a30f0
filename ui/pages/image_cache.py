"""Drawn pages kept as long as they fit."""

from collections import OrderedDict
from collections.abc import Hashable

from PySide6.QtGui import QImage


class ImageCache:
    """Least recently shown out first, bounded in bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._images: OrderedDict[tuple[Hashable, int], QImage] = OrderedDict()
        self._widths: dict[Hashable, set[int]] = {}
        self.bytes = 0
        """Held now."""

    def put(self, page: Hashable, width_px: int, image: QImage) -> None:
        self._drop((page, width_px))
        self._images[page, width_px] = image
        self._widths.setdefault(page, set()).add(width_px)
        self.bytes += image.sizeInBytes()
        while self.bytes > self._max_bytes and len(self._images) > 1:
            self._drop(next(iter(self._images)))

    def has(self, page: Hashable, width_px: int) -> bool:
        return (page, width_px) in self._images

    def best(self, page: Hashable, width_px: int) -> QImage | None:
        """The image of ``page`` that serves ``width_px`` best: that, a larger, a smaller one."""
        widths = self._widths.get(page)
        if not widths:
            return None
        larger = [width for width in widths if width >= width_px]
        key = page, min(larger) if larger else max(widths)
        self._images.move_to_end(key)
        return self._images[key]

    def _drop(self, key: tuple[Hashable, int]) -> None:
        image = self._images.pop(key, None)
        if image is None:
            return
        self.bytes -= image.sizeInBytes()
        page, width_px = key
        self._widths[page].discard(width_px)
        if not self._widths[page]:
            del self._widths[page]
