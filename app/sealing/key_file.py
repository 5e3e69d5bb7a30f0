"""``keys.json`` of a profile: slots with the newest master key, and older ones under that one.

So a rotation can be ended, and the older keys dropped, without the secrets that open the slots.
"""

import base64
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import AppError, Code
from app.sealing.keys import Keys, Master, derived
from app.sealing.slots import Slot, SlotKind
from app.whole_files import write_whole

_FORMAT = 1
_NONCE_BYTES = 12


@dataclass(frozen=True)
class KeyFile:
    profile: str
    """Random; names the profile in the keyring, wherever its folder lies."""
    slots: tuple[Slot, ...] = ()
    older: bytes = field(default=b"", repr=False)
    """Sealed with the newest master; empty unless a rotation is under way."""

    @classmethod
    def new(cls) -> "KeyFile":
        return cls(secrets.token_hex(8))

    @classmethod
    def load(cls, path: Path) -> "KeyFile":
        """Errors: KEYS_DAMAGED."""
        try:
            said = json.loads(path.read_bytes())
            if said["format"] != _FORMAT:
                raise ValueError("unknown format")
            slots = tuple(Slot.from_json(each) for each in said["slots"])
            return cls(str(said["profile"]), slots, base64.b64decode(said["older"], validate=True))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise AppError(Code.KEYS_DAMAGED, path=str(path)) from error

    def save(self, path: Path) -> None:
        """Whole or not at all. Errors: DISK_FULL, PROFILE_UNWRITABLE."""
        said = {
            "format": _FORMAT, "profile": self.profile,
            "slots": [each.to_json() for each in self.slots],
            "older": base64.b64encode(self.older).decode(),
        }  # fmt: skip
        write_whole(path, json.dumps(said, indent=1).encode())

    @property
    def number(self) -> int:
        """Of the master key that its slots hold; 0 without slots."""
        return max((each.number for each in self.slots), default=0)

    def slot(self, kind: SlotKind) -> Slot | None:
        return next((each for each in self.slots if each.kind is kind), None)

    def with_slots(self, *slots: Slot, without: Iterable[SlotKind] = ()) -> "KeyFile":
        """``slots`` instead of those of their kinds; those ``without`` go."""
        gone = {each.kind for each in slots} | set(without)
        return replace(
            self, slots=(*(each for each in self.slots if each.kind not in gone), *slots)
        )

    def keys(self, newest: Master) -> Keys:
        """``newest``, and the older ones. Raises ValueError when they are not its."""
        if not self.older:
            return Keys({newest.number: newest.key})
        nonce, sealed = self.older[:_NONCE_BYTES], self.older[_NONCE_BYTES:]
        try:
            said = json.loads(_older_cipher(newest).decrypt(nonce, sealed, self.profile.encode()))
        except InvalidTag as error:
            raise ValueError("older keys of another file") from error
        older = {int(number): base64.b64decode(key) for number, key in said.items()}
        return Keys({**older, newest.number: newest.key})

    def with_older(self, keys: Keys) -> "KeyFile":
        """All of ``keys`` but the newest, kept under that one."""
        older = {
            str(number): base64.b64encode(key).decode()
            for number, key in keys.masters.items()
            if number != keys.current
        }
        if not older:
            return replace(self, older=b"")
        nonce = os.urandom(_NONCE_BYTES)
        sealed = _older_cipher(keys.newest).encrypt(
            nonce, json.dumps(older).encode(), self.profile.encode()
        )
        return replace(self, older=nonce + sealed)


def _older_cipher(newest: Master) -> AESGCM:
    return AESGCM(derived(newest.key, b"quay older keys"))
