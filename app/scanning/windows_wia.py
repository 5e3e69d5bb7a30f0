"""Scanners behind WIA 2, the scanner interface of Windows, by its Automation objects.

Written after Microsoft's reference of the WIA Automation Layer 2.0 and tested against objects that
follow it; it has never run on Windows. COM belongs to the thread that asks: scanner lane only.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from PIL import Image

from app.errors import AppError, Cancelled, Code
from app.scanning.driver_files import folder_of_driver
from app.scanning.page_decoding import decoding, require_scanned_size, within_limits
from app.scanning.page_files import PageFolder
from app.scanning.scanner_errors import wia_failure
from app.scanning.source import Capabilities, Feed, PageImage, ScanRequest, SourceInfo
from app.scanning.wia_properties import (
    capabilities,
    feeder_is_ready,
    feeds,
    prepare,
    select_feed,
)

_OUT = "wia-"
_SCANNER_DEVICE = 1  # WiaDeviceType.ScannerDeviceType
_BITMAP = "{B96B3CAB-0728-11D3-9D7B-0000F81EF32E}"
"""wiaFormatBMP, which every driver has and which loses nothing."""


@dataclass(frozen=True)
class Com:
    """What of COM is needed: comtypes on Windows, a stand-in elsewhere."""

    create: Callable[[str], Any]
    """An object by its ProgID."""
    error: type[Exception]
    """What its calls raise, with ``hresult``."""


def windows_com() -> Com:
    """COM, made ready for this thread. Errors: SCANNER_UNSUPPORTED where there is none."""
    try:
        import comtypes
        import comtypes.client
    except ImportError as error:
        raise AppError(Code.SCANNER_UNSUPPORTED, said="WIA") from error
    comtypes.CoInitialize()
    return Com(comtypes.client.CreateObject, comtypes.COMError)


class WiaSource:
    """The scanner with the WIA device id ``device_id``."""

    def __init__(self, device_id: str, *, open_com: Callable[[], Com] = windows_com) -> None:
        self._id = device_id
        self._open_com = open_com

    @property
    def address(self) -> str:
        return f"wia:{self._id}"

    def capabilities(self) -> Capabilities:
        """See ``ScanSource``."""
        com = self._open_com()
        with _wia_errors(com, self._id):
            device = _device_info(com, self._id).Connect()
            return capabilities(device)

    def pages(
        self, request: ScanRequest, folder: PageFolder, stop: Callable[[], bool]
    ) -> Iterator[PageImage]:
        """See ``ScanSource``. WIA Automation cannot end a page once it has begun: ``stop`` is
        asked between pages, and a page that ends after it is not kept.
        """
        com = self._open_com()
        last = 1 if request.feed is Feed.GLASS else request.max_pages
        with _wia_errors(com, self._id):
            device = self._connected(com, request.feed)
            item = device.Items.Item(1)
            dpi = prepare(item, request, device_id=self._id)
        for number in count(1):
            if stop():
                raise Cancelled
            try:
                with _wia_errors(com, self._id):
                    if _begins_a_sheet(number, request.feed):
                        self._require_paper(device)
                    picture = item.Transfer(_BITMAP)
            except AppError as error:
                if error.code is Code.SCANNER_NO_PAPER and number > 1:
                    return
                raise
            if stop():
                raise Cancelled
            with folder_of_driver(_OUT, folder) as out:
                with _wia_errors(com, self._id):
                    image = _content(picture, out, self._id)
                page = self._kept(image, request, dpi, folder)
            yield page
            if number == last:
                return

    def _kept(
        self, image: Image.Image, request: ScanRequest, dpi: int, folder: PageFolder
    ) -> PageImage:
        if request.colour and not image.mode.startswith("RGB"):
            raise AppError(Code.SCANNER_UNSUPPORTED, device=self._id, said=image.mode)
        page, dpi = within_limits(image.convert("RGB" if request.colour else "L"), dpi)
        return folder.add(page, dpi=dpi)

    def _connected(self, com: Com, feed: Feed) -> Any:
        device = _device_info(com, self._id).Connect()
        select_feed(device, feed, device_id=self._id)
        return device

    def _require_paper(self, device: Any) -> None:
        # Asked before each page: some drivers turn to the glass when the feeder is empty.
        if not feeder_is_ready(device):
            raise AppError(Code.SCANNER_NO_PAPER, device=self._id)


def list_wia_sources(
    *, ask_feeds: bool = True, open_com: Callable[[], Com] = windows_com
) -> tuple[SourceInfo, ...]:
    """The scanners Windows knows, each asked for its feeds if wanted.

    Errors: SCANNER_UNSUPPORTED, SCANNER_GONE.
    """
    com = open_com()
    with _wia_errors(com, ""):
        infos = com.create("WIA.DeviceManager").DeviceInfos
        scanners = [
            info
            for info in (infos.Item(number) for number in range(1, infos.Count + 1))
            if info.Type == _SCANNER_DEVICE
        ]
        return tuple(
            SourceInfo(
                f"wia:{info.DeviceID}",
                str(info.Properties.Item("Name").Value),
                _feeds_if_asked(com, info) if ask_feeds else (),
            )
            for info in scanners
        )


@contextmanager
def _wia_errors(com: Com, device: str) -> Iterator[None]:
    try:
        yield
    except com.error as error:
        raise wia_failure(getattr(error, "hresult", 0), device=device) from error


def _device_info(com: Com, device_id: str) -> Any:
    infos = com.create("WIA.DeviceManager").DeviceInfos
    for number in range(1, infos.Count + 1):
        info = infos.Item(number)
        if info.DeviceID == device_id:
            return info
    raise AppError(Code.SCANNER_ABSENT, device=device_id)


def _feeds_if_asked(com: Com, info: Any) -> tuple[Feed, ...]:
    """What the device says it has; nothing when it is off or busy."""
    try:
        return feeds(info.Connect())
    except com.error:
        return ()


def _begins_a_sheet(number: int, feed: Feed) -> bool:
    """Whether page ``number`` takes paper from the feeder: backs come of sheets already taken."""
    return feed is Feed.FEEDER or (feed is Feed.DUPLEX and number % 2 == 1)


def _content(picture: Any, out: Path, device: str) -> Image.Image:
    """Of an ImageFile, which gives it only as a file, in ``out``."""
    file = out / "page.bmp"
    picture.SaveFile(str(file))
    with decoding(device), Image.open(file, formats=("BMP",)) as image:
        require_scanned_size(image.size, device=device)
        return image.copy()
