"""Scanners behind SANE, the scanner interface of Linux."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import count

from app.errors import AppError, Cancelled, Code
from app.scanning.page_decoding import within_limits
from app.scanning.page_files import PageFolder
from app.scanning.sane_device import SaneDevice, opened_device, sane_errors, sane_library
from app.scanning.source import Capabilities, Feed, PageImage, ScanRequest, SourceInfo


class SaneSource:
    """The scanner that SANE calls ``name``, e.g. ``test:0`` or ``airscan:e0:HP``."""

    def __init__(
        self,
        name: str,
        *,
        open_device: Callable[[str], AbstractContextManager[SaneDevice]] = opened_device,
    ) -> None:
        self._name = name
        self._open_device = open_device

    @property
    def address(self) -> str:
        return f"sane:{self._name}"

    def capabilities(self) -> Capabilities:
        """See ``ScanSource``."""
        with self._open_device(self._name) as device:
            return device.capabilities()

    def pages(
        self, request: ScanRequest, folder: PageFolder, stop: Callable[[], bool]
    ) -> Iterator[PageImage]:
        """See ``ScanSource``. The glass gives one page, the feeder all it holds."""
        last = 1 if request.feed is Feed.GLASS else request.max_pages
        with self._open_device(self._name) as device:
            dpi = device.prepare(request)
            for number in count(1):
                if stop():
                    raise Cancelled
                try:
                    image = device.read_page(stop)
                except AppError as error:
                    if error.code is Code.SCANNER_NO_PAPER and number > 1:
                        return
                    raise
                if request.colour and image.mode != "RGB":
                    raise AppError(Code.SCANNER_UNSUPPORTED, device=self._name, said=image.mode)
                page, page_dpi = within_limits(image, dpi)
                yield folder.add(page, dpi=page_dpi)
                if number == last:
                    return


def list_sane_sources(*, ask_feeds: bool = True) -> tuple[SourceInfo, ...]:
    """The scanners SANE finds, by USB and network, each asked for its feeds if wanted.

    Errors: SCANNER_UNSUPPORTED, SCANNER_GONE.
    """
    library = sane_library()
    with sane_errors(""):
        found = library.get_devices()
    return tuple(
        SourceInfo(
            f"sane:{name}",
            f"{vendor} {model}".strip(),
            _feeds(name) if ask_feeds else (),
            _hosts(name, kind),
        )
        for name, vendor, model, kind in found
    )


def _hosts(name: str, kind: str) -> tuple[str, ...]:
    """Of a device that sane-airscan or SANE's own ``escl`` found; nothing for any other."""
    if name.startswith("airscan:"):
        found = re.match(r"ip=([\w.:]+)", kind)
    else:
        found = re.match(r"escl:https?://([\w.-]+)", name)
    return (found[1],) if found else ()


def _feeds(name: str) -> tuple[Feed, ...]:
    """What the device says it has; nothing when it cannot be asked now, busy as it may be."""
    try:
        with opened_device(name) as device:
            return device.feeds
    except AppError:
        return ()
