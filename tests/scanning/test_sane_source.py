"""Scanning from SANE's own test device, which every installation of SANE has."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import _sane
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.errors import AppError, Cancelled, Code
from app.lanes import Lane
from app.scanning.page_files import read_page
from app.scanning.sane_device import SaneDevice, opened_device
from app.scanning.sane_source import SaneSource, list_sane_sources
from app.scanning.sane_test_device import TEST_DEVICE
from app.scanning.sane_watch import Watch
from app.scanning.scanner_options import (
    allowed_resolution,
    in_common,
    mode_named,
    resolutions,
    sources_by_feed,
)
from app.scanning.source import (
    MIN_DPI,
    BrightnessRange,
    Capabilities,
    ColourMode,
    Feed,
    ScanRequest,
)
from app.scanning.sources import list_sources, open_source
from tests.scanning.page_images import into, picture, take_pages

FEEDER = ScanRequest(feed=Feed.FEEDER)


@contextmanager
def device_that(name: str, **options: object) -> Iterator[SaneDevice]:
    """The real test device with some options set, such as the error it shall report.

    The driver keeps its options when it is closed: they are put back.
    """
    with opened_device(name) as device:
        for option, value in options.items():
            setattr(device._raw, option, value)
        try:
            yield device
        finally:
            device._raw.cancel()
            device._raw.read_return_value = "Default"
            device._raw.read_delay = False


class Stop:
    """True from the ``after``-th question on."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_the_device_says_what_it_has() -> None:
    [info] = list_sane_sources()

    assert info.address == TEST_DEVICE
    assert info.feeds == (Feed.GLASS, Feed.FEEDER)
    assert list_sources() == (info,)
    assert open_source(info.address).address == info.address


def test_what_it_can_do_is_what_its_options_offer() -> None:
    able = open_source(TEST_DEVICE).capabilities()

    assert able == Capabilities(
        feeds=(Feed.GLASS, Feed.FEEDER),
        dpis=range(75, 1201),
        colour_modes=(ColourMode.COLOUR, ColourMode.GREY),
        largest_mm=(356.0, 356.0),
        brightness=None,
    )


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (ScanRequest(feed=Feed.DUPLEX), Code.SCANNER_NO_DUPLEX),
        (ScanRequest(brightness=20), Code.SCANNER_UNSUPPORTED),
        (ScanRequest(height_mm=420), Code.SCANNER_UNSUPPORTED),
    ],
)
def test_what_it_has_not_is_no_scan_of_another_kind(
    pages_folder: Path, request_: ScanRequest, code: Code
) -> None:
    with pytest.raises(AppError) as error:
        take_pages(open_source(TEST_DEVICE), pages_folder, request_)

    assert error.value.code is code
    assert not list(pages_folder.iterdir())


def test_the_normal_brightness_needs_nothing_set(pages_folder: Path) -> None:
    request = ScanRequest(brightness=0)
    assert len(take_pages(open_source(TEST_DEVICE), pages_folder, request)) == 1


def test_a_resolution_it_has_not_becomes_its_finest(pages_folder: Path) -> None:
    request = ScanRequest(dpi=2400, width_mm=50, height_mm=30)

    [page] = take_pages(open_source(TEST_DEVICE), pages_folder, request)

    assert page.dpi == 1200


def test_a_page_from_the_glass_has_the_size_of_its_paper(pages_folder: Path) -> None:
    [page] = take_pages(open_source(TEST_DEVICE), pages_folder)

    assert page.dpi == 200
    assert page.width_px == pytest.approx(210 / 25.4 * 200, abs=1)
    assert page.height_px == pytest.approx(297 / 25.4 * 200, abs=1)
    assert read_page(page.file) == page
    with picture(page.file) as image:
        assert image.mode == "RGB"
        assert len(image.getcolors(image.width * image.height)) > 2, "a pattern in colour"


