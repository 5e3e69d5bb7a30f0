"""JSON questions to one signing service over HTTPS."""

import ipaddress
import json
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from app import __version__
from app.errors import AppError, Code
from app.http_session import new_session
from signing.remote.answers import Answer

_CONNECT_SECONDS, _READ_SECONDS = 10.0, 30.0
_LARGEST_ANSWER = 4_000_000
_LONGEST_ANSWER_SECONDS = 60.0
_NOT_SENT = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.ProxyError,
)


@dataclass(frozen=True)
class JsonAnswer:
    status: int
    """2xx or 4xx."""
    body: Answer


class JsonLine:
    """Questions go to ``base_url`` alone, encrypted unless it is this machine (TLS 1.2 at least).

    Redirects are not followed, and neither question nor answer is ever logged or put into an
    error: they hold secrets. For one thread.
    """

    def __init__(self, base_url: str, *, read_seconds: float = _READ_SECONDS) -> None:
        """Errors: REMOTE_NOT_SET, REMOTE_INSECURE."""
        _require_safe(base_url)
        self._base = base_url.rstrip("/")
        self._timeouts = (_CONNECT_SECONDS, read_seconds)
        self._session = new_session()
        self._session.headers.update(
            {"User-Agent": f"quay-mot-cua/{__version__}", "Accept": "application/json",
             "Accept-Encoding": "identity"}
        )  # fmt: skip

    def post(self, path: str, body: Mapping[str, Any], *, bearer: str = "") -> JsonAnswer:
        """Ask ``path`` below the base address.

        Errors: REMOTE_UNREACHABLE when nothing was sent, REMOTE_ANSWER_LOST when it may have been
        carried out, REMOTE_INSECURE, REMOTE_FAILED with ``status`` (5xx, 429),
        REMOTE_SIGN_IN_FAILED (401 without JSON), REMOTE_ANSWER_UNREADABLE.
        """
        try:
            with self._session.post(
                f"{self._base}/{path.lstrip('/')}",
                json=body,
                auth=_Bearer(bearer),
                timeout=self._timeouts,
                allow_redirects=False,
                stream=True,
            ) as response:
                status, content = response.status_code, _content(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            # Not ``from error``: it holds the request with its secrets.
            raise AppError(_code(error), error=type(error).__name__) from None
        return _judged(status, content)


class _Bearer(requests.auth.AuthBase):
    """Being there at all keeps requests from adding a password out of ``~/.netrc``."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _content(response: requests.Response) -> bytes:
    deadline = time.monotonic() + _LONGEST_ANSWER_SECONDS
    content = b""
    while piece := response.raw.read1(decode_content=False):
        content += piece
        if len(content) > _LARGEST_ANSWER or time.monotonic() > deadline:
            raise AppError(Code.REMOTE_ANSWER_UNREADABLE, status=response.status_code)
    return content


def _judged(status: int, content: bytes) -> JsonAnswer:
    if status >= 500 or status in (408, 425, 429):
        raise AppError(Code.REMOTE_FAILED, status=status)
    if not (200 <= status < 300 or 400 <= status < 500):
        raise AppError(Code.REMOTE_ANSWER_UNREADABLE, status=status)
    try:
        return JsonAnswer(status, Answer(json.loads(content), status))
    except ValueError:
        if status == 401:
            raise AppError(Code.REMOTE_SIGN_IN_FAILED, status=status) from None
        raise AppError(Code.REMOTE_ANSWER_UNREADABLE, status=status) from None


def _require_safe(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise AppError(Code.REMOTE_NOT_SET, url=url) from None
    if not host or parts.scheme not in ("http", "https") or parts.username is not None:
        raise AppError(Code.REMOTE_NOT_SET, url=host or "")
    if parts.scheme == "http" and not _is_loopback(host):
        raise AppError(Code.REMOTE_INSECURE, url=url)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _code(error: Exception) -> Code:
    causes = tuple(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return Code.REMOTE_INSECURE
    if any(isinstance(cause, _NOT_SENT) for cause in causes):
        return Code.REMOTE_UNREACHABLE
    return Code.REMOTE_ANSWER_LOST


def _causes(error: BaseException) -> Iterator[BaseException]:
    yield error
    for inner in (*error.args, getattr(error, "reason", None)):
        if isinstance(inner, BaseException):
            yield from _causes(inner)
