"""The audit log: its acts, its entries, and the chain that holds them (docs/decisions/021)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

DONE = "done"
"""Result of an act that succeeded; of another it is the value of its error's code."""
Fact = str | int | bool


class Act(StrEnum):
    """What is written down. Values stay for good: they are in chains that lie elsewhere."""

    # People
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    UNLOCK_PASSWORD_SET = "unlock_password_set"
    UNLOCK_PASSWORD_REMOVED = "unlock_password_removed"

    # Dossiers and papers
    RECEIVED = "received"
    DISCARDED = "discarded"
    ACT_QUEUED = "act_queued"
    PAPER_BUILT = "paper_built"
    PAPER_ATTACHED = "paper_attached"
    PAPER_REMOVED = "paper_removed"

    # Signatures and numbers
    SIGNED = "signed"
    RAISED = "raised"
    RENEWED = "renewed"
    NUMBER_SETTLED = "number_settled"
    NUMBER_FREED = "number_freed"

    # The province
    DELIVERED = "delivered"
    REFUSED = "refused"
    PACKAGE_EXPORTED = "package_exported"
    QUEUE_PAUSED = "queue_paused"
    QUEUE_RESUMED = "queue_resumed"
    ITEM_RETRIED = "item_retried"
    ACT_CONFIRMED = "act_confirmed"
    ACT_WITHDRAWN = "act_withdrawn"

    # This machine
    ANCHOR_ADDED = "anchor_added"
    ANCHOR_REMOVED = "anchor_removed"
    PICTURE_CHANGED = "picture_changed"
    PICTURE_REMOVED = "picture_removed"
    REMOTE_ACCOUNT_CHANGED = "remote_account_changed"
    SETTINGS_CHANGED = "settings_changed"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    RESTORE_GIVEN_UP = "restore_given_up"
    RECOVERY_CODE_MADE = "recovery_code_made"
    RECOVERED = "recovered"
    PASSPHRASE_CHANGED = "passphrase_changed"
    KEYS_ROTATED = "keys_rotated"
    SEAL_REMADE = "seal_remade"


@dataclass(frozen=True)
class AuditEntry:
    number: int
    """1 for the first of a profile, without gaps."""
    at: str
    """When it was written, by this machine's clock: ISO 8601 in UTC with microseconds."""
    account: str
    """Who was signed in; empty for nobody."""
    act: str
    """Of ``Act``, or one that a newer program knows."""
    dossier_id: str
    """Empty for an act without a dossier."""
    facts: Mapping[str, Fact]
    result: str
    hash: str
    """SHA-256 in hex; see :func:`hash_of`."""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class ChainEnd:
    """How long a chain is and where it ends."""

    entries: int
    hash: str


EMPTY = ChainEnd(0, "0" * 64)


def written_moment(moment: datetime) -> str:
    """``moment`` in the one form that is hashed."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(value: Mapping[str, object]) -> str:
    """``value`` by RFC 8785, of which strings, whole numbers, booleans and objects are used."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(entry: AuditEntry, before: str) -> str:
    """SHA-256 in hex over the 32 bytes of ``before``, the hash of the entry before (zeros for the
    first), and the UTF-8 of the canonical object of all fields but the hash itself.
    """
    content = canonical(
        {
            "number": entry.number,
            "at": entry.at,
            "account": entry.account,
            "act": entry.act,
            "dossier": entry.dossier_id,
            "facts": dict(entry.facts),
            "result": entry.result,
        }
    )
    return hashlib.sha256(bytes.fromhex(before) + content.encode()).hexdigest()
