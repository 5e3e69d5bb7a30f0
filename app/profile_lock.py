"""One program at a time on one profile, and one act at a time on what several programs change."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

from app.errors import AppError, Cancelled, Code
from app.whole_files import make_folder, place_errors

_LOOK_SECONDS = 0.05
"""Between two looks whether whoever was first has ended."""


class ProfileLock:
    """An operating-system lock on ``path``, held until :meth:`release` or the process ends.

    The system drops the lock of a killed process, so that no stale lock can keep an officer out.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def acquire(self) -> None:
        """Errors: PROFILE_IN_USE when another process holds the lock; PROFILE_UNWRITABLE."""
        with place_errors(self._path):
            handle = self._path.open("ab")
        try:
            _lock(handle)
        except OSError as error:
            handle.close()
            raise AppError(Code.PROFILE_IN_USE, folder=str(self._path.parent)) from error
        self._file = handle

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> "ProfileLock":
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


@contextmanager
def taking_turns(path: Path, stop: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Hold the lock on ``path`` after whoever holds it, in this process or another.

    Errors: ``Cancelled`` once ``stop()``; PROFILE_UNWRITABLE, PLACE_UNUSABLE, DISK_FULL.
    """
    make_folder(path.parent)
    lock = ProfileLock(path)
    while True:
        try:
            lock.acquire()
            break
        except AppError as error:
            if error.code is not Code.PROFILE_IN_USE:
                raise
        if stop():
            raise Cancelled
        time.sleep(_LOOK_SECONDS)
    try:
        yield
    finally:
        lock.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
