"""The keys of a profile when they are needed, and small secrets sealed with them."""

import logging
from pathlib import Path

from app.errors import AppError, Code
from app.paths import Profile
from app.profile_lock import taking_turns
from app.sealing.asking import asked_passphrase
from app.sealing.keys import Keys
from app.sealing.plain_database import is_plain_database
from app.sealing.profile_keys import SEALING_LOCK, ProfileKeys
from app.sealing.slots import SlotKind
from app.whole_files import remove_file, write_whole

_log = logging.getLogger(__name__)


class ProfileKey:
    """The keys of ``profile``, opened at their first use and made at the profile's first."""

    def __init__(self, profile: Profile, passphrase: str = "") -> None:
        """Without ``passphrase`` whoever can be asked is asked for it, if it takes one."""
        self._profile, self._passphrase = profile, passphrase
        self._keys: Keys | None = None

    @property
    def file(self) -> ProfileKeys:
        return ProfileKeys(self._profile.keys_file)

    @property
    def sealing_lock(self) -> Path:
        return self._profile.root / SEALING_LOCK

    @property
    def way(self) -> SlotKind:
        """How this machine opens them. Errors: KEYS_DAMAGED."""
        return self.file.way

    def load(self) -> Keys:
        """Errors: KEYS_DAMAGED, KEY_LOST, KEYRING_FAILED, PASSPHRASE_*, DISK_FULL."""
        if self._keys is None:
            self._keys = self._open() if self.file.made else self._make()
        return self._keys

    def _open(self) -> Keys:
        try:
            return self.file.open(self._passphrase)
        except AppError as error:
            if error.code is not Code.PASSPHRASE_REQUIRED:
                raise
            passphrase = asked_passphrase(new=False)
            if not passphrase:
                raise
            return self.file.open(passphrase)

    def _make(self) -> Keys:
        database = self._profile.database
        if database.exists() and not is_plain_database(database):
            # What is sealed would be lost for good under new keys.
            raise AppError(Code.KEYS_DAMAGED, path=str(self._profile.keys_file))
        try:
            return self.file.make(self._passphrase)
        except AppError as error:
            if error.code is not Code.PASSPHRASE_NOT_SET:
                raise
            passphrase = asked_passphrase(new=True)
            if not passphrase:
                raise
            return self.file.make(passphrase)


class SealedFile:
    """A small text at ``path``, sealed with the keys of a profile."""

    def __init__(self, path: Path, key: ProfileKey) -> None:
        self.path, self._key = path, key

    @property
    def kept(self) -> bool:
        """Whether there is a text, without asking for the key."""
        return self.path.exists()

    def load(self) -> str:
        """The text; empty when there is none or it was sealed with another key."""
        if not self.path.exists():
            return ""
        from app.sealing.sealed_content import unseal

        try:
            return unseal(self._key.load(), self.path.read_bytes()).decode()
        except AppError as error:
            if error.code not in (Code.SEALED_FILE_DAMAGED, Code.KEY_UNKNOWN):
                raise
            _log.warning("%s was sealed with another key", self.path.name)
            return ""

    def save(self, text: str) -> None:
        """Keep ``text``; an empty one removes the file."""
        from app.sealing.sealed_content import seal

        content = seal(self._key.load(), text.encode()) if text else b""
        # An exchange of keys reads it and writes it anew, in another process perhaps.
        with taking_turns(self._key.sealing_lock):
            if content:
                write_whole(self.path, content)
            else:
                remove_file(self.path)
