"""Making, opening and exchanging the keys of a profile (docs/decisions/017)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import AppError, Code
from app.profile_lock import taking_turns
from app.sealing.key_file import KeyFile
from app.sealing.keys import KEY_BYTES, Keys, Master
from app.sealing.recovery_code import recovery_secret
from app.sealing.slots import Slot, SlotKind, passphrase_secret
from app.sealing.system_keyring import forget_secret, kept_secret, new_secret

SHORTEST_PASSPHRASE = 12
SEALING_LOCK = "sealing.lock"
"""In a profile: held while the key file or a small sealed file is read and written anew."""
_BY_ITSELF = frozenset({SlotKind.KEYRING, SlotKind.PASSPHRASE})


class ProfileKeys:
    """The key file at ``path``, and the keyring of whoever runs the program."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def made(self) -> bool:
        return self._path.exists()

    @property
    def way(self) -> SlotKind:
        """How this machine opens them. Errors: KEYS_DAMAGED."""
        kinds = {each.kind for each in KeyFile.load(self._path).slots}
        return next(iter(kinds & _BY_ITSELF), SlotKind.RECOVERY)

    @property
    def has_recovery_code(self) -> bool:
        """Errors: KEYS_DAMAGED."""
        return KeyFile.load(self._path).slot(SlotKind.RECOVERY) is not None

    def make(self, passphrase: str = "") -> Keys:
        """New keys, kept by the keyring where there is one, else under ``passphrase``.

        Errors: PASSPHRASE_NOT_SET when it takes one, PASSPHRASE_SHORT, DISK_FULL.
        """
        with taking_turns(self._lock):
            if self.made:  # by another process, which may have sealed something already
                return self.open(passphrase)
            keys = Keys({1: os.urandom(KEY_BYTES)})
            self._keep(KeyFile.new(), keys, passphrase)
        return keys

    def open(self, passphrase: str = "") -> Keys:
        """The keys, by the keyring or by ``passphrase``, whichever this profile has.

        Errors: KEYS_DAMAGED, KEY_LOST when the keyring has not got it, KEYRING_FAILED,
        PASSPHRASE_REQUIRED, PASSPHRASE_WRONG.
        """
        file = KeyFile.load(self._path)
        slot = file.slot(SlotKind.PASSPHRASE)
        if slot is not None and not passphrase:
            raise AppError(Code.PASSPHRASE_REQUIRED)
        if slot is not None:
            newest = slot.opened(passphrase_secret(passphrase), file.profile)
            return self._all(file, newest, Code.PASSPHRASE_WRONG)
        slot = file.slot(SlotKind.KEYRING)
        secret = kept_secret(_entry(file, slot.number)) if slot else None
        newest = slot.opened(secret, file.profile) if slot and secret else None
        return self._all(file, newest, Code.KEY_LOST)

    def recover(self, code: str, passphrase: str = "") -> Keys:
        """The keys by the recovery code; from now on this machine opens them by itself.

        Errors: KEYS_DAMAGED, RECOVERY_CODE_MALFORMED, RECOVERY_CODE_WRONG, and those of
        :meth:`make`.
        """
        secret = recovery_secret(code)
        with self._changed() as file:
            slot = file.slot(SlotKind.RECOVERY)
            newest = slot.opened(secret, file.profile) if slot else None
            keys = self._all(file, newest, Code.RECOVERY_CODE_WRONG)
            self._keep(file, keys, passphrase)
        return keys

    def keep_recovery_code(self, keys: Keys, code: str) -> None:
        """``code`` opens ``keys`` from now on, and no earlier one does. Errors: DISK_FULL,
        PROFILE_IN_USE when another program has just exchanged the keys.
        """
        with self._changed(keys) as file:
            file.with_slots(_by_code(file, keys, code)).save(self._path)

    def change_passphrase(self, old: str, new: str) -> None:
        """``new`` opens the keys from now on, and ``old`` does not: but for copies of the key file
        in backups. Errors: PASSPHRASE_UNUSED where a keyring keeps them, PASSPHRASE_WRONG,
        PASSPHRASE_SHORT, KEYS_DAMAGED, DISK_FULL; then ``old`` stays.
        """
        with self._changed() as file:
            if file.slot(SlotKind.PASSPHRASE) is None:
                raise AppError(Code.PASSPHRASE_UNUSED)
            keys = self.open(old)
            file.with_slots(_by_passphrase(file, keys, new)).save(self._path)

    def begin_rotation(self, keys: Keys, code: str, passphrase: str = "") -> Keys:
        """``keys`` with a new master, to be had by a new secret of the keyring, or by
        ``passphrase``, and by the new recovery ``code``: what is sealed from now on does not open
        to whoever knew the old ones. Errors: those of :meth:`make`, PROFILE_IN_USE.
        """
        grown = Keys({**keys.masters, keys.current + 1: os.urandom(KEY_BYTES)})
        with self._changed(keys) as known:
            file = known.with_older(grown)
            self._keep(file.with_slots(_by_code(file, grown, code)), grown, passphrase)
        return grown

    def end_rotation(self, keys: Keys) -> Keys:
        """Let go of all masters but the newest, once nothing is sealed with them any more.

        Errors: PROFILE_IN_USE, DISK_FULL.
        """
        left = Keys({keys.current: keys.newest.key})
        with self._changed(keys) as file:
            file.with_older(left).save(self._path)
        for number in keys.masters.keys() - left.masters.keys():
            forget_secret(_entry(file, number))
        return left

    @property
    def _lock(self) -> Path:
        return self._path.with_name(SEALING_LOCK)

    @contextmanager
    def _changed(self, keys: Keys | None = None) -> Iterator[KeyFile]:
        """The file as it is; nobody else changes it meanwhile. It must have ``keys``."""
        with taking_turns(self._lock):
            file = KeyFile.load(self._path)
            if keys is not None and file.number != keys.current:
                # A slot with an older master among those with the newest would open nothing.
                raise AppError(Code.PROFILE_IN_USE, folder=str(self._path.parent))
            yield file

    def _all(self, file: KeyFile, newest: Master | None, otherwise: Code) -> Keys:
        if newest is None:
            raise AppError(otherwise)
        try:
            return file.keys(newest)
        except ValueError as error:
            raise AppError(Code.KEYS_DAMAGED, path=str(self._path)) from error

    def _keep(self, file: KeyFile, keys: Keys, passphrase: str) -> None:
        """Let this machine open ``keys`` by itself."""
        secret = new_secret(_entry(file, keys.current))
        if secret is not None:
            slot = Slot.closed(SlotKind.KEYRING, secret, keys.newest, file.profile)
        elif passphrase:
            slot = _by_passphrase(file, keys, passphrase)
        else:
            raise AppError(Code.PASSPHRASE_NOT_SET)
        file.with_slots(slot, without=_BY_ITSELF).save(self._path)


def _entry(file: KeyFile, number: int) -> str:
    """The name in the keyring. A new master has a new one: dying between keyring and file must
    not leave a file whose entry is overwritten.
    """
    return f"{file.profile}.{number}"


def _by_passphrase(file: KeyFile, keys: Keys, passphrase: str) -> Slot:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise AppError(Code.PASSPHRASE_SHORT)
    secret = passphrase_secret(passphrase)
    return Slot.closed(SlotKind.PASSPHRASE, secret, keys.newest, file.profile)


def _by_code(file: KeyFile, keys: Keys, code: str) -> Slot:
    return Slot.closed(SlotKind.RECOVERY, recovery_secret(code), keys.newest, file.profile)
