"""The only place where HTTP sessions are made, so that all of them go through the same proxy.

Scanners are in the office itself: the way to them is direct.
"""

import os
import re
import warnings
from typing import Any

import requests
from requests.utils import should_bypass_proxies
from urllib3.exceptions import InsecureRequestWarning

from app.proxy import Proxy, ProxyMode, current_proxy


def new_session(proxy: Proxy | None = None) -> requests.Session:
    """A session that goes the way of ``proxy``, by default :func:`app.proxy.current_proxy`."""
    proxy = proxy or current_proxy()
    if proxy.mode is ProxyMode.SYSTEM:
        return requests.Session()
    return _Session(proxy)


def new_device_session(host: str) -> requests.Session:
    """A session with the scanner ``host`` of the office's own network, which needs no proxy.

    Certificates of devices are signed by themselves: they keep others from listening in, but do
    not prove who answers, and are not checked. So nothing secret may be sent: neither the
    environment nor ``~/.netrc`` is asked for passwords.
    """
    session = _Session(Proxy(ProxyMode.NONE))
    session.verify = False
    said = f"Unverified HTTPS request is being made to host '{re.escape(host)}'"
    warnings.filterwarnings("ignore", said, InsecureRequestWarning)
    return session


class _Session(requests.Session):
    """Goes the way of ``proxy`` whatever the environment says.

    ``requests`` lets variables of the environment win over the proxies of a session.
    """

    def __init__(self, proxy: Proxy) -> None:
        super().__init__()
        self._proxy = proxy
        self.trust_env = False
        # Authorities that an administrator added are no matter of the proxy.
        bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
        self.verify = bundle or True

    def merge_environment_settings(
        self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any
    ) -> Any:
        """``requests`` asks it for every request, with its address."""
        way = self._way_to(str(url)) | (proxies or {})
        return super().merge_environment_settings(url, way, stream, verify, cert)

    def _way_to(self, url: str) -> dict[str, str]:
        if self._proxy.mode is not ProxyMode.OWN:
            return {}
        if should_bypass_proxies(url, self._proxy.direct_hosts):
            return {}
        return {"http": self._proxy.url, "https": self._proxy.url}
