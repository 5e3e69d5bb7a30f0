"""How much memory a job takes, all of its processes together."""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psutil

_TICK = 0.01
"""Seconds between two looks at the processes."""
MOST = 1_500_000_000
"""Bytes that no job may exceed, whatever it is given."""


@dataclass(frozen=True)
class Measured:
    status: int
    out: bytes
    err: str
    peak: int
    """Bytes; what libraries share counts for each process."""
    seconds: float


def run_measured(
    command: Sequence[str], *, env: Mapping[str, str] = os.environ, limit: float = 100.0
) -> Measured:
    """Run ``command`` to its end, for ``limit`` seconds at most."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began, peak = time.monotonic(), 0
        with subprocess.Popen(
            command, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err
        ) as process:
            tree = psutil.Process(process.pid)
            while process.poll() is None:
                peak = max(peak, _resident(tree))
                if time.monotonic() - began > limit:
                    process.kill()
                time.sleep(_TICK)
        out.seek(0)
        err.seek(0)
        return Measured(
            process.returncode, out.read(), err.read().decode(errors="replace"), peak,
            time.monotonic() - began,
        )  # fmt: skip


def _resident(tree: psutil.Process) -> int:
    found = 0
    try:
        for each in (tree, *tree.children(recursive=True)):
            found += each.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return found
