"""The port to everything that holds a private key."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from signing.algorithms import SignatureAlgorithm


class PinState(StrEnum):
    """The token's own flags (PKCS#11 CK_TOKEN_INFO); no number of tries exists in the standard."""

    FINE = "fine"
    LOW = "low"  # a wrong PIN was entered before
    FINAL_TRY = "final_try"  # the next wrong PIN locks the token
    LOCKED = "locked"


class Unlock(StrEnum):
    """What the officer gives so that a key signs; ``ui/device_words.py`` has the words."""

    PIN = "pin"  # of a USB token, typed here or on its own pad
    FILE_PASSWORD = "file_password"  # of a PKCS#12 file
    PHONE = "phone"  # a confirmation in the service's app, nothing is typed here
    SERVICE_PIN = "service_pin"  # of a key at a signing service
    SERVICE_PASSWORD = "service_password"  # of the officer there
    ONE_TIME_CODE = "one_time_code"  # from the officer's phone


@dataclass(frozen=True)
class Token:
    """What holds keys and can be used now: a token plugged in, a file, an account."""

    module: str
    """Canonical path of the PKCS#11 module that sees it or of the file; address of the service."""
    slot: int
    label: str
    serial: str
    maker: str
    pin: PinState
    own_pin_pad: bool
    """The PIN is typed on the device (CKF_PROTECTED_AUTHENTICATION_PATH), never asked for here."""
    unlocked_by: Unlock = Unlock.PIN

    @property
    def plugged_in(self) -> bool:
        """Whether it is a thing that can be pulled out."""
        return self.unlocked_by is Unlock.PIN


@dataclass(frozen=True)
class Certificate:
    """A certificate on a token, readable without a PIN."""

    der: bytes
    key_id: bytes
    """CKA_ID shared with its private key."""
    common_name: str
    subject: str
    issuer: str
    serial: str
    """Hex."""
    identity_number: str
    """Digits after CCCD:/CMND:/MST: in the subject's UID, empty when there is none."""
    not_before: datetime
    not_after: datetime
    may_sign: bool
    """KeyUsage allows digitalSignature or nonRepudiation, and extendedKeyUsage, where there is
    one, the signing of documents or e-mail (domain §7.7)."""


class SigningSession(Protocol):
    """A logged-in key. Used on the token lane only."""

    @property
    def certificate(self) -> Certificate: ...

    @property
    def algorithm(self) -> SignatureAlgorithm:
        """What the key signs with: the certificate, the key, the token and then the office say."""
        ...

    @property
    def together(self) -> int:
        """How many signatures one confirmation of the officer covers; 1 where it makes no
        difference. A batch that is collected for :meth:`sign_all` then needs one confirmation.
        """
        return 1

    def sign(self, data: bytes, digest: str = "") -> bytes:
        """Sign ``data``; ``digest`` is that of :attr:`algorithm` when empty.

        RSA as a string of the modulus' length, ECDSA as a DER sequence. Errors: TOKEN_* and, from
        keys that ask at each use, PIN_*; REMOTE_* and Cancelled of a remote service.
        """
        ...

    def sign_all(self, datas: Sequence[bytes], digest: str = "") -> tuple[bytes, ...]:
        """Sign each of ``datas``, in their order: all or, by an error, none."""
        return tuple(self.sign(data, digest) for data in datas)


class SigningDevice(Protocol):
    """Tokens of one kind. Used on the token lane only."""

    def tokens(self) -> tuple[Token, ...]:
        """Tokens present now. Errors: TOKEN_DRIVER_ABSENT, TOKEN_DRIVER_FAILED."""
        ...

    def certificates(self, token: Token) -> tuple[Certificate, ...]:
        """Certificates that have a private key on ``token``, without a PIN.

        Errors: TOKEN_*, REMOTE_*; PIN_REQUIRED for a file that seals them with its password.
        """
        ...

    def unlock(self, token: Token, pin: str) -> tuple[Certificate, ...]:
        """As :meth:`certificates`, with ``pin`` for a file that seals them.

        Errors: those, and PIN_* of a file.
        """
        ...

    def open(
        self, token: Token, certificate: Certificate, pin: str
    ) -> AbstractContextManager[SigningSession]:
        """Log in once for a batch.

        Errors: PIN_* (with ``state``, a PinState, where the PIN was wrong), TOKEN_*,
        CERTIFICATE_ABSENT.
        """
        ...
