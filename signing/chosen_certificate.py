"""A device of which one certificate only is used."""

from collections.abc import Iterable
from contextlib import AbstractContextManager

from app.errors import AppError, Code
from signing.device import Certificate, SigningDevice, SigningSession, Token


class ChosenCertificate(SigningDevice):
    """Shows no certificate but the one with ``serial`` (hex), so that no other is ever chosen."""

    def __init__(self, device: SigningDevice, serial: str) -> None:
        self._device, self._serial = device, serial

    def tokens(self) -> tuple[Token, ...]:
        return self._device.tokens()

    def certificates(self, token: Token) -> tuple[Certificate, ...]:
        return self._only(self._device.certificates(token))

    def unlock(self, token: Token, pin: str) -> tuple[Certificate, ...]:
        return self._only(self._device.unlock(token, pin))

    def open(
        self, token: Token, certificate: Certificate, pin: str
    ) -> AbstractContextManager[SigningSession]:
        return self._device.open(token, certificate, pin)

    def _only(self, certificates: Iterable[Certificate]) -> tuple[Certificate, ...]:
        """Errors: CERTIFICATE_ABSENT."""
        found = tuple(each for each in certificates if each.serial == self._serial)
        if not found:
            raise AppError(Code.CERTIFICATE_ABSENT, device="chosen")
        return found
