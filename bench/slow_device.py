"""A token that takes its time for each signature, whatever it is."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from signing.algorithms import SignatureAlgorithm
from signing.device import Certificate, SigningDevice, SigningSession, Token


class SlowDevice:
    """``device`` with ``seconds`` more for each signature; other threads go on meanwhile."""

    def __init__(self, device: SigningDevice, seconds: float) -> None:
        self._device, self._seconds = device, seconds

    def tokens(self) -> tuple[Token, ...]:
        return self._device.tokens()

    def certificates(self, token: Token) -> tuple[Certificate, ...]:
        return self._device.certificates(token)

    def unlock(self, token: Token, pin: str) -> tuple[Certificate, ...]:
        return self._device.unlock(token, pin)

    @contextmanager
    def open(self, token: Token, certificate: Certificate, pin: str) -> Iterator[SigningSession]:
        with self._device.open(token, certificate, pin) as session:
            yield _SlowSession(session, self._seconds)


class _SlowSession(SigningSession):
    def __init__(self, session: SigningSession, seconds: float) -> None:
        self._session, self._seconds = session, seconds

    @property
    def certificate(self) -> Certificate:
        return self._session.certificate

    @property
    def algorithm(self) -> SignatureAlgorithm:
        return self._session.algorithm

    def sign(self, data: bytes, digest: str = "") -> bytes:
        time.sleep(self._seconds)
        return self._session.sign(data, digest)
