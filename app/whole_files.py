"""Files written whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import AppError, Code

PART = ".part-"
"""How the names of files begin that are being written."""
_WINDOWS = os.name == "nt"
"""Where nothing takes the place of a file that is marked as not to be written."""
_NO_SUCH_PLACE = frozenset(
    {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY, errno.ENAMETOOLONG}
)
_NO_ANSWER = frozenset(
    {
        errno.EIO, errno.ENXIO, errno.ENODEV, errno.ESTALE, errno.ETIMEDOUT, errno.ENOTCONN,
        errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ECONNRESET,
    }
)  # fmt: skip
"""What a disk says that is broken or pulled out, and a share whose server is gone."""
_NO_ANSWER_WINDOWS = frozenset({21, 53, 55, 59, 64, 121, 1117, 1167, 1231})
"""The same as Windows has it: ERROR_NOT_READY, ERROR_BAD_NETPATH, ERROR_DEV_NOT_EXIST,
ERROR_UNEXP_NET_ERR, ERROR_NETNAME_DELETED, ERROR_SEM_TIMEOUT, ERROR_IO_DEVICE,
ERROR_DEVICE_NOT_CONNECTED, ERROR_NETWORK_UNREACHABLE."""


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Translate what the file system says while ``path`` is written, or its folder read."""
    try:
        yield
    except OSError as error:
        # EFBIG: what is written here is small, so it is a quota or a limit of the process.
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise AppError(Code.DISK_FULL, folder=str(path.parent)) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise AppError(Code.PROFILE_UNWRITABLE, folder=str(path.parent)) from error
        if error.errno in _NO_ANSWER or getattr(error, "winerror", None) in _NO_ANSWER_WINDOWS:
            raise AppError(Code.DISK_FAILED, folder=str(path.parent)) from error
        raise


@contextmanager
def place_errors(path: Path) -> Iterator[None]:
    """As :func:`disk_errors`, and PLACE_UNUSABLE where there can be no file or folder ``path``."""
    try:
        with disk_errors(path):
            yield
    except OSError as error:
        if error.errno in _NO_SUCH_PLACE:
            raise AppError(Code.PLACE_UNUSABLE, path=str(path)) from error
        raise


def make_folder(folder: Path) -> None:
    """Create ``folder`` and those above it, readable by their owner only; durable on return.

    What is flushed in a folder is lost with the folder, while its own name is not on the disk.
    Errors: PLACE_UNUSABLE when something else is called so, PROFILE_UNWRITABLE, DISK_FULL.
    """
    with place_errors(folder):
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each in reversed(missing):
            sync_folder(each.parent)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``target``; on success it becomes ``target``, durably.

    The content is flushed to the disk before the rename and the folder after it, so that a power
    cut leaves the old file, the new file, or none, never a part. Errors: DISK_FULL,
    PROFILE_UNWRITABLE, PLACE_UNUSABLE.
    """
    make_folder(target.parent)
    with disk_errors(target):
        with place_errors(target):
            handle, name = tempfile.mkstemp(prefix=PART, suffix=target.suffix, dir=target.parent)
        os.close(handle)
        part = Path(name)
        try:
            yield part
            with part.open("rb+") as written:
                os.fsync(written.fileno())
            with place_errors(target):
                if _WINDOWS and target.exists():
                    target.chmod(0o600)
                part.replace(target)
            sync_folder(target.parent)
        finally:
            part.unlink(missing_ok=True)


def write_whole(target: Path, content: bytes | memoryview) -> None:
    """Write ``content`` to ``target`` whole or not at all."""
    with whole_file(target) as part:
        part.write_bytes(content)


def remove_file(file: Path) -> None:
    """Remove ``file``, if it is there, so that no power cut brings it back."""
    with disk_errors(file):
        file.unlink(missing_ok=True)
        sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names in ``folder`` to the disk."""
    if _WINDOWS:  # Windows has no handle on a folder to flush; NTFS journals the rename.
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
