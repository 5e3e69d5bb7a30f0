"""A conversation with one SANE device. Scanner lane only."""

import atexit
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from PIL import Image

from app.errors import AppError, Code
from app.scanning.page_decoding import MIN_SIDE_PX, require_scanned_size
from app.scanning.paper_sizes import MM_PER_INCH
from app.scanning.sane_options import SaneOptions
from app.scanning.sane_watch import Watch
from app.scanning.scanner_errors import sane_failure
from app.scanning.scanner_options import (
    allowed_length,
    allowed_resolution,
    brightness_value,
    in_common,
    limits,
    mode_named,
    require_feed,
    resolutions,
    sources_by_feed,
)
from app.scanning.source import Capabilities, ColourMode, Feed, ScanRequest

_RESOLUTIONS = ("resolution", "x_resolution", "y_resolution")
_SWITCHES = {"adf_mode": ("Simplex", "Duplex"), "duplex": (False, True)}
"""Options by which some makers turn both sides on, beside the source, with their values."""


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
        self._options = SaneOptions(raw)

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """Where it can take paper from."""
        with sane_errors(self._name):
            found = set(sources_by_feed(self._options.offered("source"))) or {Feed.GLASS}
            if Feed.FEEDER in found:
                self._choose_source(Feed.FEEDER)
                if self._duplex_switch() is not None:
                    found.add(Feed.DUPLEX)
        return tuple(feed for feed in Feed if feed in found)

    def capabilities(self) -> Capabilities:
        """What its options offer now, feed by feed. Errors: SCANNER_*."""
        each = []
        for feed in self.feeds:
            with sane_errors(self._name):
                self._choose_source(feed)
                modes = self._options.offered("mode")
                each.append(
                    Capabilities(
                        feeds=(feed,),
                        dpis=resolutions(self._options.constraint(_RESOLUTIONS[0])),
                        colour_modes=tuple(
                            mode
                            for mode in ColourMode
                            if mode_named(modes, colour=mode is ColourMode.COLOUR)
                        ),
                        largest_mm=self._options.largest_mm(),
                        brightness=self._options.brightness(),
                    )
                )
        return in_common(each)

    def prepare(self, request: ScanRequest) -> int:
        """Set the device for ``request``; the resolution it will really scan at, in dpi.

        Errors: SCANNER_NO_DUPLEX, SCANNER_UNSUPPORTED for what it has not.
        """
        require_feed(self.feeds, request.feed, device=self._name)
        with sane_errors(self._name):
            # In this order: each choice may change what the next one offers.
            self._choose_source(request.feed)
            self._choose_mode(colour=request.colour)
            if self._options.can_set("depth"):
                self._raw.depth = 8
            dpi = self._set_resolution(request.dpi)
            self._set_area("x", "page_width", request.width_mm, dpi)
            self._set_area("y", "page_height", request.height_mm, dpi)
            brightness = brightness_value(self._options.brightness(), request, device=self._name)
            if brightness is not None:
                self._options.set("brightness", brightness)
        return dpi

    def read_page(self, stop: Callable[[], bool]) -> Image.Image:
        """Scan the next page. Errors: SCANNER_*; ``Cancelled`` once ``stop()`` is true."""
        with Watch(self._raw.cancel, stop, device=self._name) as watch, sane_errors(self._name):
            self._raw.start()
            _, _, (width, lines), _, _ = self._raw.get_parameters()

            def look(line: int, _lines: int) -> None:
                watch.line()
                try:
                    require_scanned_size((width, max(line, MIN_SIDE_PX)), device=self._name)
                except AppError as error:
                    watch.end(error)

            try:
                # Before python-sane asks for memory: it would end the process where there is none.
                # The length of a sheet may not be known yet.
                require_scanned_size((width, max(lines, MIN_SIDE_PX)), device=self._name)
            except AppError:
                self._raw.cancel()
                raise
            page: Image.Image = self._raw.snap(True, look)
        require_scanned_size(page.size, device=self._name)
        return page

    def close(self) -> None:
        """End the scan, which lets the feeder's last page out, and free the device."""
        self._raw.cancel()
        self._raw.close()

    def _choose_source(self, feed: Feed) -> None:
        names = sources_by_feed(self._options.offered("source"))
        source = names.get(feed)
        if source is None and feed is Feed.DUPLEX:
            source = names.get(Feed.FEEDER)
        if source is not None:
            self._raw.source = source
        switch = self._duplex_switch()
        if switch is not None and feed is not Feed.GLASS:
            # Off for one side too: the driver keeps what was set before.
            setattr(self._raw, switch, _SWITCHES[switch][feed is Feed.DUPLEX])

    def _duplex_switch(self) -> str | None:
        """The option that turns both sides on; None where there is none, as where it is a source
        of its own.
        """
        if Feed.DUPLEX in sources_by_feed(self._options.offered("source")):
            return None
        if _SWITCHES["adf_mode"][1] in self._options.offered("adf_mode"):
            return "adf_mode"
        return "duplex" if self._options.can_set("duplex") else None

    def _choose_mode(self, *, colour: bool) -> None:
        modes = self._options.offered("mode")
        mode = mode_named(modes, colour=colour)
        if mode is not None:
            self._raw.mode = mode
        elif modes:
            raise AppError(Code.SCANNER_UNSUPPORTED, device=self._name, said=", ".join(modes))

    def _set_resolution(self, wanted: int) -> int:
        names = [name for name in _RESOLUTIONS if self._options.can_set(name)]
        for name in names:
            offered = resolutions(self._options.constraint(name))
            self._options.set(name, allowed_resolution(offered, wanted, device=self._name))
        return round(getattr(self._raw, names[0])) if names else wanted

    def _set_area(self, axis: str, paper: str, length_mm: float, dpi: int) -> None:
        options = self._options
        if options.can_set(paper):  # feeders of some makers cut at the paper they are told of
            options.set(paper, min(length_mm, limits(options.constraint(paper))[1]))
        near, far = f"tl_{axis}", f"br_{axis}"
        if not (options.can_set(near) and options.can_set(far)):
            return
        length = length_mm / MM_PER_INCH * dpi if options.in_pixels(far) else length_mm
        start, end = limits(options.constraint(near))[0], limits(options.constraint(far))[1]
        options.set(near, start)
        options.set(far, start + allowed_length(length, end - start, device=self._name))


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