@given(
    st.sampled_from((75, 150, 200, 300)), st.sampled_from(((210, 297), (148, 210), (85.6, 53.98)))
)
def test_pixels_are_paper_times_resolution(dpi: int, paper: tuple[float, float]) -> None:
    with opened_device("test:0") as device:
        request = ScanRequest(dpi=dpi, width_mm=paper[0], height_mm=paper[1])
        assert device.prepare(request) == dpi
        image = device.read_page(lambda: False)

    half_a_millimetre = 0.5 / 25.4 * dpi
    assert image.width == pytest.approx(paper[0] / 25.4 * dpi, abs=half_a_millimetre + 1)
    assert image.height == pytest.approx(paper[1] / 25.4 * dpi, abs=half_a_millimetre + 1)


def test_the_feeder_gives_all_its_pages_in_order(pages_folder: Path) -> None:
    seen = []
    for page in open_source(TEST_DEVICE).pages(FEEDER, into(pages_folder), lambda: False):
        assert page.file.exists(), "on disk before it is shown"
        seen.append(page.file.name)

    assert seen == [f"page-{number:04d}.page" for number in range(1, 11)]


def test_no_more_pages_than_asked_for(pages_folder: Path) -> None:
    request = ScanRequest(feed=Feed.FEEDER, max_pages=3)

    assert len(take_pages(open_source(TEST_DEVICE), pages_folder, request)) == 3


def test_grey_when_grey_is_asked_for(pages_folder: Path) -> None:
    [page] = take_pages(open_source(TEST_DEVICE), pages_folder, ScanRequest(colour=False))

    with picture(page.file) as image:
        assert image.mode == "L"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("SANE_STATUS_JAMMED", Code.SCANNER_JAMMED),
        ("SANE_STATUS_NO_DOCS", Code.SCANNER_NO_PAPER),
        ("SANE_STATUS_COVER_OPEN", Code.SCANNER_COVER_OPEN),
        ("SANE_STATUS_DEVICE_BUSY", Code.SCANNER_BUSY),
        ("SANE_STATUS_IO_ERROR", Code.SCANNER_GONE),
        ("SANE_STATUS_EOF", Code.SCANNER_GONE),
    ],
)
def test_what_the_scanner_reports(pages_folder: Path, status: str, code: Code) -> None:
    source = SaneSource(
        "test:0", open_device=lambda name: device_that(name, read_return_value=status)
    )

    with pytest.raises(AppError) as error:
        take_pages(source, pages_folder, FEEDER)

    assert error.value.code is code
    assert not list(pages_folder.iterdir())
    assert len(take_pages(open_source(TEST_DEVICE), pages_folder)) == 1, "closed, hence usable"


def test_pages_before_a_jam_stay(pages_folder: Path) -> None:
    opened = []

    @contextmanager
    def opening(name: str) -> Iterator[SaneDevice]:
        with device_that(name) as device:
            opened.append(device)
            yield device

    pages = SaneSource("test:0", open_device=opening).pages(
        FEEDER, into(pages_folder), lambda: False
    )
    taken = [next(pages) for _ in range(3)]
    opened[0]._raw.read_return_value = "SANE_STATUS_JAMMED"
    with pytest.raises(AppError) as error:
        next(pages)

    assert error.value.code is Code.SCANNER_JAMMED
    assert [page.file.path for page in taken] == sorted(pages_folder.iterdir())


def test_stop_during_a_slow_page_leaves_no_part_of_it(pages_folder: Path) -> None:
    source = SaneSource(
        "test:0",
        open_device=lambda name: device_that(name, read_delay=True, read_delay_duration=1000),
    )

    with pytest.raises(Cancelled):
        take_pages(source, pages_folder, FEEDER, stop=Stop(after=20))

    assert not list(pages_folder.iterdir())
    assert len(take_pages(open_source(TEST_DEVICE), pages_folder)) == 1


def test_a_driver_that_passes_off_a_part_for_the_page_is_not_believed() -> None:
    class Forgiving:
        """The test device, ending a cancelled page as some drivers do: without an error."""

        def __init__(self, raw: Any) -> None:
            self.start, self.cancel, self.real_snap = raw.start, raw.cancel, raw.snap
            self.get_parameters = raw.get_parameters

        def snap(self, *args: object) -> Image.Image:
            try:
                return self.real_snap(*args)
            except _sane.error:
                return Image.new("RGB", (1653, 20))

    with opened_device("test:0") as device:
        with pytest.raises(Cancelled):
            SaneDevice("test:0", Forgiving(device._raw)).read_page(Stop(after=5))
        assert device.read_page(lambda: False).height > 20


