"""A line to one HTTP server: encrypted, timed, bounded, and never led to another host."""

import ipaddress
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import requests

from app import __version__
from app.errors import AppError, Code
from app.http_session import new_session
from app.proxy import Proxy
from sync.http_answer import HttpAnswer, read_answer
from sync.http_errors import line_errors

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0


class Sender(Protocol):
    """What sends one request and brings its answer, whatever the status."""

    def send(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpAnswer: ...


class HttpLine:
    """One ``requests.Session`` to the server of ``base_url``.

    Redirects are not followed: their status comes back as it is. For one thread at a time.
    """

    def __init__(
        self, base_url: str, *, read_seconds: float = READ_SECONDS, proxy: Proxy | None = None
    ) -> None:
        """``proxy`` is another way than that of the settings, to try it.

        Errors: PROVINCE_NOT_SET for no address, PROVINCE_INSECURE for plain HTTP beyond this
        machine.
        """
        require_safe(base_url)
        self.base_url = base_url.rstrip("/") + "/"
        self._timeouts = (CONNECT_SECONDS, read_seconds)
        self._session = new_session(proxy)
        # identity: a small compressed answer cannot unfold past the bound of its size.
        self._session.headers.update(
            {"User-Agent": f"quay-mot-cua/{__version__}", "Accept-Encoding": "identity"}
        )

    def leads_to(self, url: str) -> bool:
        """Whether ``url``, relative or absolute, is an address of this server."""
        try:
            return _origin(urljoin(self.base_url, url)) == _origin(self.base_url)
        except ValueError:
            return False

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        bearer: str = "",
    ) -> HttpAnswer:
        """Send one request. ``url`` is relative to ``base_url`` or absolute.

        Errors: PROVINCE_UNREACHABLE, PROVINCE_ANSWER_LOST, PROVINCE_INSECURE,
        PROVINCE_ANSWER_UNREADABLE (also for a ``url`` of another server, which must never be
        handed the officer's token or a citizen's file).
        """
        if not self.leads_to(url):
            raise AppError(Code.PROVINCE_ANSWER_UNREADABLE)
        with line_errors():
            response = self._session.request(
                method,
                urljoin(self.base_url, url),
                headers=headers,
                data=body or None,
                auth=_Bearer(bearer),
                timeout=self._timeouts,
                allow_redirects=False,
                stream=True,
            )
            return read_answer(response)

    def close(self) -> None:
        self._session.close()


class _Bearer(requests.auth.AuthBase):
    """Being there at all keeps requests from adding a password out of ``~/.netrc``."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def require_safe(url: str) -> None:
    """Raise PROVINCE_NOT_SET or PROVINCE_INSECURE unless ``url`` may carry a dossier."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise AppError(Code.PROVINCE_NOT_SET, url=url) from error
    if not host or parts.scheme not in ("http", "https"):
        raise AppError(Code.PROVINCE_NOT_SET, url=url)
    if parts.scheme == "http" and not _is_loopback(host):
        raise AppError(Code.PROVINCE_INSECURE, url=url)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, port
