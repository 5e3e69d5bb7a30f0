"""eSCL devices that announce themselves by real mDNS, heard on this machine alone."""

import getpass
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLockFile
from zeroconf import ServiceInfo, Zeroconf

_LOOK_AGAIN_SECONDS = 0.05


@contextmanager
def nobody_else() -> Iterator[None]:
    """No other process of tests announces anything meanwhile: all of this machine would hear it."""
    held = QLockFile(str(Path(tempfile.gettempdir()) / f"quay-mdns-{getpass.getuser()}.lock"))
    held.setStaleLockTime(0)  # however long it is held: only its process's end frees it otherwise
    while not held.tryLock(0):
        time.sleep(_LOOK_AGAIN_SECONDS)
    try:
        yield
    finally:
        held.unlock()
        time.sleep(2 * _LOOK_AGAIN_SECONDS)  # or this process would be the next one again


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
