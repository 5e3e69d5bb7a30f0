"""One counter of the fleet: the program's own store, vault, queue, sign-in and daemon."""

import shutil
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import select

from app.domain.submission import OutboxKind, OutboxState, QueueHalt
from app.errors import AppError
from app.sealing.keys import Keys
from app.store.schema import AttemptRow, OutboxRow
from app.store.store import Store
from app.store.vault import Vault
from bench.delivered_dossier import Drawer, queue_dossier
from sync.contract import Act, ActReceipt, ChangePage, FileReceipt
from sync.daemon import SyncDaemon
from sync.http_province import HttpProvince
from sync.oidc import refresh
from sync.password_sign_in import sign_in_with_password
from sync.province import FileToUpload, UploadProgress
from sync.tokens import TokenKeeper, Tokens

KEYS = Keys({1: bytes(32)})
PARALLEL = 3
"""Lines that carry, as the settings have it."""


@dataclass
class Seen:
    """Of all requests that the queue waited for: seconds by kind, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def timed(self, kind: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        except AppError as error:
            status = error.facts.get("status") or error.facts.get("problem") or ""
            with self._lock:
                self.faults[f"{kind} {error.code} {status}".strip()] += 1
            raise
        with self._lock:
            self.seconds[kind].append(time.perf_counter() - began)

    def take(self) -> tuple[dict[str, list[float]], Counter[str]]:
        """All of it, to begin anew."""
        with self._lock:
            taken = dict(self.seconds), self.faults
            self.seconds, self.faults = defaultdict(list), Counter()
        return taken


class _TimedProvince(HttpProvince):
    """The program's client, and how long it took: sealed file opened to receipt compared."""

    def __init__(self, url: str, tokens: Tokens, seen: Seen) -> None:
        super().__init__(url, tokens)
        self._seen = seen

    def upload(self, file: FileToUpload, progress: Callable[[UploadProgress], None]) -> FileReceipt:
        with self._seen.timed("upload"):
            return super().upload(file, progress)

    def perform(self, act: Act, key: str) -> ActReceipt:
        with self._seen.timed("act"):
            return super().perform(act, key)

    def changes(self, after: int) -> ChangePage:
        with self._seen.timed("poll"):
            return super().changes(after)


class FleetCounter:
    def __init__(self, folder: Path, template: Path, url: str, account: str, seen: Seen) -> None:
        """``template`` is an empty store, so that three hundred need not be made."""
        folder.mkdir()
        path = folder / "quay.sqlite3"
        shutil.copyfile(template, path)
        self.account, self._url, self._seen = account, url, seen
        self._store, self._vault = Store(path, folder, KEYS), Vault(folder / "vault", KEYS)
        self._tokens = TokenKeeper(secrets=Drawer(), renew=partial(refresh, url))
        self._daemon = SyncDaemon(
            store=self._store, vault=self._vault, province=self._line(),
            lines=[self._line() for _ in range(PARALLEL)], free_bytes=lambda: 10**12,
        )  # fmt: skip
        self.queued: dict[str, tuple[str, ...]] = {}
        """By the dossier's identifier, the SHA-256 of its papers."""

    def _line(self) -> HttpProvince:
        return _TimedProvince(self._url, self._tokens, self._seen)

    def sign_in(self, password: str) -> None:
        with self._seen.timed("sign in"):
            answer = sign_in_with_password(self._url, account=self.account, password=password)
        self._tokens.accept(answer)

    def queue(self, papers: int, size: int) -> None:
        """Queue a dossier of ``papers`` that nobody has seen before, of ``size`` bytes each."""
        seed = f"{self.account} {len(self.queued)}"
        kept = [self._vault.add(_pdf(f"{seed} {number}", size)) for number in range(papers)]
        dossier_id, _ = queue_dossier(self._store, kept)
        self.queued[dossier_id] = tuple(file.sha256 for file in kept)
        self._daemon.wake()

    def start(self) -> None:
        self._daemon.start()

    def stop(self) -> None:
        if not self._daemon.stop(60):
            raise RuntimeError(f"{self.account} is still busy")
        self._store.close()

    def has_delivered(self) -> bool:
        """Whether the queue is empty, all of it delivered. Raises for what an officer must mend."""
        with self._store.read() as work:
            counts = work.outbox.counts()
        if counts.refused or counts.unconfirmed or self._daemon.state.halt is not QueueHalt.NONE:
            raise RuntimeError(f"{self.account}: {counts}, {self._daemon.state}")
        return not counts.waiting + counts.sending

    def ask_for_news(self) -> None:
        self._daemon.wake()

    def cursor(self) -> int:
        """How far this counter is in the change feed."""
        with self._store.read() as work:
            return work.news.cursor()

    def deliveries(self) -> list[tuple[datetime, datetime]]:
        """When each dossier was queued and when its receipt was written down."""
        wanted = select(OutboxRow.created_at, OutboxRow.delivered_at).where(
            OutboxRow.kind == OutboxKind.RECEIVE_DOSSIER, OutboxRow.state == OutboxState.DELIVERED
        )
        with self._store.read() as work:
            rows = work.outbox._session.execute(wanted)
            return [(begun, ended) for begun, ended in rows if ended is not None]

    def attempts(self) -> Counter[str]:
        """What the store says became of each attempt."""
        with self._store.read() as work:
            return Counter(work.outbox._session.scalars(select(AttemptRow.outcome)))


def make_template(folder: Path) -> Path:
    path = folder / "template.sqlite3"
    Store(path, folder, KEYS).close()
    return path


def _pdf(seed: str, size: int) -> bytes:
    return b"%PDF-1.7\n" + Random(seed).randbytes(size - 15) + b"%%EOF\n"
