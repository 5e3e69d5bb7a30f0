"""The key of a profile, and small secrets sealed with it."""

import base64
import logging
import os
from enum import StrEnum
from pathlib import Path

from app.paths import Profile
from app.whole_files import write_whole

_log = logging.getLogger(__name__)
_SERVICE = "quay-mot-cua"
_NONCE_BYTES = 12


class KeyPlace(StrEnum):
    """Where the key of the profile lies; ``quay doctor`` says it."""

    KEYRING = "keyring"
    FILE = "file"  # no usable keyring: readable by this user of the machine, and by root


class ProfileKey:
    """32 random bytes, made once, in the system's keyring where there is one.

    A backend below priority 1 keeps nothing or keeps it in the open, and is refused. The file
    beside the data protects against nothing but other users; it is there so that a machine
    without a keyring can work at all.
    """

    def __init__(self, profile: Profile) -> None:
        self._name = str(profile.root)
        self._file = profile.root / "profile.key"
        self._key: bytes | None = None
        self.place = KeyPlace.FILE

    def load(self) -> bytes:
        """The key; on its first use it is made."""
        if self._key is None:
            self._key = self._from_keyring() or self._from_file()
        return self._key

    def _from_keyring(self) -> bytes | None:
        if self._file.exists():
            return None
        # Imported late, like AESGCM below: the window does not wait for them.
        import keyring
        from keyring.errors import KeyringError

        if keyring.get_keyring().priority < 1:
            return None
        try:
            kept = keyring.get_password(_SERVICE, self._name)
            if kept is None:
                kept = base64.b64encode(os.urandom(32)).decode()
                keyring.set_password(_SERVICE, self._name, kept)
                if keyring.get_password(_SERVICE, self._name) != kept:
                    return None
        except KeyringError as error:
            _log.warning("no use of the keyring: %s", type(error).__name__)
            return None
        self.place = KeyPlace.KEYRING
        return base64.b64decode(kept)

    def _from_file(self) -> bytes:
        if not self._file.exists():
            write_whole(self._file, os.urandom(32))
        return self._file.read_bytes()


class SealedFile:
    """A small text at ``path``, sealed with AES-256-GCM."""

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
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        sealed = self.path.read_bytes()
        try:
            plain = AESGCM(self._key.load()).decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None
            )
        except (InvalidTag, ValueError):
            _log.warning("%s was sealed with another key", self.path.name)
            return ""
        return plain.decode()

    def save(self, text: str) -> None:
        """Keep ``text``; an empty one removes the file."""
        if not text:
            self.path.unlink(missing_ok=True)
            return
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE_BYTES)
        write_whole(self.path, nonce + AESGCM(self._key.load()).encrypt(nonce, text.encode(), None))
