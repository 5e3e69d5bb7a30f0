"""What the doubles have in common: an officer's key, and his phone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import count

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from tests.signing.software_keys import SoftwareKey

CLIENT_ID, CLIENT_SECRET = "4184-quay.apps.example", "NGNhMzdmOGEtOGM2Mi00MTg0"
USER_ID = "089188004217"
PASSWORD, TOTP_KEY = "Mat-khau-1", "JBSWY3DPEHPK3PXP"
_BY_LENGTH = {32: hashes.SHA256(), 48: hashes.SHA384(), 64: hashes.SHA512()}


class Decision(Enum):
    CONFIRM = auto()
    REFUSE = auto()
    EXPIRE = auto()
    FAIL = auto()
    QUOTA = auto()
    CERTIFICATE = auto()
    INTERNAL = auto()


@dataclass
class Transaction:
    id: str
    hashes: tuple[bytes, ...]
    names: tuple[str, ...]
    looks: int
    """How often it is asked after before the officer has decided."""


@dataclass
class SigningService:
    owned: SoftwareKey
    decision: Decision = Decision.CONFIRM
    looks: int = 1
    pss: bool = False
    transactions: dict[str, Transaction] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    refusal: object = None
    """What the next sign-in or request is answered with instead, as the API writes it."""

    def open(
        self, hashes: Sequence[bytes], names: Sequence[str] = (), id_: str = ""
    ) -> Transaction:
        number = id_ or f"transaction-{next(self.numbers)}"
        assert number not in self.transactions
        made = Transaction(number, tuple(hashes), tuple(names), self.looks)
        self.transactions[number] = made
        return made

    def decided(self, transaction: Transaction) -> Decision | None:
        """What the officer did, None while he has not."""
        if transaction.looks > 0:
            transaction.looks -= 1
            return None
        return self.decision

    def sign(self, digest: bytes, pss_salt: int = 0) -> bytes:
        algorithm = _BY_LENGTH[len(digest)]
        key = self.owned.key
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return key.sign(digest, ec.ECDSA(Prehashed(algorithm)))
        assert isinstance(key, rsa.RSAPrivateKey)
        scheme = padding.PSS(padding.MGF1(algorithm), pss_salt) if pss_salt else padding.PKCS1v15()
        return key.sign(digest, scheme, Prehashed(algorithm))
