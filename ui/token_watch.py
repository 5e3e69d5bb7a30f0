"""What can sign now, asked every few seconds on the token lane."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import AppError, Code
from signing.device import Certificate, SigningDevice, Token, Unlock
from signing.remote.patience import PASSING
from ui.background import Worker, run

_FIRST_MS, _EVERY_MS = 800, 3000
_SERVICE_AGAIN_MS = 60_000
"""A signing service that could not be reached is asked again after this."""
Place = tuple[str, int, str, str]


@dataclass(frozen=True)
class TokenInside:
    """A token and the certificates on it; none are known of a file not opened yet."""

    token: Token
    certificates: tuple[Certificate, ...]

    @property
    def latest(self) -> Certificate | None:
        """The certificate that is valid longest, None when there is none."""
        return max(self.certificates, key=lambda each: each.not_after, default=None)

    @property
    def sealed(self) -> bool:
        """Whether its certificates come to light with the password."""
        return not self.certificates and self.token.unlocked_by is Unlock.FILE_PASSWORD

    @property
    def usable(self) -> bool:
        return bool(self.certificates) or self.sealed


@dataclass(frozen=True)
class TokenStatus:
    tokens: tuple[TokenInside, ...] = ()
    error: AppError | None = None
    asked: bool = False
    """Whether the drivers have answered at all."""


class TokenWatch(QObject):
    """``status`` is what was seen last. A poll waits its turn behind a batch being signed."""

    changed = Signal(object)
    """TokenStatus"""

    def __init__(
        self, lane: Worker, device: Callable[[], SigningDevice], parent: QObject | None = None
    ) -> None:
        """``device`` is called on ``lane``, so that drivers are loaded there."""
        super().__init__(parent)
        self._lane, self._device = lane, device
        self._asked_last: SigningDevice | None = None
        """Belongs to the lane."""
        self.status = TokenStatus()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.ask)

    def start(self) -> None:
        self._timer.start(_FIRST_MS)

    def stop(self) -> None:
        self._timer.stop()

    def ask(self) -> None:
        """Look now; the answer comes by ``changed`` if it differs."""
        self._timer.stop()
        known = {place(inside.token): inside for inside in self.status.tokens}
        run(
            self._lane,
            self._read,
            known,
            owner=self,
            done=lambda tokens: self._tell(TokenStatus(tokens, None, True)),
            failed=lambda error: self._tell(TokenStatus((), error, True)),
            ended=self._again,
        )

    def _read(self, known: "dict[Place, TokenInside]") -> tuple[TokenInside, ...]:
        device = self._device()
        # What another device said of the same account or file counts no more.
        same, self._asked_last = device is self._asked_last, device
        return read_tokens(device, known if same else {})

    def _again(self) -> None:
        """A wrong secret is not sent to a service again and again: it would lock the account."""
        error = self.status.error
        if error is None or not error.code.value.startswith("remote_"):
            self._timer.start(_EVERY_MS)
        elif error.code in PASSING:
            self._timer.start(_SERVICE_AGAIN_MS)

    def _tell(self, status: TokenStatus) -> None:
        if _shown(status) != _shown(self.status):
            self.status = status
            self.changed.emit(status)


def read_tokens(device: SigningDevice, known: dict[Place, TokenInside]) -> tuple[TokenInside, ...]:
    """Tokens present now; certificates are read again only from tokens not in ``known``.

    A token that is pulled out meanwhile, or fails beside one that works, is left out. Runs on the
    token lane. Errors: those of ``SigningDevice``.
    """
    found, failed = [], None
    for token in device.tokens():
        before = known.get(place(token))
        try:
            certificates = before.certificates if before else ()
            found.append(TokenInside(token, certificates or device.certificates(token)))
        except AppError as error:
            if error.code is Code.PIN_REQUIRED:
                found.append(TokenInside(token, ()))
            else:
                failed = None if error.code is Code.TOKEN_REMOVED else error
    if failed and not found:
        raise failed
    return tuple(found)


def place(token: Token) -> Place:
    """Which token it is, and where: cheap ones share their serial numbers."""
    return token.module, token.slot, token.label, token.serial


def _shown(status: TokenStatus) -> tuple[object, ...]:
    return status.tokens, status.error.code if status.error else None, status.asked
