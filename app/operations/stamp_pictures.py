"""The pictures of signature and seal, chosen once and kept sealed in the profile: whoever has them
can draw what looks like a signed paper.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.audit import Act
from app.errors import AppError, Code
from app.operations.write_audit import AuditLog
from app.paths import Profile
from app.sealing.sealed_content import seal, unseal
from app.secrets import ProfileKey
from app.whole_files import write_whole
from app.wiping import wipe

# Pictures take time to import, and the counter is opened with this module.
if TYPE_CHECKING:
    from signing.stamp_picture import Ink, StampPicture

_NO_LOG = AuditLog()


class StampPictures:
    """A hand is its officer's own; the seal is the office's, for all officers of the profile."""

    def __init__(self, profile: Profile, key: ProfileKey, audit: AuditLog = _NO_LOG) -> None:
        self._folder, self._key, self._audit = profile.pictures, key, audit

    def keep(self, ink: "Ink", account: str, source: Path) -> None:
        """Use the picture ``source`` from now on; what was kept stays if it is unfit.

        Errors: STAMP_PICTURE_UNFIT, FILE_MISSING, FILE_UNREADABLE, DISK_FULL.
        """
        from signing.stamp_picture import fitted_picture

        png = fitted_picture(_content(source), ink)
        self._seal(ink, account, png)
        sha256 = hashlib.sha256(png).hexdigest()
        self._audit.note(Act.PICTURE_CHANGED, picture=_name(ink), sha256=sha256)

    def get(self, ink: "Ink", account: str) -> "StampPicture":
        """Errors: STAMP_INCOMPLETE with ``missing``: ``hand``, ``seal``; STAMP_PICTURE_UNFIT,
        SEALED_FILE_DAMAGED.
        """
        from signing.stamp_picture import read_picture

        png = self.png(ink, account)
        if not png:
            raise AppError(Code.STAMP_INCOMPLETE, missing=_name(ink))
        return read_picture(png)

    def png(self, ink: "Ink", account: str) -> bytes:
        """What is kept; empty when nothing is. Errors: SEALED_FILE_DAMAGED."""
        place = self._place(ink, account)
        plain = place.with_suffix(".png")
        if plain.exists():  # of a version before they were sealed
            self._seal(ink, account, plain.read_bytes())
            wipe(plain)
        return unseal(self._key.load(), place.read_bytes()) if place.exists() else b""

    def forget(self, ink: "Ink", account: str) -> None:
        place = self._place(ink, account)
        if place.exists():
            place.unlink()
            self._audit.note(Act.PICTURE_REMOVED, picture=_name(ink))

    def _seal(self, ink: "Ink", account: str, png: bytes) -> None:
        write_whole(self._place(ink, account), seal(self._key.load(), png))

    def _place(self, ink: "Ink", account: str) -> Path:
        if _name(ink) == "seal":
            return self._folder / "seal.sealed"
        name = hashlib.sha256(account.encode()).hexdigest()[:16]
        return self._folder / f"hand-{name}.sealed"


def _name(ink: "Ink") -> str:
    from signing.stamp_picture import Ink

    return "seal" if ink is Ink.RED else "hand"


def _content(file: Path) -> bytes:
    from signing.stamp_picture import LARGEST_FILE

    try:
        if file.stat().st_size > LARGEST_FILE:
            raise AppError(Code.STAMP_PICTURE_UNFIT, reason="large")
        return file.read_bytes()
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=str(file)) from error
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, path=str(file)) from error
