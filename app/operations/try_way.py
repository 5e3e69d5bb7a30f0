"""Whether the province is reached through a proxy that is not in use yet."""

from contextlib import closing

from app.proxy import Proxy
from sync.contract import API, Health
from sync.http_errors import require_success
from sync.http_line import HttpLine

_READ_SECONDS = 10.0


def try_way(url: str, proxy: Proxy) -> None:
    """Ask the province at ``url`` for its health through ``proxy``; nothing secret but the proxy's
    own password is sent.

    Errors: PROVINCE_NOT_SET, PROXY_REFUSED with ``status``, PROXY_UNREACHABLE,
    PROVINCE_UNREACHABLE, PROVINCE_ANSWER_LOST, PROVINCE_INSECURE, PROVINCE_ANSWER_UNREADABLE when
    it is not the province that answers, PROVINCE_FAILED, PROVINCE_BUSY.
    """
    with closing(HttpLine(url, read_seconds=_READ_SECONDS, proxy=proxy)) as line:
        require_success(line.send("GET", f"{API.lstrip('/')}/health")).as_model(Health)
