"""What every signing service can do, whatever its API looks like: sign these hashes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from signing.algorithms import Scheme, SignatureAlgorithm
from signing.device import Unlock


@dataclass(frozen=True)
class Credential:
    """A key at the service."""

    id: str
    certificate: bytes
    """DER."""
    schemes: frozenset[Scheme]
    together: int = 1
    """Signatures that one confirmation may cover."""


@dataclass(frozen=True)
class Order:
    """Hashes that one confirmation covers."""

    credential: Credential
    hashes: tuple[bytes, ...]
    algorithm: SignatureAlgorithm
    pin: str = field(default="", repr=False)


@dataclass(frozen=True)
class Started:
    transaction: str = field(repr=False)
    """How the service calls it; empty when it is done already."""
    signatures: tuple[bytes, ...] = ()


class RemoteService(Protocol):
    """Errors of all: REMOTE_*."""

    @property
    def name(self) -> str:
        """As officers know it, e.g. ``VNPT SmartCA``."""
        ...

    @property
    def address(self) -> str: ...

    @property
    def unlocked_by(self) -> Unlock:
        """How the officer confirms."""
        ...

    @property
    def digests(self) -> Sequence[str]:
        """What its API takes, e.g. ``sha256``."""
        ...

    def credentials(self) -> tuple[Credential, ...]:
        """The officer's keys."""
        ...

    def start(self, order: Order) -> Started:
        """Hand in ``order``, once. REMOTE_ANSWER_LOST: it may have arrived."""
        ...

    def poll(self, transaction: str, order: Order) -> tuple[bytes, ...] | None:
        """The signatures in the order of the hashes; None while the officer is waited for."""
        ...
