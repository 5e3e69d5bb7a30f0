"""A conversation with one SANE device. Scanner lane only."""

import atexit
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from PIL import Image

from app.errors import AppError, Cancelled, Code
from app.scanning.paper_sizes import MM_PER_INCH
from app.scanning.scanner_errors import sane_failure
from app.scanning.scanner_options import allowed_resolution, limits, mode_named, sources_by_feed
from app.scanning.source import Feed, ScanRequest

_RESOLUTIONS = ("resolution", "x_resolution", "y_resolution")
_UNIT_PIXEL = 1
"""SANE_UNIT_PIXEL; lengths are in millimetres otherwise."""


@cache
def sane_library() -> Any:
    """python-sane, initialised once a process: SANE does not allow it twice.

    Errors: SCANNER_UNSUPPORTED where SANE is not installed.
    """
    try:
        import sane
    except ImportError as error:
        raise AppError(Code.SCANNER_UNSUPPORTED, said="SANE") from error
    library: Any = sane
    with sane_errors(""):
        library.init()
    atexit.register(library.exit)
    return library


@contextmanager
def sane_errors(device: str) -> Iterator[None]:
    """Translate what SANE says of ``device``. Errors: SCANNER_*, Cancelled."""
    import _sane

    try:
        yield
    except (_sane.error, RuntimeError) as error:  # RuntimeError: a page without a single line
        raise sane_failure(str(error), device=device) from error


class SaneDevice:
    """An opened device."""

    def __init__(self, name: str, raw: Any) -> None:
        self._name = name
        self._raw = raw

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """Where it can take paper from."""
        return tuple(sources_by_feed(self._offered("source"))) or (Feed.GLASS,)

    def prepare(self, request: ScanRequest) -> int:
        """Set the device for ``request``; the resolution it will really scan at, in dpi.

        Errors: SCANNER_UNSUPPORTED for a feed it has not.
        """
        if request.feed not in self.feeds:
            raise AppError(Code.SCANNER_UNSUPPORTED, device=self._name, said=request.feed.value)
        with sane_errors(self._name):
            # In this order: each choice may change what the next one offers.
            source = sources_by_feed(self._offered("source")).get(request.feed)
            if source is not None:
                self._raw.source = source
            mode = mode_named(self._offered("mode"), colour=request.colour)
            if mode is not None:
                self._raw.mode = mode
            if self._can_set("depth"):
                self._raw.depth = 8
            dpi = self._set_resolution(request.dpi)
            self._set_area("x", "page_width", request.width_mm, dpi)
            self._set_area("y", "page_height", request.height_mm, dpi)
        return dpi

    def read_page(self, stop: Callable[[], bool]) -> Image.Image:
        """Scan the next page. Errors: SCANNER_*; ``Cancelled`` once ``stop()`` is true."""
        ended: list[BaseException] = []

        def look(_line: int, _lines: int) -> None:
            if ended:
                return
            try:
                if stop():
                    raise Cancelled
            # python-sane 2.9 crashes the process when anything is raised in here.
            except BaseException as error:  # noqa: BLE001
                ended.append(error)
                self._raw.cancel()

        try:
            with sane_errors(self._name):
                self._raw.start()
                page: Image.Image = self._raw.snap(True, look)
        finally:
            # Some drivers return the part of the page that was read as if it were whole.
            if ended:
                raise ended[0]
        return page

    def close(self) -> None:
        """End the scan, which lets the feeder's last page out, and free the device."""
        self._raw.cancel()
        self._raw.close()

    def _set_resolution(self, wanted: int) -> int:
        names = [name for name in _RESOLUTIONS if self._can_set(name)]
        for name in names:
            setattr(self._raw, name, allowed_resolution(self._raw[name].constraint, wanted))
        return round(getattr(self._raw, names[0])) if names else wanted

    def _set_area(self, axis: str, paper: str, length_mm: float, dpi: int) -> None:
        if self._can_set(paper):  # feeders of some makers cut at the paper they are told of
            setattr(self._raw, paper, min(length_mm, limits(self._raw[paper].constraint)[1]))
        near, far = f"tl_{axis}", f"br_{axis}"
        if not (self._can_set(near) and self._can_set(far)):
            return
        in_pixels = self._raw[far].unit == _UNIT_PIXEL
        length = length_mm / MM_PER_INCH * dpi if in_pixels else length_mm
        start, end = limits(self._raw[near].constraint)[0], limits(self._raw[far].constraint)[1]
        setattr(self._raw, near, start)
        setattr(self._raw, far, min(start + length, end))

    def _offered(self, option: str) -> list[str]:
        """The values of a choice that can be made now."""
        return list(self._raw[option].constraint or ()) if self._can_set(option) else []

    def _can_set(self, option: str) -> bool:
        known = self._raw.opt.get(option)
        return known is not None and bool(known.is_active() and known.is_settable())


@contextmanager
def opened_device(name: str) -> Iterator[SaneDevice]:
    """The device called ``name``, closed again whatever happens.

    Errors: SCANNER_ABSENT when there is none of that name, SCANNER_BUSY, SCANNER_GONE,
    SCANNER_UNSUPPORTED.
    """
    library = sane_library()
    try:
        with sane_errors(name):
            raw = library.open(name)
    except AppError as error:
        if error.facts["said"] == "Invalid argument":
            raise AppError(Code.SCANNER_ABSENT, device=name) from error
        raise
    device = SaneDevice(name, raw)
    try:
        yield device
    finally:
        device.close()