def test_stop_from_another_thread_while_the_lane_scans(pages_folder: Path) -> None:
    slow = SaneSource("test:0", open_device=lambda name: device_that(name, read_delay=True))
    stopped = threading.Event()
    lane = Lane("scanner")
    try:
        scan = lane.submit(take_pages, slow, pages_folder, FEEDER, stopped.is_set)
        deadline = time.monotonic() + 60
        while not list(pages_folder.glob("page-*.page")) and time.monotonic() < deadline:
            wait([scan], timeout=0.01)
        stopped.set()
        with pytest.raises(Cancelled):
            scan.result(timeout=60)
    finally:
        lane.close()

    pages = into(pages_folder).pages()
    assert 1 <= len(pages) < 10
    assert all(read_page(page).height_px == 2338 for page in pages), "no part of a page"


def test_stop_before_the_first_page(pages_folder: Path) -> None:
    with pytest.raises(Cancelled):
        take_pages(open_source(TEST_DEVICE), pages_folder, stop=lambda: True)


def test_a_failing_stop_comes_out_instead_of_crashing_the_driver(pages_folder: Path) -> None:
    asked = []

    def stop() -> bool:
        asked.append(1)
        if len(asked) > 5:
            raise ZeroDivisionError
        return False

    with pytest.raises(ZeroDivisionError):
        take_pages(open_source(TEST_DEVICE), pages_folder, stop=stop)


def test_a_reader_that_goes_away_frees_the_device(pages_folder: Path) -> None:
    pages = open_source(TEST_DEVICE).pages(FEEDER, into(pages_folder), lambda: False)
    next(pages)
    pages.close()

    assert len(take_pages(open_source(TEST_DEVICE), pages_folder)) == 1


def test_a_device_in_use_is_busy(pages_folder: Path) -> None:
    with opened_device("test:0"), pytest.raises(AppError) as error:
        take_pages(open_source(TEST_DEVICE), pages_folder)

    assert error.value.code is Code.SCANNER_BUSY


@pytest.mark.parametrize("name", ["test:7", "unknown:0"])
def test_a_device_that_is_not_there(pages_folder: Path, name: str) -> None:
    with pytest.raises(AppError) as error:
        take_pages(SaneSource(name), pages_folder)

    assert error.value.code is Code.SCANNER_ABSENT


def test_a_feed_the_device_has_not(pages_folder: Path) -> None:
    class Glass(SaneDevice):
        feeds = (Feed.GLASS,)

    @contextmanager
    def opening(name: str) -> Iterator[SaneDevice]:
        with opened_device(name) as device:
            yield Glass(name, device._raw)

    with pytest.raises(AppError) as error:
        take_pages(SaneSource("test:0", open_device=opening), pages_folder, FEEDER)
    assert error.value.code is Code.SCANNER_UNSUPPORTED


class Switched:
    """A device of python-sane whose feeder has a switch for both sides, as epson2 (a word) and
    kvs20xx (yes or no) have it; it can be set while the feeder is chosen.
    """

    def __init__(self, switch: str, values: list[str] | None) -> None:
        self.switch = switch
        self.opt = {
            "source": Option(["Flatbed", "Automatic Document Feeder"]),
            switch: Option(values, lambda: self.source != "Flatbed"),
        }
        self.source = "Flatbed"
        self.adf_mode, self.duplex = "Duplex", True

    def __getitem__(self, name: str) -> "Option":
        return self.opt[name]


