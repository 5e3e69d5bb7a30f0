"""The program's side of one worker process: starts it, asks it in JSON lines, ends it."""

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
from typing import Any

import psutil

from signing.verification.reasons import Reason

_log = logging.getLogger("signing.verification")
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


class Lost(Exception):
    """The child gave no answer and must be replaced."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Child:
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
            raise Lost(Reason.WORKER_DIED) from error
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._reader = threading.Thread(target=self._read, name="verify-worker", daemon=True)
        self._reader.start()

    @property
    def idle(self) -> bool:
        """Alive and silent, as it must be between two questions."""
        return self._process.poll() is None and self._lines.empty()

    def begin(self, limits: Limits) -> None:
        self._exchange({"memory": limits.memory}, limits.start_seconds, limits.memory)

    def ask(self, request: dict[str, Any], limits: Limits) -> dict[str, Any]:
        """The answer to ``request``, whatever it holds. Raises Lost."""
        answer = self._exchange(request, limits.seconds, limits.memory)
        try:
            lines = [(int(level), str(message)) for level, message in answer["log"]]
        except (KeyError, TypeError, ValueError) as error:
            raise Lost(Reason.WORKER_DIED) from error
        for level, message in lines:
            _log.log(level, "%s", message)
        return answer

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
            raise Lost(Reason.WORKER_DIED) from error
        if not isinstance(answer, dict):
            raise Lost(Reason.WORKER_DIED)
        return answer

    def _next_line(self, seconds: float, memory: int) -> bytes:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                line = self._lines.get(timeout=min(_TICK, seconds))
            except queue.Empty:
                if self._resident() > memory:
                    raise Lost(Reason.MEMORY_LIMIT) from None
                continue
            if not line:
                raise Lost(Reason.WORKER_DIED)
            return line
        raise Lost(Reason.TIME_LIMIT)

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
