"""The pictures of signature and seal, chosen once and kept in the profile."""

import hashlib
from pathlib import Path

from app.errors import AppError, Code
from app.paths import Profile
from app.whole_files import write_whole
from signing.stamp_picture import LARGEST_FILE, Ink, StampPicture, fitted_picture, read_picture


def picture_file(profile: Profile, ink: Ink, account: str) -> Path:
    """Where it is kept. A hand is its officer's own; the seal is the office's, for all of them."""
    if ink is Ink.RED:
        return profile.pictures / "seal.png"
    return profile.pictures / f"hand-{hashlib.sha256(account.encode()).hexdigest()[:16]}.png"


def keep_picture(profile: Profile, ink: Ink, account: str, source: Path) -> None:
    """Use the picture ``source`` from now on; what was kept stays if it is unfit.

    Errors: STAMP_PICTURE_UNFIT, FILE_MISSING, FILE_UNREADABLE, DISK_FULL.
    """
    write_whole(picture_file(profile, ink, account), fitted_picture(_content(source), ink))


def kept_picture(profile: Profile, ink: Ink, account: str) -> StampPicture:
    """Errors: STAMP_INCOMPLETE with ``missing``: ``hand``, ``seal``; STAMP_PICTURE_UNFIT."""
    file = picture_file(profile, ink, account)
    if not file.exists():
        missing = "seal" if ink is Ink.RED else "hand"
        raise AppError(Code.STAMP_INCOMPLETE, missing=missing)
    return read_picture(_content(file))


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise AppError(Code.STAMP_PICTURE_UNFIT, reason="large")
        return file.read_bytes()
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=str(file)) from error
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, path=str(file)) from error
