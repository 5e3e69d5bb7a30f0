"""The conversation with an eSCL scanner: capabilities, status, and the opening of jobs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from urllib.parse import urlsplit

from app.errors import AppError, Code
from app.scanning.escl.capabilities import ScannerCapabilities, read_capabilities
from app.scanning.escl.job import EsclJob
from app.scanning.escl.line import Answer, DeviceLine
from app.scanning.escl.patience import Patience
from app.scanning.escl.scan_settings import ScanSettings
from app.scanning.escl.scanner_status import ScannerStatus, read_status
from app.scanning.escl.xml_answer import LARGEST_XML
from app.scanning.source import Feed
from app.scanning.waiting import pause

_OK, _CREATED, _BAD_REQUEST, _CONFLICT, _UNAVAILABLE = 200, 201, 400, 409, 503


class EsclClient:
    """For one scan. ``stop`` is asked all the time; ``Cancelled`` comes out of every method."""

    def __init__(self, line: DeviceLine, *, patience: Patience, stop: Callable[[], bool]) -> None:
        self.address = line.address
        self.patience = patience
        self._line = line
        self._stop = stop

    def capabilities(self) -> ScannerCapabilities:
        """Errors: SCANNER_ABSENT, SCANNER_GONE, SCANNER_BUSY, SCANNER_ANSWER_UNREADABLE."""
        return read_capabilities(self._xml("ScannerCapabilities"))

    def status(self) -> ScannerStatus:
        """As :meth:`capabilities`."""
        return read_status(self._xml("ScannerStatus"))

    @contextmanager
    def job(self, settings: ScanSettings) -> Iterator[EsclJob]:
        """A job, ended at the device too whatever happens. Errors: SCANNER_*."""
        if settings.feed is not Feed.GLASS:
            # Asked first: some devices turn to the glass when the feeder is empty.
            self.require_paper(self.status())
        path = self._opened(settings)
        job = EsclJob(self, path, from_feeder=settings.feed is not Feed.GLASS)
        try:
            yield job
        finally:
            if not job.has_ended:
                self._end(path)

    def ask(self, method: str, path: str, *, body: bytes | None = None) -> Answer:
        """One question; ``NextDocument`` has the time and the size of a page."""
        is_page = path.endswith("/NextDocument")
        return self._line.ask(
            method,
            path,
            body=body,
            seconds=self.patience.page if is_page else self.patience.answer,
            largest=self.patience.page_bytes if is_page else LARGEST_XML,
            stop=self._stop,
        )

    def wait(self, answer: Answer | None = None) -> None:
        """As long as ``answer`` asks for (RFC 9110, 10.2.3, in seconds), within reason."""
        said = answer.headers.get("Retry-After", "").strip() if answer else ""
        seconds = float(said) if said.isascii() and said.isdigit() else self.patience.again
        pause(min(seconds, self.patience.busy), self._stop)

    def require_paper(self, status: ScannerStatus) -> None:
        """Errors: SCANNER_NO_PAPER, and what :meth:`require_sound` raises."""
        self.require_sound(status)
        if status.is_empty:
            raise self.error(Code.SCANNER_NO_PAPER, status.adf)

    def require_sound(self, status: ScannerStatus) -> None:
        """Errors: SCANNER_JAMMED, SCANNER_COVER_OPEN."""
        if status.fault is not None:
            raise self.error(status.fault, status.adf)

    def error(self, code: Code, said: str) -> AppError:
        return AppError(code, device=self.address, said=said)

    def _xml(self, name: str) -> bytes:
        deadline = monotonic() + self.patience.busy
        while True:
            answer = self.ask("GET", self._line.path(name))
            if answer.status == _OK:
                return answer.body
            encrypted = self._line.encrypted_by(answer)
            if encrypted is not None:
                self._line = encrypted
                continue
            if answer.status != _UNAVAILABLE:  # something else lives at this address
                raise self.error(Code.SCANNER_ABSENT, f"{name} {answer.status}")
            if monotonic() > deadline:
                raise self.error(Code.SCANNER_BUSY, f"{name} {answer.status}")
            self.wait(answer)

    def _opened(self, settings: ScanSettings) -> str:
        """The path of a new job."""
        deadline = monotonic() + self.patience.busy
        while True:
            answer = self.ask("POST", self._line.path("ScanJobs"), body=settings.xml())
            if answer.status == _CREATED:
                return self._job_path(answer)
            status = self.status()
            if settings.feed is Feed.GLASS:
                self.require_sound(status)
            else:
                self.require_paper(status)
            said = f"ScanJobs {answer.status}"
            if answer.status in (_BAD_REQUEST, _CONFLICT):
                raise self.error(Code.SCANNER_UNSUPPORTED, said)
            if answer.status != _UNAVAILABLE:
                raise self.error(Code.SCANNER_GONE, said)
            if monotonic() > deadline:
                raise self.error(Code.SCANNER_BUSY, said)
            self.wait(answer)

    def _job_path(self, answer: Answer) -> str:
        """Of its address the path alone: devices name hosts that lead nowhere, or elsewhere."""
        try:
            path = urlsplit(answer.headers.get("Location", "")).path
        except ValueError:
            path = ""
        if not path.strip("/"):
            raise self.error(Code.SCANNER_ANSWER_UNREADABLE, "Location")
        return path.rstrip("/") if path.startswith("/") else self._line.path(f"ScanJobs/{path}")

    def _end(self, path: str) -> None:
        seconds = self.patience.ending
        with suppress(AppError):  # it cannot be told more; it ends its jobs by itself, too
            self._line.ask("DELETE", path, seconds=seconds, largest=LARGEST_XML, stop=lambda: False)
