"""Delivering dossiers of two papers against a bare tus upload of the same bytes, and the time that
a received dossier takes until its place in the queue is on the disk."""

import hashlib
import random
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

import requests

from app.sealing.keys import Keys
from app.store.store import Store
from app.store.vault import Vault
from bench.delivered_dossier import Drawer, queue_dossier
from bench.served_province import free_address, served_province
from sync.daemon import SyncDaemon
from sync.http_province import HttpProvince
from sync.oidc import refresh
from sync.password_sign_in import sign_in_with_password
from sync.reference_province import OfficerSecrets, ProvinceServerSettings, seed
from sync.tokens import TokenKeeper

DOSSIERS, FILES, FILE_BYTES, PARALLEL = 1_000, 2, 1_000_000, 3
LINE_BYTES, LINE_DELAY = 12_500_000, 0.005
"""A commune's fibre: 100 Mbit/s each way, an answer in 10 ms at least."""
LOOPBACK_DOSSIERS = 200
RATIO_AIM, ENQUEUE_MS_AIM = 1.3, 20.0
ROUNDS = 5
"""In which ours and the bare upload take turns, so that both see the same machine."""

_KEYS = Keys({1: bytes(32)})
_ACCOUNT, _PASSWORD = "dao.nt", "một cửa quê tôi 2026"


