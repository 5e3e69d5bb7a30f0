"""The WIA source against objects with the interface of the WIA Automation Layer 2.0."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.errors import AppError, Cancelled, Code
from app.scanning.source import (
    BrightnessRange,
    Capabilities,
    ColourMode,
    Feed,
    ScanRequest,
    SourceInfo,
)
from app.scanning.windows_wia import Com, WiaSource, list_wia_sources, windows_com
from tests.scanning.page_images import take_pages

SCANNER, CAMERA = 1, 2
GLASS_ONLY, FEEDER_ONLY, BOTH, WITH_DUPLEX = 2, 1, 3, 7
FEEDER = ScanRequest(feed=Feed.FEEDER)
DUPLEX = ScanRequest(feed=Feed.DUPLEX)
BED_INCHES = (8.5, 11.7)


class ComError(Exception):
    """As comtypes raises it: the HRESULT is signed."""

    def __init__(self, hresult: int) -> None:
        super().__init__(hresult)
        self.hresult = hresult - (1 << 32) if hresult & 0x80000000 else hresult


class Collection:
    """An Automation collection: counted from 1."""

    def __init__(self, items: list[Any]) -> None:
        self._items = items

    @property
    def Count(self) -> int:  # noqa: N802
        return len(self._items)

    def Item(self, index: int) -> Any:  # noqa: N802
        if not 1 <= index <= len(self._items):
            raise ComError(0x80210001)
        return self._items[index - 1]


class Property:
    def __init__(
        self,
        value: object,
        *,
        allowed: object = None,
        read_only: bool = False,
        changed: Callable[[Any], None] = lambda _value: None,
    ) -> None:
        self._value, self._changed = value, changed
        self._allowed = allowed
        self.IsReadOnly = read_only
        kinds = {tuple: 1, list: 2, set: 3}  # range, list, flags
        self.SubType = kinds.get(type(allowed), 0)
        if isinstance(allowed, tuple):
            self.SubTypeMin, self.SubTypeMax, self.SubTypeStep = allowed
        if isinstance(allowed, list | set):
            self.SubTypeValues = Collection(list(allowed))

    @property
    def Value(self) -> object:  # noqa: N802
        return self._value

    @Value.setter
    def Value(self, value: Any) -> None:  # noqa: N802
        outside = isinstance(self._allowed, tuple) and not (
            self._allowed[0] <= value <= self._allowed[1]
        )
        unlisted = isinstance(self._allowed, list | set) and value not in self._allowed
        if outside or unlisted or self.IsReadOnly:
            raise ComError(0x80070057)  # E_INVALIDARG
        self._value = value
        self._changed(value)


class Properties:
    def __init__(self, known: dict[str, Property]) -> None:
        self._known = known

    def Exists(self, index: str) -> bool:  # noqa: N802
        return index in self._known

    def Item(self, index: str) -> Property:  # noqa: N802
        return self._known[index]


class ImageFile:
    def __init__(self, image: Image.Image) -> None:
        self._image = image

    def SaveFile(self, name: str) -> None:  # noqa: N802
        if Path(name).exists():
            raise ComError(0x80070050)  # ERROR_FILE_EXISTS
        self._image.save(name, "BMP")


class Scanner:
    """A device, its only item and its entry in the device manager at once."""

    def __init__(
        self,
        *,
        capabilities: int = BOTH,
        sheets: int = 3,
        reports_status: bool = True,
        resolutions: object = (75, 1200, 1),
        connect_error: int = 0,
        colours: bool = True,
        turns_to_glass: bool = False,
        intents: object = None,
        brightness: object = None,
    ) -> None:
        self.Type, self.DeviceID = SCANNER, "{6BDD1FC6}\\0001"
        self.sheets, self.colours, self.connect_error = sheets, colours, connect_error
        self.turns_to_glass = turns_to_glass
        self.errors: dict[int, int] = {}
        self.transferred = 0
        self.back_is_next = False
        device = {
            "Name": Property("Canon DR-C240"),
            "3086": Property(capabilities, read_only=True),
            "3088": Property(2),
            "3096": Property(0),
            "3074": Property(round(BED_INCHES[0] * 1000), read_only=True),
            "3075": Property(round(BED_INCHES[1] * 1000), read_only=True),
        }
        if reports_status:
            device["3087"] = Property(1, read_only=True)
        self.Properties = Properties(device)
        self.settings = {
            "6146": Property(0, allowed=intents),
            "6147": Property(150, allowed=resolutions, changed=self._widen),
            "6148": Property(150, allowed=resolutions),
            "6149": Property(0),
            "6150": Property(0),
        }
        if brightness is not None:
            self.settings["6154"] = Property(0, allowed=brightness)
        self._widen(150)
        self.Items = Collection([Item(self)])

    def Connect(self) -> "Scanner":  # noqa: N802
        if self.connect_error:
            raise ComError(self.connect_error)
        return self

    def _widen(self, dpi: int) -> None:
        """Extents are counted in pixels of the resolution that is set."""
        for number, inches in zip(("6151", "6152"), BED_INCHES, strict=True):
            self.settings[number] = Property(100, allowed=(1, round(inches * dpi), 1))

    @property
    def from_feeder(self) -> bool:
        return bool(int(self.Properties.Item("3088").Value) & 1)

    @property
    def both_sides(self) -> bool:
        return self.Properties.Item("3088").Value == 5

    def next_page(self) -> Image.Image:
        self.transferred += 1
        if self.transferred in self.errors:
            raise ComError(self.errors[self.transferred])
        sheet_is_in = self.back_is_next
        self.back_is_next = self.both_sides and not sheet_is_in
        if self.from_feeder and not sheet_is_in and not (self.turns_to_glass and not self.sheets):
            if self.sheets == 0:
                raise ComError(0x80210003)
            self.sheets -= 1
            if self.sheets == 0 and self.Properties.Exists("3087"):
                self.Properties.Item("3087")._value = 0
        size = (self.settings["6151"].Value, self.settings["6152"].Value)
        return Image.new("RGB" if self.colours else "L", size)


class Item:
    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self.Properties = Properties(scanner.settings)

    def Transfer(self, format_id: str) -> ImageFile:  # noqa: N802
        assert format_id.startswith("{B96B3CAB")
        return ImageFile(self._scanner.next_page())


class Manager:
    def __init__(self, *devices: Any) -> None:
        self.DeviceInfos = Collection(list(devices))


def com_with(*devices: Any) -> Callable[[], Com]:
    def create(prog_id: str) -> Manager:
        assert prog_id == "WIA.DeviceManager"
        return Manager(*devices)

    return lambda: Com(create, ComError)


def source(scanner: Scanner) -> WiaSource:
    return WiaSource(scanner.DeviceID, open_com=com_with(scanner))


def test_scanners_are_listed_with_their_feeds() -> None:
    camera = Scanner()
    camera.Type = CAMERA
    busy = Scanner(connect_error=0x80210006)

    found = list_wia_sources(open_com=com_with(camera, Scanner(capabilities=GLASS_ONLY), busy))

    address = "wia:{6BDD1FC6}\\0001"
    assert found == (
        SourceInfo(address, "Canon DR-C240", (Feed.GLASS,)),
        SourceInfo(address, "Canon DR-C240", ()),
    )


def test_a_page_from_the_glass(pages_folder: Path) -> None:
    scanner = Scanner()

    [page] = take_pages(source(scanner), pages_folder)

    assert (page.width_px, page.height_px, page.dpi) == (1654, 2339, 200)
    assert not scanner.from_feeder
    assert scanner.settings["6146"].Value == 1, "colour"


@pytest.mark.parametrize("reports_status", [True, False])
def test_the_feeder_until_it_is_empty(pages_folder: Path, reports_status: bool) -> None:
    scanner = Scanner(sheets=4, reports_status=reports_status)

    pages = take_pages(source(scanner), pages_folder, FEEDER)

    assert [page.file.name for page in pages] == [f"page-000{n}.page" for n in range(1, 5)]
    assert scanner.from_feeder
    assert scanner.Properties.Item("3096").Value == 1


def test_a_driver_that_turns_to_the_glass_adds_no_page(pages_folder: Path) -> None:
    request = ScanRequest(feed=Feed.FEEDER, max_pages=9)

    pages = take_pages(source(Scanner(sheets=2, turns_to_glass=True)), pages_folder, request)

    assert len(pages) == 2


def test_an_empty_feeder(pages_folder: Path) -> None:
    with pytest.raises(AppError) as error:
        take_pages(source(Scanner(sheets=0, reports_status=False)), pages_folder, FEEDER)
    assert error.value.code is Code.SCANNER_NO_PAPER


def test_no_more_pages_than_asked_for(pages_folder: Path) -> None:
    request = ScanRequest(feed=Feed.FEEDER, max_pages=2)

    assert len(take_pages(source(Scanner()), pages_folder, request)) == 2


@pytest.mark.parametrize(
    ("offered", "chosen"), [([150, 300, 600], 300), ([100, 200], 200), ((75, 1200, 25), 200)]
)
def test_the_resolution_is_one_the_scanner_has(
    pages_folder: Path, offered: object, chosen: int
) -> None:
    scanner = Scanner(resolutions=offered)

    [page] = take_pages(source(scanner), pages_folder)

    assert page.dpi == chosen
    assert page.width_px == round(210 / 25.4 * chosen)


def test_what_it_can_do_is_what_its_properties_say() -> None:
    scanner = Scanner(
        capabilities=WITH_DUPLEX,
        resolutions=[100, 200, 300],
        intents={0, 1, 2, 4},
        brightness=(-1000, 1000, 1),
    )

    able = source(scanner).capabilities()

    assert able.largest_mm == pytest.approx((215.9, 297.18))
    assert able == Capabilities(
        feeds=(Feed.GLASS, Feed.FEEDER, Feed.DUPLEX),
        dpis=(100, 200, 300),
        colour_modes=(ColourMode.COLOUR, ColourMode.GREY),
        largest_mm=able.largest_mm,
        brightness=BrightnessRange(-1000, 0, 1000),
    )


def test_nothing_is_assumed_of_what_it_does_not_say() -> None:
    able = source(Scanner(capabilities=FEEDER_ONLY, resolutions=None)).capabilities()

    assert (able.feeds, able.dpis, able.colour_modes) == ((Feed.FEEDER,), (), ())
    assert able.brightness is None


@pytest.mark.parametrize("reports_status", [True, False])
def test_both_sides_of_each_sheet(pages_folder: Path, reports_status: bool) -> None:
    scanner = Scanner(capabilities=WITH_DUPLEX, sheets=3, reports_status=reports_status)

    pages = take_pages(source(scanner), pages_folder, DUPLEX)

    assert len(pages) == 6, "the back of the last sheet, too, though the feeder is empty then"
    assert scanner.Properties.Item("3088").Value == 5


def test_one_side_is_taken_by_a_scanner_that_could_take_both(pages_folder: Path) -> None:
    assert len(take_pages(source(Scanner(capabilities=WITH_DUPLEX)), pages_folder, FEEDER)) == 3


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (DUPLEX, Code.SCANNER_NO_DUPLEX),
        (ScanRequest(brightness=20), Code.SCANNER_UNSUPPORTED),
        (ScanRequest(height_mm=420), Code.SCANNER_UNSUPPORTED),
        (ScanRequest(colour=False), Code.SCANNER_UNSUPPORTED),
    ],
)
def test_what_it_has_not_is_no_scan_of_another_kind(
    pages_folder: Path, request_: ScanRequest, code: Code
) -> None:
    scanner = Scanner(intents={0, 1})

    with pytest.raises(AppError) as error:
        take_pages(source(scanner), pages_folder, request_)

    assert error.value.code is code
    assert scanner.transferred == 0


def test_brightness_in_its_own_counting(pages_folder: Path) -> None:
    scanner = Scanner(brightness=(-1000, 1000, 1))

    take_pages(source(scanner), pages_folder, ScanRequest(brightness=-25))

    assert scanner.settings["6154"].Value == -250


@pytest.mark.parametrize(
    ("hresult", "code"),
    [
        (0x80210002, Code.SCANNER_JAMMED),
        (0x80210003, Code.SCANNER_NO_PAPER),
        (0x80210005, Code.SCANNER_GONE),
        (0x80210006, Code.SCANNER_BUSY),
        (0x80210016, Code.SCANNER_COVER_OPEN),
        (0x80004005, Code.SCANNER_GONE),
    ],
)
def test_what_the_scanner_reports(pages_folder: Path, hresult: int, code: Code) -> None:
    scanner = Scanner()
    scanner.errors[1] = hresult

    with pytest.raises(AppError) as error:
        take_pages(source(scanner), pages_folder)

    assert error.value.code is code
    assert not list(pages_folder.iterdir())


def test_pages_before_a_jam_stay(pages_folder: Path) -> None:
    scanner = Scanner(sheets=5)
    scanner.errors[3] = 0x80210002

    with pytest.raises(AppError):
        take_pages(source(scanner), pages_folder, FEEDER)

    assert len(list(pages_folder.iterdir())) == 2


def test_stop_during_a_page_does_not_keep_it(pages_folder: Path) -> None:
    scanner = Scanner()

    with pytest.raises(Cancelled):
        take_pages(source(scanner), pages_folder, FEEDER, stop=lambda: scanner.transferred == 2)

    assert len(list(pages_folder.iterdir())) == 1


def test_a_feed_the_scanner_has_not(pages_folder: Path) -> None:
    with pytest.raises(AppError) as error:
        take_pages(source(Scanner(capabilities=FEEDER_ONLY)), pages_folder)
    assert error.value.code is Code.SCANNER_UNSUPPORTED


def test_grey_is_not_passed_off_as_colour(pages_folder: Path) -> None:
    with pytest.raises(AppError) as error:
        take_pages(source(Scanner(colours=False)), pages_folder)
    assert error.value.code is Code.SCANNER_UNSUPPORTED


def test_a_scanner_that_is_not_there(pages_folder: Path) -> None:
    with pytest.raises(AppError) as error:
        take_pages(WiaSource("gone", open_com=com_with(Scanner())), pages_folder)
    assert error.value.code is Code.SCANNER_ABSENT


def test_without_windows_there_is_no_wia() -> None:
    with pytest.raises(AppError) as error:
        windows_com()
    assert error.value.code is Code.SCANNER_UNSUPPORTED
