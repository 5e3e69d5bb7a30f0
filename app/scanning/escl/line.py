"""The line to one scanner: direct, timed, bounded, stoppable, and never led elsewhere."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from app import __version__
from app.errors import AppError, Cancelled, Code
from app.http_session import new_device_session
from app.scanning.waiting import wait_for

CONNECT_SECONDS = 5.0
_PIECE = 65_536
_MOVED = (301, 302, 307, 308)
_HEADERS = {
    "Connection": "close",
    "User-Agent": f"quay-mot-cua/{__version__}",
    "Accept-Encoding": "identity",
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in any case."""
    body: bytes


class DeviceLine:
    """Each request has a connection of its own: firmware is known to forget about old ones."""

    def __init__(self, url: str) -> None:
        """``url`` is the root of eSCL, such as ``http://192.168.1.5:80/eSCL``.

        Errors: SCANNER_ABSENT for what is no such address, or names a user: nothing secret is
        sent to a device whose certificate proves nothing.
        """
        parts = _parts(url)
        self.address = f"escl:{url}"
        self._host = parts[1]
        self._origin = f"{parts[0]}://{parts[2]}"
        self._root = parts[3].rstrip("/")

    def path(self, name: str) -> str:
        """The path of a resource of eSCL."""
        return f"{self._root}/{name}"

    def encrypted_by(self, answer: Answer) -> "DeviceLine | None":
        """The line by HTTPS to the same device, when it answers a question by insisting on that."""
        if answer.status not in _MOVED or not self._origin.startswith("http:"):
            return None
        moved = urlsplit(answer.headers.get("Location", ""))
        if moved.scheme != "https" or moved.hostname != self._host:
            return None
        return DeviceLine(f"https://{moved.netloc}{moved.path.rpartition('/')[0]}")

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        seconds: float,
        largest: int,
        stop: Callable[[], bool],
    ) -> Answer:
        """One request and its whole answer of up to ``largest`` bytes within ``seconds``.

        Errors: SCANNER_ABSENT when nobody answers, SCANNER_GONE when the answer breaks off or
        takes too long, SCANNER_ANSWER_UNREADABLE beyond ``largest``; ``Cancelled``.
        """
        begun: list[requests.Response] = []

        def work(given_up: threading.Event) -> Answer:
            with new_device_session(self._host) as session:
                session.headers.update(_HEADERS)
                with session.request(
                    method,
                    self._origin + path,
                    data=body,
                    headers={"Content-Type": "text/xml"} if body else None,
                    timeout=(min(seconds, CONNECT_SECONDS), seconds),
                    allow_redirects=False,
                    stream=True,
                ) as answer:
                    begun.append(answer)
                    content = self._content(answer, largest, given_up)
                    return Answer(answer.status_code, answer.headers, content)

        with self._errors():
            try:
                return wait_for(work, seconds=seconds, stop=stop)
            except (Cancelled, TimeoutError):
                for answer in begun:  # which may come in by drops for hours
                    with suppress(OSError, RuntimeError, ValueError):
                        answer.raw.shutdown()
                raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError as error:
            raise self._error(Code.SCANNER_GONE, "timeout") from error
        except (requests.ConnectTimeout, requests.exceptions.SSLError) as error:
            raise self._error(Code.SCANNER_ABSENT, type(error).__name__) from error
        except requests.RequestException as error:
            # urllib3 tells a connection that was never made by these words alone.
            absent = "NewConnectionError" in repr(error) or "NameResolution" in repr(error)
            code = Code.SCANNER_ABSENT if absent else Code.SCANNER_GONE
            raise self._error(code, type(error).__name__) from error
        except ValueError as error:  # requests reads the Location that it shall not follow
            raise self._error(Code.SCANNER_ANSWER_UNREADABLE, "Location") from error

    def _content(self, answer: requests.Response, largest: int, given_up: threading.Event) -> bytes:
        content = bytearray()
        if given_up.is_set():
            return b""
        for piece in answer.iter_content(_PIECE):
            content += piece
            if len(content) > largest:
                raise self._error(Code.SCANNER_ANSWER_UNREADABLE, f"> {largest}")
            if given_up.is_set():
                break
        return bytes(content)

    def _error(self, code: Code, said: str) -> AppError:
        return AppError(code, device=self.address, said=said)


def _parts(url: str) -> tuple[str, str, str, str]:
    """Scheme, host, host with port, path."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise AppError(Code.SCANNER_ABSENT, device=f"escl:{url}") from error
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise AppError(Code.SCANNER_ABSENT, device=f"escl:{url}")
    if "@" in parts.netloc:
        raise AppError(Code.SCANNER_ABSENT, device=f"escl:{parts.scheme}://{host}")
    return parts.scheme, host, parts.netloc, parts.path
