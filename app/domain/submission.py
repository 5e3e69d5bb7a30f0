"""What waits for the province: acts and uploads with their keys, attempts and receipts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.domain.dossier import DossierId


class OutboxKind(StrEnum):
    UPLOAD = "upload"  # one file of the vault, by SHA-256
    RECEIVE_DOSSIER = "receive_dossier"  # the act of receiving, refers to files by SHA-256
    ACT = "act"  # any other act; its payload says which
    UNKNOWN = "unknown"  # of a newer version, or what a damaged row says


class OutboxState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"  # written before the first byte leaves; found at start = answer unknown
    DELIVERED = "delivered"  # acknowledged with the file's SHA-256
    REFUSED = "refused"  # the province said no; the officer must act
    WITHDRAWN = "withdrawn"  # taken back by the officer, or replaced by a later submission
    UNCONFIRMED = "unconfirmed"  # waited so long that the officer is asked again (dangerous_acts)


class QueueHalt(StrEnum):
    """Why nothing is sent at all."""

    NONE = "none"
    PAUSED = "paused"  # by the officer
    SIGN_IN = "sign_in"  # 401/403: the officer must sign in again
    DISK = "disk"  # the local disk is full


@dataclass(frozen=True)
class Quiet:
    """The province has too much to do and said when to come back (Retry-After)."""

    until: datetime
    asked: timedelta
    """From when it was said; more can never be left."""

    def left(self, now: datetime) -> timedelta:
        """Nothing where the clock was set back since: how much is over cannot be told then."""
        left = self.until - now
        return left if timedelta() < left <= self.asked else timedelta()


@dataclass(frozen=True)
class OutboxItem:
    """One thing to deliver.

    Dossiers go in any order. Within one, an act goes after everything queued before it, and
    uploads among themselves go in any order.
    """

    id: int
    key: str
    """Idempotency key, the same on every repeat."""
    dossier_id: DossierId
    kind: OutboxKind
    payload: dict[str, Any]
    """UPLOAD: ``paper_id, title, sha256, bytes``. Others: the act of sync/contract.py."""
    state: OutboxState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    """None when it may go now or never again."""
    last_error: str
    """An ``app.errors.Code`` value, empty when the last attempt succeeded or there was none."""
    last_error_facts: dict[str, Any]
    upload_url: str
    """UPLOAD: where the province keeps the unfinished upload, empty before its creation."""
    sent_bytes: int
    """UPLOAD: bytes that the province confirmed."""
    receipt: dict[str, Any]
    """The province's receipt, empty until DELIVERED."""
    delivered_at: datetime | None
    confirmed_at: datetime | None = None
    """When the officer last said that a dangerous act is still meant."""

    @property
    def act_kind(self) -> str:
        """``kind`` of the act in sync/contract.py, empty for an upload."""
        return "" if self.kind is OutboxKind.UPLOAD else str(self.payload.get("kind", ""))

    @property
    def wanted_since(self) -> datetime:
        """Since when the officer wants it sent."""
        return self.confirmed_at or self.created_at


@dataclass(frozen=True)
class Attempt:
    """One try at an item; ``outcome`` stays empty when the program died during it."""

    item_id: int
    number: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    """``delivered``, ``broken_off``, an ``app.errors.Code`` value, or empty: the answer is not
    known."""


@dataclass(frozen=True)
class QueueCounts:
    """The status strip's numbers."""

    waiting: int
    sending: int
    failing: int
    """Waiting after at least one failed attempt."""
    refused: int
    delivered: int
    unconfirmed: int = 0
    """Acts that wait for the officer's word, see ``app.domain.dangerous_acts``."""