@dataclass
class Delivery:
    """Seconds of each round, and of each enqueue."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    enqueue: list[float] = field(default_factory=list)


def delivery_table(folder: Path, dossiers: int = DOSSIERS) -> None:
    """Print what a dossier costs against the bare upload of its files, and what queueing does."""
    found = measure(folder / "line", dossiers, _line)
    _print_ratio(found, dossiers, "over 100 Mbit/s", RATIO_AIM)
    few = min(dossiers, LOOPBACK_DOSSIERS)
    # No line at all: what is measured is the work of both sides on this machine's cores.
    _print_ratio(measure(folder / "loopback", few, _no_line), few, "over loopback", None)
    times = sorted(found.enqueue)
    median, slow = (times[int(len(times) * part)] * 1000 for part in (0.5, 0.99))
    print(
        f"A dossier's place in the queue, flushed to the disk: {median:.1f} ms (99 %: {slow:.1f})"
        f"{_judged(median <= ENQUEUE_MS_AIM, f'< {ENQUEUE_MS_AIM:.0f} ms')}"
    )


def _print_ratio(found: Delivery, dossiers: int, over: str, aim: float | None) -> None:
    ratio, per = sum(found.ours) / sum(found.bare), 1000 / dossiers
    print(
        f"{dossiers} dossiers of {FILES} × {FILE_BYTES // 1_000_000} MB delivered {over},"
        f" {PARALLEL} at a time: {sum(found.ours) * per:.1f} ms a dossier against"
        f" bare tus upload {sum(found.bare) * per:.1f} ms = {ratio:.2f}×"
        f"{_judged(ratio <= aim, f'≤ {aim}') if aim else ''}"
    )


def measure(
    folder: Path, dossiers: int, line: Callable[[int], AbstractContextManager[int]]
) -> Delivery:
    """Files of each round are new to the province, which is a process of its own."""
    found = Delivery()
    folder.mkdir(parents=True)
    with (
        _province(folder) as port,
        line(port) as way,
        _counter(folder, f"http://127.0.0.1:{way}") as counter,
    ):
        url = counter.url
        for part in range(ROUNDS + 1):
            count = max(1, dossiers // ROUNDS) if part else 3
            bare = [_pdf(f"bare {part} {number}") for number in range(count * FILES)]
            ours = [_pdf(f"ours {part} {number}") for number in range(count * FILES)]
            enqueue = [counter.queue(ours[at : at + FILES]) for at in range(0, len(ours), FILES)]
            seconds = [_timed(partial(_upload_bare, url, counter.token(), bare)),
                       _timed(counter.deliver)]  # fmt: skip
            if part:  # the first round warms up
                found.bare.append(seconds[0])
                found.ours.append(seconds[1])
                found.enqueue += enqueue
    return found


class _Counter:
    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self.store = Store(folder / "quay.sqlite3", folder, _KEYS)
        self.vault = Vault(folder / "vault", _KEYS)
        self.tokens = TokenKeeper(secrets=Drawer(), renew=partial(refresh, url))
        self.tokens.accept(sign_in_with_password(url, account=_ACCOUNT, password=_PASSWORD))

    def token(self) -> str:
        return self.tokens.access_token()

    def queue(self, files: list[bytes]) -> float:
        """Queue a dossier as receiving it does; seconds of the transaction."""
        return queue_dossier(self.store, [self.vault.add(content) for content in files])[1]

    def deliver(self) -> None:
        def line() -> HttpProvince:
            return HttpProvince(self.url, self.tokens)

        daemon = SyncDaemon(
            store=self.store, vault=self.vault, province=line(),
            lines=[line() for _ in range(PARALLEL)], free_bytes=lambda: 10**12,
        )  # fmt: skip
        if not daemon.drain(3600):
            raise RuntimeError(f"not delivered: {daemon.state}")
        daemon.stop(10)


@contextmanager
def _counter(folder: Path, url: str) -> Iterator[_Counter]:
    counter = _Counter(folder, url)
    yield counter
    counter.store.close()


def _upload_bare(url: str, token: str, files: list[bytes]) -> None:
    """One request a file (creation-with-upload) on as many connections, nothing kept."""
    waiting: SimpleQueue[bytes] = SimpleQueue()
    for content in files:
        waiting.put(content)
    failures: list[int] = []

    def work() -> None:
        with requests.Session() as session:
            session.trust_env = False
            while True:
                try:
                    content = waiting.get_nowait()
                except Empty:
                    return
                answer = session.post(
                    f"{url}/v1/uploads", data=content, headers=_tus_headers(content, token)
                )
                if answer.headers.get("Upload-Offset") != str(len(content)):
                    failures.append(answer.status_code)

    threads = [threading.Thread(target=work) for _ in range(PARALLEL)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(f"bare upload failed: {failures[:3]}")


def _tus_headers(content: bytes, token: str) -> dict[str, str]:
    sha256 = hashlib.sha256(content)
    metadata = f"sha256 {b64encode(sha256.hexdigest().encode()).decode()},filename YQ=="
    return {
        "Authorization": f"Bearer {token}",
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(content)),
        "Upload-Metadata": metadata,
        "Upload-Checksum": f"sha256 {b64encode(sha256.digest()).decode()}",
        "Content-Type": "application/offset+octet-stream",
    }


@contextmanager
def _province(folder: Path) -> Iterator[int]:
    """The port of a reference province in a process of its own."""
    place, address = folder / "province", free_address()
    place.mkdir(parents=True)
    settings = ProvinceServerSettings(
        f"sqlite:///{place / 'province.sqlite3'}", place / "files", address,
        access_token_seconds=7200, requests_per_minute=10**6,
    )  # fmt: skip
    seed(settings, officers={_ACCOUNT: OfficerSecrets(_PASSWORD)})
    with served_province(settings):
        yield int(address.rpartition(":")[2])


@contextmanager
def _line(port: int) -> Iterator[int]:
    """The port at which the province is reached over a line."""
    asked = [str(port), str(LINE_BYTES), str(LINE_DELAY)]
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.slow_line", *asked], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def _no_line(port: int) -> Iterator[int]:
    yield port


def _pdf(seed: str) -> bytes:
    return b"%PDF-1.7\n" + random.Random(seed).randbytes(FILE_BYTES - 15) + b"%%EOF\n"


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _judged(met: bool, aim: str) -> str:
    return f"  aim {aim}: {'met' if met else 'MISSED'}"


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory(prefix="quay-bench-") as place:
        delivery_table(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else DOSSIERS)
