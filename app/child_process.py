"""The program's side of a worker process: starts it, asks it in JSON lines, ends it.

What reads files that may be hostile, or takes a processor for seconds, does so over there
(``app/child_loop.py``), with limits of time and memory. Content that must not lie in a file goes
there over its standard input, behind the line that asks about it.
"""

import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

import psutil

Answer = TypeVar("Answer")
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


class Loss(StrEnum):
    DIED = "died"
    OUT_OF_TIME = "out_of_time"
    OUT_OF_MEMORY = "out_of_memory"


class Lost(Exception):
    """The child gave no answer and must be replaced."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(loss.value)
        self.loss = loss


@dataclass(frozen=True)
class Program:
    """What a child is started as."""

    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """One process, and a thread that reads what it says. Raises Lost where it gives no answer."""

    def __init__(self, program: Program) -> None:
        try:
            self._process = subprocess.Popen(
                program.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Each arena reserves 64 MB of the address space that RLIMIT_AS counts.
                env={**os.environ, "MALLOC_ARENA_MAX": "2", **program.environment},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise Lost(Loss.DIED) from error
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._reader = threading.Thread(target=self._read, name="child", daemon=True)
        self._reader.start()

    @property
    def idle(self) -> bool:
        """Alive and silent, as it must be between two questions."""
        return self._process.poll() is None and self._lines.empty()

    def begin(self, limits: Limits) -> None:
        self._exchange({"memory": limits.memory}, limits.start_seconds, limits.memory)

    def ask(self, request: dict[str, Any], limits: Limits, content: bytes = b"") -> dict[str, Any]:
        """The answer to ``request`` about ``content``, whatever it holds."""
        if content:
            request = {**request, "content_bytes": len(content)}
        return self._exchange(request, limits.seconds, limits.memory, content)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # a question that it did not live to read
                    pipe.close()

    def _exchange(
        self, request: dict[str, Any], seconds: float, memory: int, content: bytes = b""
    ) -> dict[str, Any]:
        line = json.dumps(request).encode() + b"\n"
        # A pipe holds 64 KB: one that does not read on must not hold us up beyond its time.
        writer = threading.Thread(
            target=self._write, args=(line, content), name="child-input", daemon=True
        )
        writer.start()
        try:
            answer = json.loads(self._next_line(seconds, memory))
        except ValueError as error:
            raise Lost(Loss.DIED) from error
        writer.join(seconds)
        if writer.is_alive() or not isinstance(answer, dict):  # it answered what it did not read
            raise Lost(Loss.DIED)
        return answer

    def _write(self, line: bytes, content: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101 (it was asked for)
        with suppress(OSError):  # it is dead, of which its silence tells
            self._process.stdin.write(line)
            self._process.stdin.write(content)
            self._process.stdin.flush()

    def _next_line(self, seconds: float, memory: int) -> bytes:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                line = self._lines.get(timeout=min(_TICK, seconds))
            except queue.Empty:
                if self._resident() > memory:
                    raise Lost(Loss.OUT_OF_MEMORY) from None
                continue
            if not line:
                raise Lost(Loss.DIED)
            return line
        raise Lost(Loss.OUT_OF_TIME)

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


class KeptChild:
    """A child that is kept from one question to the next, and replaced when it is lost.

    Not for several threads at once: whoever owns it takes turns.
    """

    def __init__(self, program: Callable[[], Program], limits: Limits) -> None:
        self._program, self._limits = program, limits
        self._child: Child | None = None

    def ask(
        self,
        request: dict[str, Any],
        read: Callable[[dict[str, Any]], Answer],
        content: bytes = b"",
    ) -> Answer:
        """What the child says, as ``read`` understands it; what that cannot read is Lost."""
        try:
            said = self._ready().ask(request, self._limits, content)
            try:
                return read(said)
            except (KeyError, TypeError, ValueError) as error:
                raise Lost(Loss.DIED) from error
        except BaseException:  # the answer under way must not become that of the next question
            self.drop()
            raise

    def kill(self) -> None:
        """End the process from any thread; whoever waits for it meets Lost."""
        child = self._child
        if child is not None:
            child.end()

    def drop(self) -> None:
        """End the process. The next question would start another."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _ready(self) -> Child:
        if self._child is not None and not self._child.idle:
            self.drop()
        if self._child is None:
            self._child = Child(self._program())
            self._child.begin(self._limits)
        return self._child
