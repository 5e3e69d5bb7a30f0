"""One program at a time on one profile."""

import sys
from pathlib import Path
from types import TracebackType
from typing import IO

from app.errors import AppError, Code
from app.whole_files import place_errors


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


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
