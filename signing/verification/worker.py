"""A process of its own for reading PDFs that may be hostile, with limits of time and memory.

The program talks to it in JSON lines over its standard input and output and keeps it for a batch.
When a file takes too long, too much memory, or kills it, that file is CANNOT_VERIFY and the next
one gets a new process. This module imports neither pyHanko nor MuPDF: the window starts it.
"""

import base64
import json
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import psutil

from signing.verification.reasons import Reason
from signing.verification.report import VerificationReport, refused

if TYPE_CHECKING:
    from signing.trust import TrustStore

_log = logging.getLogger(__name__)
_TICK = 0.2
"""Seconds between two looks at the memory of the process."""


@dataclass(frozen=True)
class Limits:
    seconds: float = 27.0
    """For one file: 30 with the start of a new process after the last was lost."""
    start_seconds: float = 60.0
    """For a new process to be ready; its imports take a second or two on an idle machine."""
    memory: int = 1024**3
    """Bytes."""


class VerificationWorker:
    """Verifies files in a child process, one at a time. Any thread may call it."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._turn = threading.Lock()
        self._child: _Child | None = None

    def verify(
        self,
        path: Path,
        *,
        trust: "TrustStore",
        now: datetime | None = None,
        fetch: bool = False,
    ) -> VerificationReport:
        """:func:`~signing.verification.verdict.verify_pdf` under limits; never raises for a file.

        ``fetch`` asks CRL and OCSP services. Beyond the limits: CANNOT_VERIFY with TIME_LIMIT,
        MEMORY_LIMIT or WORKER_DIED.
        """
        request = {
            "path": str(path.absolute()),
            "trust": _trust_to_json(trust),
            "now": now.isoformat() if now else None,
            "fetch": fetch,
        }
        with self._turn:
            try:
                return self._ready_child().ask(request, self._limits)
            except _Lost as lost:
                self._drop()
                return refused(path.name, lost.reason)
            except BaseException:  # the answer under way must not become that of the next file
                self._drop()
                raise

    def close(self) -> None:
        """End the process. The next file would start another."""
        with self._turn:
            self._drop()

    def __enter__(self) -> "VerificationWorker":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ready_child(self) -> "_Child":
        if self._child is not None and not self._child.idle:
            self._drop()
        if self._child is None:
            self._child = _Child()
            self._child.begin(self._limits)
        return self._child

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


class _Lost(Exception):
    """The child gave no answer and must be replaced."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class _Child:
    """One process, and a thread that reads what it says."""

    def __init__(self) -> None:
        try:
            self._process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Each arena reserves 64 MB of the address space that RLIMIT_AS counts.
                env=os.environ | {"MALLOC_ARENA_MAX": "2"},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise _Lost(Reason.WORKER_DIED) from error
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._reader = threading.Thread(target=self._read, name="verify-worker", daemon=True)
        self._reader.start()

    @property
    def idle(self) -> bool:
        """Alive and silent, as it must be between two questions."""
        return self._process.poll() is None and self._lines.empty()

    def begin(self, limits: Limits) -> None:
        self._exchange({"memory": limits.memory}, limits.start_seconds, limits.memory)

    def ask(self, request: dict[str, Any], limits: Limits) -> VerificationReport:
        answer = self._exchange(request, limits.seconds, limits.memory)
        try:
            report = VerificationReport.from_json(answer["report"])
            lines = [(int(level), str(message)) for level, message in answer["log"]]
        except (KeyError, TypeError, ValueError) as error:
            raise _Lost(Reason.WORKER_DIED) from error
        for level, message in lines:
            _log.log(level, "%s", message)
        return report

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # a question that it did not live to read
                    pipe.close()

    def _exchange(self, request: dict[str, Any], seconds: float, memory: int) -> dict[str, Any]:
        assert self._process.stdin is not None  # noqa: S101 (it was asked for)
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            answer = json.loads(self._next_line(seconds, memory))
        except (OSError, ValueError) as error:
            raise _Lost(Reason.WORKER_DIED) from error
        if not isinstance(answer, dict):
            raise _Lost(Reason.WORKER_DIED)
        return answer

    def _next_line(self, seconds: float, memory: int) -> bytes:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                line = self._lines.get(timeout=min(_TICK, seconds))
            except queue.Empty:
                if self._resident() > memory:
                    raise _Lost(Reason.MEMORY_LIMIT) from None
                continue
            if not line:
                raise _Lost(Reason.WORKER_DIED)
            return line
        raise _Lost(Reason.TIME_LIMIT)

    def _resident(self) -> int:
        """Bytes in memory; 0 once the process is gone."""
        try:
            return int(psutil.Process(self._process.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 (it was asked for)
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(b"")


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "verify-worker"]
    return [sys.executable, "-m", "signing.verification.worker"]


def _trust_to_json(trust: "TrustStore") -> dict[str, Any]:
    return {
        "anchors": [base64.b64encode(each.dump()).decode() for each in trust.anchors],
        "intermediates": [base64.b64encode(each.dump()).decode() for each in trust.intermediates],
        "labels": dict(trust.labels),
    }


def main() -> None:
    """Be the child: ``verify-worker`` of the installed program, this module otherwise."""
    from signing.verification.worker_process import answer_requests

    answer_requests()


if __name__ == "__main__":
    main()
