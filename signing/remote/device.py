"""``SigningDevice`` over a signing service: a token whose PIN pad is a phone."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.errors import AppError, Code
from signing.algorithms import (
    DEFAULT_WISH,
    AlgorithmWish,
    RsaPadding,
    Scheme,
    SignatureAlgorithm,
    algorithm_for,
)
from signing.certificates import read_certificate
from signing.device import Certificate, PinState, SigningSession, Token, Unlock
from signing.remote.confirming import confirmed
from signing.remote.patience import PASSING, Patience
from signing.remote.service import Credential, Order, RemoteService


@dataclass(frozen=True)
class _Pending:
    order: Order
    transaction: str
    since: float


class RemoteDevice:
    """One officer's account at one service. For one thread, as every device.

    A request that was handed in is remembered until the service says what became of it: the same
    hashes are asked after, never handed in twice, and others wait for it (a second message on the
    officer's phone would be confirmed without a look).
    """

    def __init__(
        self, service: RemoteService, *, patience: Patience, wish: AlgorithmWish = DEFAULT_WISH
    ) -> None:
        self._service, self._patience, self._wish = service, patience, wish
        self._credentials: dict[bytes, Credential] = {}
        self._pending: _Pending | None = None

    def tokens(self) -> tuple[Token, ...]:
        """One that is always there; the service is not asked."""
        return (
            Token(
                module=self._service.address,
                slot=0,
                label=self._service.name,
                serial="",
                maker=self._service.name,
                pin=PinState.FINE,
                own_pin_pad=self._service.unlocked_by is Unlock.PHONE,
                unlocked_by=self._service.unlocked_by,
            ),
        )

    def certificates(self, token: Token) -> tuple[Certificate, ...]:  # noqa: ARG002 (the only one)
        """The officer's certificates, asked for once. Errors: REMOTE_*."""
        if not self._credentials:
            found = {each.id.encode(): each for each in self._service.credentials()}
            for key_id, each in found.items():
                read_certificate(each.certificate, key_id=key_id)
            self._credentials = found
        return tuple(
            read_certificate(each.certificate, key_id=key_id)
            for key_id, each in self._credentials.items()
        )

    def unlock(self, token: Token, pin: str) -> tuple[Certificate, ...]:  # noqa: ARG002 (no need)
        """As :meth:`certificates`."""
        return self.certificates(token)

    @contextmanager
    def open(self, token: Token, certificate: Certificate, pin: str) -> Iterator[SigningSession]:
        """A session; the service hears of it at the first signature.

        Errors: PIN_REQUIRED, CERTIFICATE_ABSENT, REMOTE_*.
        """
        if not pin and not token.own_pin_pad:
            raise AppError(Code.PIN_REQUIRED, device="service")
        self.certificates(token)  # a certificate may be known from an earlier device
        credential = self._credentials.get(certificate.key_id)
        if credential is None or credential.certificate != certificate.der:
            raise AppError(Code.CERTIFICATE_ABSENT, device="service")
        session = RemoteSession(self, certificate, credential, pin, self._algorithm(credential))
        try:
            yield session
        finally:
            session.close()

    def _algorithm(self, credential: Credential) -> SignatureAlgorithm:
        """What service and certificate both can do."""
        digest = self._wish.digest if self._wish.digest in self._service.digests else ""
        padding = self._wish.padding
        if Scheme.RSA_PSS not in credential.schemes:
            padding = RsaPadding.PKCS1
        pss_only = Scheme.RSA_PSS in credential.schemes and (
            Scheme.RSA_PKCS1 not in credential.schemes
        )
        found = algorithm_for(
            credential.certificate, AlgorithmWish(padding, digest), pss_only=pss_only
        )
        if found.digest not in self._service.digests:
            found = found.with_digest(self._service.digests[0])
        if found.scheme not in credential.schemes:
            raise AppError(Code.REMOTE_UNSUPPORTED, algorithm=found.scheme.value)
        return found

    def fulfilled(self, order: Order) -> tuple[bytes, ...]:
        """Signatures for ``order``, which may be under way already. Errors: REMOTE_*, Cancelled."""
        pending = self._under_way(order)
        if pending is None:
            since = self._patience.clock()
            started = self._service.start(order)
            if not started.transaction:
                return started.signatures
            pending = self._pending = _Pending(order, started.transaction, since)
        try:
            signatures = self._patience.until(
                lambda: self._service.poll(pending.transaction, order),
                since=pending.since,
                signatures=len(order.hashes),
            )
        except AppError as error:
            if error.code not in PASSING:
                self._pending = None
            raise
        self._pending = None
        return signatures

    def _under_way(self, order: Order) -> _Pending | None:
        """The request for the same hashes. Errors: REMOTE_CONFIRMATION_PENDING for others."""
        pending = self._pending
        if pending is None:
            return None
        if (pending.order.credential, pending.order.hashes) == (order.credential, order.hashes):
            return pending
        left = self._patience.limit - (self._patience.clock() - pending.since)
        if left > 0 and self._is_open(pending):
            raise AppError(Code.REMOTE_CONFIRMATION_PENDING, retry_after=int(left) + 1)
        self._pending = None
        return None

    def _is_open(self, pending: _Pending) -> bool:
        try:
            return self._service.poll(pending.transaction, pending.order) is None
        except AppError as error:
            if error.code in PASSING:
                raise
            return False


class RemoteSession(SigningSession):
    """Made by ``RemoteDevice.open``."""

    def __init__(
        self,
        device: RemoteDevice,
        certificate: Certificate,
        credential: Credential,
        pin: str,
        algorithm: SignatureAlgorithm,
    ) -> None:
        self._device, self._certificate, self._credential = device, certificate, credential
        self._pin, self._algorithm = pin, algorithm
        self._closed = False

    @property
    def certificate(self) -> Certificate:
        return self._certificate

    @property
    def algorithm(self) -> SignatureAlgorithm:
        return self._algorithm

    @property
    def together(self) -> int:
        return self._credential.together

    def sign(self, data: bytes, digest: str = "") -> bytes:
        """As :meth:`sign_all`, with a confirmation of its own."""
        return self.sign_all([data], digest)[0]

    def sign_all(self, datas: Sequence[bytes], digest: str = "") -> tuple[bytes, ...]:
        """One confirmation for each :attr:`together` of ``datas``.

        Errors: REMOTE_*; Cancelled when the officer stops, after which the same ``datas`` take up
        the same request.
        """
        if self._closed:
            raise AppError(Code.TOKEN_REMOVED)
        algorithm = self._algorithm.with_digest(digest)
        hashes = [hashlib.new(algorithm.digest, data).digest() for data in datas]
        signatures: list[bytes] = []
        for start in range(0, len(hashes), self.together):
            signatures += self._signed(tuple(hashes[start : start + self.together]), algorithm)
        return tuple(signatures)

    def close(self) -> None:
        """Forget what was typed."""
        self._pin, self._closed = "", True

    def _signed(self, hashes: tuple[bytes, ...], algorithm: SignatureAlgorithm) -> Iterator[bytes]:
        found = self._device.fulfilled(Order(self._credential, hashes, algorithm, self._pin))
        if len(found) != len(hashes):
            raise AppError(Code.REMOTE_ANSWER_UNREADABLE, field="signatures")
        for signature, digest in zip(found, hashes, strict=True):
            yield confirmed(
                signature,
                digest=digest,
                certificate=self._credential.certificate,
                algorithm=algorithm,
            )
