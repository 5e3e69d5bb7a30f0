"""A scan that an eSCL device has begun, page by page."""

from time import monotonic
from typing import Protocol

from app.errors import AppError, Cancelled, Code
from app.scanning.escl.line import Answer
from app.scanning.escl.patience import Patience
from app.scanning.escl.scanner_status import ScannerStatus

_OK, _CONFLICT, _UNAVAILABLE = 200, 409, 503
_NO_PAGE = (404, 410)
_UNFINISHED = ("Processing", "Pending")


class Device(Protocol):
    """What a job needs of the client."""

    patience: Patience

    def ask(self, method: str, path: str) -> Answer: ...

    def status(self) -> ScannerStatus: ...

    def wait(self, answer: Answer) -> None: ...

    def require_sound(self, status: ScannerStatus) -> None: ...

    def error(self, code: Code, said: str) -> AppError: ...


class EsclJob:
    """``path`` is the job's at the device."""

    def __init__(self, device: Device, path: str, *, from_feeder: bool) -> None:
        self.given = 0
        """Pages so far."""
        self.has_ended = False
        """Whether the device knows that nothing more is asked of it."""
        self._device = device
        self._path = path
        self._from_feeder = from_feeder

    def next_page(self) -> bytes | None:
        """The next page as it comes; None when there is no more.

        A page that breaks off is not asked for again: the device would send the one after it,
        and nobody would miss the first. Errors: SCANNER_*; ``Cancelled``, also when somebody
        ended the job at the device.
        """
        began = monotonic()
        while True:
            answer = self._asked()
            if answer.status == _OK:
                self.given += 1
                return answer.body
            status = self._device.status()
            self._device.require_sound(status)
            state = status.jobs.get(self._path.rpartition("/")[2], "")
            if state == "Canceled":
                raise Cancelled
            if monotonic() - began > self._patience_with(answer, state):
                self._require_end(answer, status, state)
                self.has_ended = True
                return None
            self._device.wait(answer)

    def _asked(self) -> Answer:
        try:
            return self._device.ask("GET", f"{self._path}/NextDocument")
        except AppError as error:
            if error.code is not Code.SCANNER_GONE:
                raise
            # Perhaps the device knows why it broke off; else that it did is what is to be said.
            try:
                status = self._device.status()
            except AppError:
                raise error from None
            self._device.require_sound(status)
            raise

    def _patience_with(self, answer: Answer, state: str) -> float:
        """How long the page may still come, in seconds; below 0 when it will not."""
        if answer.status == _UNAVAILABLE:
            return self._device.patience.page
        # Some devices deny the page that they are scanning, the last one of a stack included.
        if answer.status in _NO_PAGE and state in _UNFINISHED:
            return self._device.patience.between
        return -1.0

    def _require_end(self, answer: Answer, status: ScannerStatus, state: str) -> None:
        """Errors: SCANNER_NO_PAPER, SCANNER_GONE unless the device gave all its pages."""
        # AirSane (pull request 135) says "conflict" where others say "not found".
        no_more = answer.status in _NO_PAGE or (answer.status == _CONFLICT and status.is_empty)
        if self.given and no_more and state != "Aborted":
            return
        if self._from_feeder and not self.given and status.is_empty:
            raise self._device.error(Code.SCANNER_NO_PAPER, status.adf)
        raise self._device.error(Code.SCANNER_GONE, f"NextDocument {answer.status}")
