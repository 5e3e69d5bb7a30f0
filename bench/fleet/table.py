"""Three hundred counters at the reference province: throughput, latencies, and nothing lost.

Real: at each counter the sealed store and vault, the queue with the daemon and its four lines, the
HTTP client, the officer's sign-in by OIDC (her browser is a request), all flushed to the disk; at
the province several workers, PostgreSQL that flushes to the disk, files in a folder or an
S3-compatible storage. Simulated: one key for all profiles, counters in a few processes instead of
three hundred machines, no line between the two sides. Both sides, the database and the disk share
this machine: figures are of it rather than of a server.
"""

import math
import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench.fleet.crew import Told
from bench.fleet.crews import Crews, crews_of
from bench.fleet.province import cursors_of, seed_fleet, what_it_has
from bench.postgres_server import postgres_server
from bench.served_province import free_address, served_province
from sync.reference_province import ProvinceServerSettings

COUNTERS, DOSSIERS, PAPERS, PAPER_BYTES = 300, 3, 2, 100_000
WORKERS = 3
DOSSIERS_BEFORE = 5_000
TRICKLE_SECONDS, TRICKLE_PAUSE = 60.0, 60.0
"""A dossier a minute at each counter: several times what the hall of a commune brings."""
RETRIED = ("province_busy", "503", "423")
"""By which the province asks to come back: 429, 503 with and without a time, 423."""
_PASSWORD = "một cửa quê tôi 2026"


def fleet_table(place: Path, counters: int = COUNTERS, *, s3: bool = False) -> None:
    """Print what ``counters`` counters and their province did."""
    place.mkdir(parents=True, exist_ok=True)
    try:
        with postgres_server() as database_url, _storage(place, s3=s3) as files_url:
            settings = ProvinceServerSettings(
                database_url, place / "files", free_address(), files_url=files_url, workers=WORKERS
            )
            _measure(place, settings, counters)
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        print(f"A fleet of counters: not measured, no PostgreSQL ({error})")


def _measure(place: Path, settings: ProvinceServerSettings, counters: int) -> None:
    accounts = seed_fleet(settings, counters=counters, dossiers=DOSSIERS_BEFORE, password=_PASSWORD)
    print(
        f"{counters} counters at a province of {settings.workers} workers on PostgreSQL, files in"
        f" {'S3' if settings.files_url else 'a folder'}; both sides on {os.cpu_count()} cores,"
        f" load before {os.getloadavg()[0]:.1f}"
    )
    crews = crews_of(
        place, settings.public_url, _PASSWORD, accounts, papers=PAPERS, size=PAPER_BYTES
    )
    with served_province(settings) as process, crews as fleet:
        told = _day(fleet, psutil.Process(process), counters)
        fleet.all("catch_up", cursors_of(settings))
        fleet.all("stop")
    _judge(told, settings)


def _day(fleet: Crews, province: psutil.Process, counters: int) -> list[Told]:
    """What all counters do, and what they told after each part of it."""
    began = time.perf_counter()
    fleet.all("sign_in")
    took, signed_in = time.perf_counter() - began, fleet.told()
    print(f"  All sign in at once: {took:.1f} s; one {_spread(signed_in.seconds['sign in'])}")
    fleet.all("queue", DOSSIERS)
    since, used = datetime.now(UTC), _processor_seconds(province)
    fleet.all("start")
    fleet.all("wait")
    flood = fleet.told()
    used = _processor_seconds(province) - used
    dossiers = counters * DOSSIERS
    seconds = (max(end for _, end in flood.deliveries) - since).total_seconds()
    print(
        f"  After a day without a line, {DOSSIERS} dossiers of {PAPERS} × {PAPER_BYTES // 1000} kB"
        f" each, all at once: {seconds:.1f} s = {dossiers / seconds:.1f} acts/s with"
        f" {dossiers * PAPERS / seconds:.1f} uploads/s,"
        f" {dossiers * PAPERS * PAPER_BYTES / seconds / 1e6:.1f} MB/s;"
        f" province {used / dossiers * 1000:.0f} ms of a core a dossier"
    )
    _print_requests(flood)
    since = datetime.now(UTC)
    fleet.all("trickle", TRICKLE_SECONDS, TRICKLE_PAUSE)
    fleet.all("wait")
    trickle = fleet.told()
    waits = [(end - begun).total_seconds() for begun, end in trickle.deliveries if begun > since]
    print(
        f"  A dossier a minute at each, {len(waits) / TRICKLE_SECONDS:.1f} dossiers/s:"
        f" from queued to receipt {_spread(waits)}"
    )
    _print_requests(trickle)
    return [signed_in, flood, trickle]


def _print_requests(told: Told) -> None:
    for kind, what in (("upload", "upload"), ("act", "act"), ("poll", "page of the change feed")):
        print(f"    {what}: {_spread(told.seconds.get(kind, []))}")


def _judge(told: list[Told], settings: ProvinceServerSettings) -> None:
    """Compare what the counters say they queued with what the province has."""
    faults: Counter[str] = sum((each.faults for each in told), Counter())
    retried = Counter({what: n for what, n in faults.items() if what.endswith(RETRIED)})
    queued, has = told[-1].queued, what_it_has(settings)
    lost = sum(has.dossiers.get(each) != papers for each, papers in queued.items())
    too_many = len(has.dossiers) - len(queued) + has.receptions - len(has.dossiers)
    right = not (lost or too_many or has.bad_files or faults - retried)
    print(
        f"  Errors: {_list(faults - retried)}; asked to come back: {_list(retried)};"
        f" attempts {_list(told[-1].attempts)}"
    )
    print(
        f"  {len(queued)} dossiers with {sum(map(len, queued.values()))} papers queued: {lost} lost"
        f" or changed, {too_many} received twice, {has.bad_files} files other than their SHA-256"
        f"  aim none: {'met' if right else 'MISSED'}"
    )


def _spread(seconds: list[float]) -> str:
    """Median, 95 and 99 %."""
    if not seconds:
        return "none"
    ordered = sorted(seconds)
    p50, p95, p99 = (ordered[math.ceil(len(ordered) * p) - 1] * 1000 for p in (0.5, 0.95, 0.99))
    return f"p50 {p50:.0f} ms, p95 {p95:.0f}, p99 {p99:.0f} ({len(ordered)})"


def _list(counted: Counter[str]) -> str:
    return ", ".join(f"{what} {number}" for what, number in sorted(counted.items())) or "none"


def _processor_seconds(process: psutil.Process) -> float:
    """Of ``process`` and its workers."""
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return sum(each.user + each.system for each in times)


def _storage(place: Path, *, s3: bool) -> AbstractContextManager[str]:
    return _bucket(place) if s3 else nullcontext("")


@contextmanager
def _bucket(place: Path) -> Iterator[str]:
    from tests.reference_province.s3_server import running_s3

    with running_s3(place) as server:
        yield server.url
