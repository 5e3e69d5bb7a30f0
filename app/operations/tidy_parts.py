"""Half-written files that a power cut or the death of the program left, removed."""

import time
from pathlib import Path

from app.paths import Profile
from app.whole_files import PART

_LEFT_SECONDS = 3600.0
"""Somebody may be writing a younger one in this moment, also another process."""


def tidy_parts(profile: Profile) -> int:
    """Remove what :func:`~app.whole_files.whole_file` began below ``profile`` and will not end.

    Pages that were being scanned go at once (``recover_pages``). Returns how many went.
    """
    removed = 0
    for part in profile.root.rglob(f"{PART}*"):
        if _is_left(part):
            part.unlink(missing_ok=True)
            removed += 1
    return removed


def _is_left(part: Path) -> bool:
    try:
        return part.is_file() and time.time() - part.stat().st_mtime > _LEFT_SECONDS
    except FileNotFoundError:  # it became what it was to be
        return False
