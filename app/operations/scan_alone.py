"""Pages scanned without a dossier: until they are a file, no crash and no jam may lose them, and
nobody can read them on the disk."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from app.errors import AppError, Code
from app.operations.page_folders import PageFolders
from app.profile_lock import ProfileLock
from app.scanning.page_files import PageFolder
from app.sealing.keys import KEY_BYTES, Keys
from app.whole_files import make_folder, sync_folder

SCANNED_ALONE = "scan-"
"""How the names of such folders begin."""
_LOCK = "lock"


@contextmanager
def pages_kept(folders: PageFolders) -> Iterator[PageFolder]:
    """A folder for page images, gone after the block; after an exception it stays if it has pages.

    What stays, also after the death of the process, is offered at the window's next start
    (:func:`~app.operations.recover_pages.recover_pages`). Errors raised in the block get the
    fact ``kept_pages``. Errors: DISK_FULL, PROFILE_UNWRITABLE.
    """
    folder = folders.work_folder / f"{SCANNED_ALONE}{uuid4().hex}"
    make_folder(folder)
    pages = PageFolder(folder, folders.keys)
    kept = 0
    try:
        with ProfileLock(folder / _LOCK):
            try:
                yield pages
            except BaseException:
                kept = len(pages.pages())
                raise
    except AppError as error:
        if kept:
            error.facts["kept_pages"] = kept
        raise
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def pages_for_once(prefix: str) -> Iterator[PageFolder]:
    """A folder for page images in the system's, gone after the block. Their key is in memory alone:
    what a crash leaves there is nothing.
    """
    with tempfile.TemporaryDirectory(prefix=prefix) as folder:
        yield PageFolder(Path(folder), Keys({1: os.urandom(KEY_BYTES)}))


def leave_to_the_window(folder: Path) -> Path | None:
    """Make ``folder``, whose scan has ended, the folder of a batch; None while it still runs."""
    try:
        with ProfileLock(folder / _LOCK):
            pass
    except AppError as error:
        if error.code is Code.PROFILE_IN_USE:
            return None
        raise
    (folder / _LOCK).unlink(missing_ok=True)
    batch = folder.rename(folder.with_name(folder.name.removeprefix(SCANNED_ALONE)))
    sync_folder(batch.parent)  # before rows say that pages lie there
    return batch
