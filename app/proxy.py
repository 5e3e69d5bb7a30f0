"""Which HTTP proxy the program goes through: one for the whole process, by the settings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote, urlsplit, urlunsplit

LOOPBACK = ("localhost", "127.0.0.0/8", "::1")
"""Never asked of a proxy: what runs on this machine."""

_IN_HOST = "-._:[]"
"""Beside letters and digits, in ``HOST:PORT``; a pasted blank or quote would fail at each use."""


class ProxyMode(StrEnum):
    SYSTEM = "system"  # what the environment, Windows or macOS say
    NONE = "none"
    OWN = "own"  # the address in the settings


@dataclass(frozen=True)
class Proxy:
    mode: ProxyMode = ProxyMode.SYSTEM
    address: str = ""
    """``http://HOST:PORT``, for ``OWN`` alone."""
    user: str = ""
    password: str = field(default="", repr=False)
    bypass: tuple[str, ...] = ()
    """Hosts, ``.domain`` or ``10.0.0.0/8``, to which the way is direct."""

    @property
    def url(self) -> str:
        """``address`` with user and password; not for logs."""
        if not self.user:
            return self.address
        parts = urlsplit(self.address)
        place = f"{_quoted(self.user)}:{_quoted(self.password)}@{parts.netloc}"
        return urlunsplit(parts._replace(netloc=place))

    @property
    def direct_hosts(self) -> str:
        """``bypass`` and this machine, as ``no_proxy`` is written."""
        return ",".join((*LOOPBACK, *self.bypass))

    def environment(self) -> dict[str, str]:
        """Variables by which another process goes the same way; empty when it does so anyhow."""
        if self.mode is ProxyMode.SYSTEM:
            return {}
        if self.mode is ProxyMode.NONE:
            return {"no_proxy": "*", "NO_PROXY": "*"}
        ways = dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"), self.url)
        return ways | dict.fromkeys(("no_proxy", "NO_PROXY"), self.direct_hosts)


def _quoted(text: str) -> str:
    """``requests`` sends Latin-1, and fails at other letters: it gets those of the UTF-8 bytes."""
    return quote(text.encode().decode("latin-1"), safe="")


def proxy_address(text: str) -> str | None:
    """``text`` as ``http://HOST:PORT``; None when it is no such address.

    Name and password do not belong into it: they would lie in the settings in the clear.
    """
    text = text.strip().rstrip("/")
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    bare = not (parts.username or parts.password or parts.path or parts.query or parts.fragment)
    if not _is_place(parts.netloc):
        return None
    if parts.scheme not in ("http", "https") or not host or not port or not bare:
        return None
    return f"{parts.scheme}://{parts.netloc}"


def is_direct_host(text: str) -> bool:
    """Whether ``text`` can be one of :attr:`Proxy.bypass`."""
    return _is_place(text.replace("/", ""))


def _is_place(text: str) -> bool:
    return bool(text) and all(letter.isalnum() or letter in _IN_HOST for letter in text)


_current: Callable[[], Proxy] = Proxy


def use_proxy(find: Callable[[], Proxy]) -> None:
    """Go the way that ``find`` names from now on; asked at each new session, on any thread."""
    global _current  # noqa: PLW0603 (a process has one network)
    _current = find


def current_proxy() -> Proxy:
    """Which way to go now."""
    return _current()
