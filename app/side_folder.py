"""Where files lie until they are whole and confirmed, and how they get their place."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.errors import AppError, Code
from app.profile_lock import ProfileLock
from app.whole_files import make_folder, place_errors, sync_folder

_PREFIX, _LOCK, _FILES = ".part-", "lock", "files"
_TRIES = 3
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS})


@contextmanager
def side_folder(out: Path) -> Iterator[Path]:
    """Yield an empty folder within ``out``, of this process alone and gone at the end.

    Those that killed processes left are removed; theirs is no longer locked.
    Errors: PLACE_UNUSABLE, PROFILE_UNWRITABLE, DISK_FULL.
    """
    make_folder(out)
    for left in out.glob(f"{_PREFIX}*/{_LOCK}"):
        _remove_if_left(left)
    with ExitStack() as held:
        folder = _locked_folder(out, held)
        files = folder / _FILES
        make_folder(files)
        yield files


def place_new(file: Path, target: Path) -> None:
    """Move ``file``, whole on the disk beside it, to ``target``; never over anything.

    Errors: FILE_EXISTS, also for what came there in this very moment; as ``whole_file``.
    """
    with place_errors(target):
        try:
            _move(file, target)
        except FileExistsError as error:
            raise AppError(Code.FILE_EXISTS, file=target.name) from error
        sync_folder(target.parent)


def _locked_folder(out: Path, held: ExitStack) -> Path:
    """Removed when ``held`` ends."""
    for _ in range(_TRIES):
        with place_errors(out / _PREFIX):
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=out))
        held.callback(shutil.rmtree, folder, ignore_errors=True)
        try:
            held.enter_context(ProfileLock(folder / _LOCK))
        except AppError:  # another process, starting now, took it for left
            continue
        break
    # Where a network drive knows no locks, nobody can lock this folder and remove it either.
    return folder


def _remove_if_left(lock: Path) -> None:
    try:
        with ProfileLock(lock):
            pass
    except AppError:
        return
    shutil.rmtree(lock.parent, ignore_errors=True)


def _move(file: Path, target: Path) -> None:
    """Raises FileExistsError."""
    if os.name == "nt":  # there a rename does not replace
        file.rename(target)
        return
    try:
        target.hardlink_to(file)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _claim_and_replace(file, target)  # a USB stick with FAT
    else:
        file.unlink()


def _claim_and_replace(file: Path, target: Path) -> None:
    target.open("xb").close()
    try:
        file.replace(target)
    except OSError:
        target.unlink()
        raise
