"""eSCL devices that announce themselves by real mDNS, heard on this machine alone."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from zeroconf import ServiceInfo, Zeroconf


@contextmanager
def announced(*services: ServiceInfo) -> Iterator[None]:
    network = Zeroconf(interfaces=["127.0.0.1"])
    try:
        for service in services:
            network.register_service(service)
        yield
    finally:
        network.close()


def service(kind: str, port: int, *, name: str = "Canon DR", **said: str) -> ServiceInfo:
    """One offer of ``kind`` ``uscan`` or ``uscans``; ``said`` are its TXT records."""
    full = f"_{kind}._tcp.local."
    return ServiceInfo(
        full, f"{name}.{full}", port=port, addresses=[socket.inet_aton("127.0.0.1")],
        properties=said, server="double.local.",
    )  # fmt: skip
