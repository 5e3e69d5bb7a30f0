"""Scanners in the network that need no driver."""

from collections.abc import Callable, Iterator

from app.errors import Cancelled
from app.scanning.escl.client import EsclClient
from app.scanning.escl.line import DeviceLine
from app.scanning.escl.page_content import keep_page
from app.scanning.escl.patience import Patience
from app.scanning.escl.scan_settings import settings_for
from app.scanning.page_files import PageFolder
from app.scanning.source import Capabilities, Feed, PageImage, ScanRequest


class EsclSource:
    """The scanner whose eSCL has its root at ``url``, such as ``http://192.168.1.5:80/eSCL``."""

    def __init__(self, url: str, *, patience: Patience | None = None) -> None:
        """Errors: SCANNER_ABSENT for what is no address."""
        self._line = DeviceLine(url)
        self._patience = patience or Patience()

    @property
    def address(self) -> str:
        return self._line.address

    def capabilities(self) -> Capabilities:
        """See ``ScanSource``."""
        return self._client(lambda: False).capabilities().of_port()

    def pages(
        self, request: ScanRequest, folder: PageFolder, stop: Callable[[], bool]
    ) -> Iterator[PageImage]:
        """See ``ScanSource``. The glass gives one page, the feeder all it holds."""
        last = 1 if request.feed is Feed.GLASS else request.max_pages
        if stop():
            raise Cancelled
        client = self._client(stop)
        settings = settings_for(request, client.capabilities(), address=self.address)
        with client.job(settings) as job:
            while (content := job.next_page()) is not None:
                yield keep_page(content, folder, settings, device=self.address)
                if job.given == last:
                    return

    def _client(self, stop: Callable[[], bool]) -> EsclClient:
        return EsclClient(self._line, patience=self._patience, stop=stop)
