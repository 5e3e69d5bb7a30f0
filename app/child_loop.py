"""The child's side of ``app/child_process.py``: reads requests until its input ends."""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO


def answer_lines(prepare: Callable[[], Callable[[dict[str, Any]], dict[str, Any]]]) -> None:
    """Answer requests, one JSON line each, until standard input ends.

    Behind a line with ``content_bytes`` so many bytes follow, which are the request's ``content``.
    ``prepare`` imports what is needed and gives what answers: after the limit of memory is set, so
    that it counts.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program to handle
    requests, answers = sys.stdin.buffer, _take_standard_output()
    limit_memory(int(json.loads(requests.readline())["memory"]))
    answer = prepare()
    _say(answers, {})
    for line in requests:
        request = json.loads(line)
        request["content"] = requests.read(request.get("content_bytes", 0))
        _say(answers, answer(request))


def limit_memory(size: int) -> None:
    """Let allocations beyond ``size`` bytes fail; only Linux can, elsewhere the parent watches."""
    if sys.platform == "linux":
        import resource

        _, highest = resource.getrlimit(resource.RLIMIT_AS)
        limit = size if highest == resource.RLIM_INFINITY else min(size, highest)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def forbid_files() -> None:
    """Let everything fail that would be written to a file; Windows cannot."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _take_standard_output() -> BinaryIO:
    """Standard output for answers alone: whatever a library prints goes nowhere."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (a device, not a path)
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return own


def _say(answers: BinaryIO, content: dict[str, Any]) -> None:
    answers.write(json.dumps(content).encode() + b"\n")
    answers.flush()
