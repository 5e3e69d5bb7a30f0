"""Which scanners in the network say that they speak eSCL: mDNS (RFC 6762), DNS-SD (RFC 6763)."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from app.scanning.source import Feed, SourceInfo
from app.scanning.waiting import pause

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, Zeroconf

LOOK_SECONDS = 2.0
"""Queries go out at once and after a second; who has not answered then will not."""
INTERFACES: tuple[str, ...] = ()
"""Addresses of this machine to look from; empty for all it has."""

_SCHEMES = {"_uscans._tcp.local.": "https", "_uscan._tcp.local.": "http"}
"""Encrypted first: papers of citizens go that way."""
_ASK_MS = 500
_MOST_FOUND = 64
_ROOT = re.compile(r"^/?([\w./-]{0,60}?)/?$", re.ASCII)
_log = logging.getLogger(__name__)


@contextmanager
def looking_for_scanners() -> Iterator[Callable[[], tuple[SourceInfo, ...]]]:
    """Look meanwhile; what is yielded waits until LOOK_SECONDS have passed and says who answered.

    A machine without a network finds nothing, and that is no error.
    """
    from zeroconf import (
        InterfaceChoice,
        IPVersion,
        ServiceBrowser,
        ServiceStateChange,
        Zeroconf,
    )

    began = monotonic()
    try:
        network = Zeroconf(
            interfaces=list(INTERFACES) or InterfaceChoice.All, ip_version=IPVersion.V4Only
        )
    except OSError as error:
        _log.info("no network to look for scanners in: %s", type(error).__name__)
        yield tuple
        return
    heard: list[tuple[str, str]] = []

    def hear(service_type: str, name: str, state_change: ServiceStateChange, **_: object) -> None:
        # On a thread of zeroconf.
        if state_change is ServiceStateChange.Added and len(heard) < _MOST_FOUND:
            heard.append((service_type, name))

    try:
        ServiceBrowser(network, list(_SCHEMES), handlers=[hear])

        def found() -> tuple[SourceInfo, ...]:
            pause(began + LOOK_SECONDS - monotonic(), lambda: False)
            return _sources(list(_asked(network, heard)))

        yield found
    finally:
        network.close()


def _asked(network: "Zeroconf", services: Iterable[tuple[str, str]]) -> Iterator["ServiceInfo"]:
    """What each says of itself, mostly heard already."""
    from zeroconf import BadTypeInNameException, ServiceInfo

    deadline = monotonic() + LOOK_SECONDS
    for kind, name in list(services):
        try:
            info = ServiceInfo(kind, name)
        except BadTypeInNameException:
            continue
        if info.load_from_cache(network) or (
            monotonic() < deadline and info.request(network, _ASK_MS)
        ):
            yield info


def _sources(services: Iterable["ServiceInfo"]) -> tuple[SourceInfo, ...]:
    """One for each device, by its UUID: most offer themselves with and without encryption."""
    by_device: dict[str, SourceInfo] = {}
    for info in sorted(services, key=lambda each: list(_SCHEMES).index(each.type)):
        source = _source(info)
        if source is not None:
            by_device.setdefault(_said(info, "UUID") or source.address, source)
    return tuple(sorted(by_device.values(), key=lambda each: (each.name, each.address)))


def _source(info: "ServiceInfo") -> SourceInfo | None:
    addresses = info.parsed_addresses()
    root = _ROOT.match(_said(info, "rs") or "eSCL")
    if not addresses or not info.port or root is None:
        return None
    url = f"{_SCHEMES[info.type]}://{addresses[0]}:{info.port}/{root[1]}"
    name = _said(info, "ty") or _shown(info.name.removesuffix(f".{info.type}"))
    return SourceInfo(f"escl:{url}", name, _feeds(info), tuple(addresses))


def _feeds(info: "ServiceInfo") -> tuple[Feed, ...]:
    inputs = _said(info, "is").lower().split(",")
    offered = {
        Feed.GLASS: "platen" in inputs,
        Feed.FEEDER: "adf" in inputs,
        Feed.DUPLEX: "adf" in inputs and _said(info, "duplex").upper() == "T",
    }
    return tuple(feed for feed, has in offered.items() if has)


def _said(info: "ServiceInfo", key: str) -> str:
    return _shown((info.properties.get(key.encode()) or b"").decode(errors="replace"))


def _shown(text: str) -> str:
    """Anybody in the network can announce anything: one line of what can be printed."""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:80]