class Option:
    def __init__(
        self, constraint: list[str] | None, active: Callable[[], bool] = lambda: True
    ) -> None:
        self.constraint, self.is_active = constraint, active

    def is_settable(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("switch", "values", "one", "both"),
    [("adf_mode", ["Simplex", "Duplex"], "Simplex", "Duplex"), ("duplex", None, False, True)],
)
def test_a_switch_for_both_sides_beside_the_source(
    switch: str, values: list[str] | None, one: object, both: object
) -> None:
    raw = Switched(switch, values)
    device = SaneDevice("epson2:libusb:001", raw)

    assert device.feeds == (Feed.GLASS, Feed.FEEDER, Feed.DUPLEX)
    for feed, value in ((Feed.DUPLEX, both), (Feed.FEEDER, one)):
        device.prepare(ScanRequest(feed=feed))
        assert (raw.source, getattr(raw, switch)) == ("Automatic Document Feeder", value)
    device.prepare(ScanRequest())
    assert raw.source == "Flatbed"


def test_a_feeder_that_never_turns_the_sheet_offers_no_both_sides() -> None:
    device = SaneDevice("epson2:libusb:001", Switched("adf_mode", ["Simplex"]))
    assert device.feeds == (Feed.GLASS, Feed.FEEDER)


@pytest.mark.parametrize(
    ("names", "glass", "feeder", "duplex"),
    [
        (
            ["Flatbed", "Automatic Document Feeder"],
            "Flatbed",
            "Automatic Document Feeder",
            None,
        ),
        (["Flatbed", "ADF", "ADF Duplex"], "Flatbed", "ADF", "ADF Duplex"),
        (["ADF Front", "ADF Back", "ADF Duplex"], None, "ADF Front", "ADF Duplex"),
        (["ADF Front", "Card Front", "Card Duplex"], None, "ADF Front", None),
        (
            [
                "FlatBed",
                "Automatic Document Feeder(left aligned)",
                "Automatic Document Feeder(left aligned,Duplex)",
            ],
            "FlatBed",
            "Automatic Document Feeder(left aligned)",
            "Automatic Document Feeder(left aligned,Duplex)",
        ),
        (["Normal", "Transparency", "Negative film"], "Normal", None, None),
    ],
)
def test_feeds_by_the_names_of_makers(
    names: list[str], glass: str | None, feeder: str | None, duplex: str | None
) -> None:
    found = sources_by_feed(names)
    assert [found.get(feed) for feed in Feed] == [glass, feeder, duplex]


def test_modes_by_the_names_of_makers() -> None:
    assert mode_named(["Lineart", "Gray", "Color"], colour=True) == "Color"
    assert mode_named(["24bit Color[Fast]", "True Gray"], colour=True) == "24bit Color[Fast]"
    assert mode_named(["Color Lineart", "Color", "Color Halftone"], colour=True) == "Color"
    assert mode_named(["Lineart", "Gray"], colour=True) is None
    assert mode_named(["Black & White", "True Gray"], colour=False) == "True Gray"


@given(st.lists(st.integers(MIN_DPI, 1200), min_size=1, max_size=9), st.integers(100, 600))
def test_a_resolution_from_a_list(offered: list[int], wanted: int) -> None:
    chosen = allowed_resolution(resolutions(offered), wanted, device="")

    assert chosen in offered
    assert chosen >= wanted or chosen == max(offered)
    assert not any(wanted <= each < chosen for each in offered)


@given(
    st.integers(50, 300),
    st.integers(MIN_DPI, 900),
    st.sampled_from((0, 1, 25, 50)),
    st.integers(100, 600),
)
def test_a_resolution_from_a_range(least: int, span: int, step: int, wanted: int) -> None:
    offered = resolutions((float(least), float(least + span), step))
    chosen = allowed_resolution(offered, wanted, device="")

    assert least <= chosen <= least + span
    assert (chosen - least) % max(1, step) == 0
    assert chosen >= wanted or chosen == max(offered)


def test_a_scanner_below_the_legal_resolution_says_so() -> None:
    with pytest.raises(AppError) as error:
        allowed_resolution((75, 150), 200, device="fax")
    assert error.value.code is Code.SCANNER_UNSUPPORTED
    assert error.value.facts["said"] == "150 dpi"
    assert allowed_resolution((75, 150), 100, device="fax") == 150
    assert allowed_resolution((75, 200), 300, device="old") == 200


