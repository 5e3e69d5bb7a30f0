"""Removing plain files of somebody else's making whose content is sealed elsewhere by now.

Overwriting is all that a program can do: what a journal, a snapshot or the spare blocks of an SSD
keep of it is beyond its reach (docs/decisions/019).
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from app.whole_files import disk_errors, remove_file

_BLOCK = bytes(1 << 20)


def wipe(file: Path) -> None:
    """Overwrite ``file`` and remove it; nothing happens where there is none.

    Errors: PROFILE_UNWRITABLE while another program holds it (Windows).
    """
    with disk_errors(file), suppress(FileNotFoundError):
        with file.open("r+b") as plain:
            left = plain.seek(0, os.SEEK_END)
            plain.seek(0)
            while left > 0:
                left -= plain.write(_BLOCK[:left])
            plain.flush()
            os.fsync(plain.fileno())
        remove_file(file)


def wipe_folder(folder: Path) -> None:
    """Wipe all files in ``folder`` and remove it. Errors: as :func:`wipe`."""
    for file in folder.rglob("*"):
        if file.is_file():
            wipe(file)
    shutil.rmtree(folder, ignore_errors=True)
