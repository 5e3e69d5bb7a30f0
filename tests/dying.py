"""A process that is killed at a chosen line."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def dies_at(step: int, files: tuple[str, ...], work: Callable[[], object]) -> bool:
    """Do ``work`` in a process that dies at its line number ``step`` of ``files``; whether it did
    so before the end.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    steps = iter(range(step))

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        if not frame.f_code.co_filename.endswith(files):
            return None
        if event == "line" and next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    work()
    os._exit(0)