@pytest.mark.parametrize(
    ("offered", "wanted", "value"),
    [
        (BrightnessRange(-100, 0, 100), 20, 20),
        (BrightnessRange(0, 1000, 2000), -50, 500),
        (BrightnessRange(0, 300, 400), 50, 350),
        (BrightnessRange(-4, 0, 3), -100, -4),
        (BrightnessRange(-100, 0, 100), 250, 100),
    ],
)
def test_brightness_in_the_counting_of_makers(
    offered: BrightnessRange, wanted: int, value: float
) -> None:
    assert offered.value(wanted) == value


def test_feeds_that_differ_promise_what_all_of_them_have() -> None:
    glass = Capabilities(
        feeds=(Feed.GLASS,),
        dpis=(100, 200, 300, 600, 1200),
        colour_modes=(ColourMode.COLOUR, ColourMode.GREY),
        largest_mm=(297.0, 432.0),
        brightness=BrightnessRange(0, 1000, 2000),
    )
    feeder = Capabilities(
        feeds=(Feed.FEEDER,),
        dpis=range(100, 301, 100),
        colour_modes=(ColourMode.COLOUR,),
        largest_mm=(216.0, 356.0),
        brightness=None,
    )

    assert in_common([feeder, glass]) == Capabilities(
        feeds=(Feed.GLASS, Feed.FEEDER),
        dpis=(100, 200, 300),
        colour_modes=(ColourMode.COLOUR,),
        largest_mm=(297.0, 432.0),
        brightness=None,
    )


class Silent:
    """The test device with a driver that sits in its call until somebody cancels it."""

    def __init__(self, raw: Any) -> None:
        self._raw, self._cancelled = raw, threading.Event()
        self.start, self.get_parameters = raw.start, raw.get_parameters

    def cancel(self) -> None:
        self._raw.cancel()
        self._cancelled.set()

    def snap(self, *_: object) -> Image.Image:
        assert self._cancelled.wait(30)
        return Image.new("RGB", (1653, 20))


def test_stop_is_heard_while_not_even_a_line_comes() -> None:
    with opened_device("test:0") as device:
        silent = SaneDevice("test:0", Silent(device._raw))
        with pytest.raises(Cancelled):
            silent.read_page(Stop(after=2))
        assert device.read_page(lambda: False).height > 20


def test_a_device_that_falls_silent_is_gone(monkeypatch) -> None:
    monkeypatch.setitem(Watch.__init__.__kwdefaults__, "seconds", 0.7)
    with opened_device("test:0") as device:
        with pytest.raises(AppError) as error:
            SaneDevice("test:0", Silent(device._raw)).read_page(lambda: False)
        assert error.value.code is Code.SCANNER_GONE
        assert device.read_page(lambda: False).height > 20


class Nonsense:
    """The test device with other words for the size of its pages."""

    def __init__(self, raw: Any, size: tuple[int, int]) -> None:
        self.start, self.cancel, self.snap = raw.start, raw.cancel, raw.snap
        self._size, self._raw = size, raw

    def get_parameters(self) -> tuple[object, ...]:
        kind, last, _, depth, in_line = self._raw.get_parameters()
        return kind, last, self._size, depth, in_line


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ((2**31 - 1, 2**31 - 1), Code.SCANNER_UNSUPPORTED),
        ((200_000, 300_000), Code.SCANNER_UNSUPPORTED),
        ((1, 2338), Code.SCANNER_ANSWER_UNREADABLE),
        # The length is not known before: it never ends.
        ((4_000_000, -1), Code.SCANNER_UNSUPPORTED),
    ],
)
def test_pages_of_nonsense_sizes_are_not_taken(size: tuple[int, int], code: Code) -> None:
    with opened_device("test:0") as device:
        with pytest.raises(AppError) as error:
            SaneDevice("test:0", Nonsense(device._raw, size)).read_page(lambda: False)
        assert error.value.code is code
        assert device.read_page(lambda: False).height > 20


def test_a3_at_600_dpi_is_stored_at_300(pages_folder: Path) -> None:
    request = ScanRequest(dpi=600, width_mm=297, height_mm=356)
    [page] = take_pages(open_source(TEST_DEVICE), pages_folder, request)
    assert page.dpi == 300
    assert page.width_px == pytest.approx(297 / 25.4 * 300, abs=2)
