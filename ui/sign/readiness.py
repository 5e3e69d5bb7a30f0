"""Whether a batch can be signed, found out before the PIN is asked; then the PIN."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.counter import Counter, level_services
from app.errors import AppError
from app.operations.sign_files import require_vouched_for
from ui.background import run
from ui.services import Services
from ui.sign.profile_needs import PURPOSES
from ui.sign.progress import SigningProgress
from ui.sign.signing import AskPin, ask_secret, certificate_of
from ui.sign.stamp_wish import StampWish, require_ready
from ui.token_watch import TokenInside

if TYPE_CHECKING:
    from signing.validation_evidence import ValidationEvidence


class Readiness(QObject):
    """One question at a time: F8 pressed twice asks for one PIN."""

    put_off = Signal()
    """The PIN was not asked, because the officer was doing something else by then."""

    def __init__(self, services: Services, ask: AskPin, busy: SigningProgress, parent: QWidget):
        super().__init__(parent)
        self._counter, self._window = services.counter, parent
        self._lane = services.province_lane  # it may wait for the network
        self._ask, self._busy = ask, busy
        self._asking = self._given_up = False
        busy.cancelled.connect(self._give_up)

    def ask(
        self,
        inside: TokenInside,
        wish: StampWish,
        count: int,
        *,
        ready: Callable[[str, "ValidationEvidence"], None],
        failed: Callable[[AppError], None],
    ) -> None:
        """``ready`` with the PIN and what the services said, when ``count`` papers can be signed
        so and the officer gave the PIN.
        """
        if self._asking:
            return
        self._asking, self._given_up = True, False
        self._busy.check()

        def ask_pin(evidence: "ValidationEvidence") -> None:
            self._busy.finish()
            if self._given_up:
                return
            if self._elsewhere():
                self.put_off.emit()
                return
            purpose = PURPOSES[wish.profile.id].format(count)
            pin = ask_secret(self._ask, inside, purpose, self._window)
            if pin is not None:
                ready(pin, evidence)

        def refused(error: AppError) -> None:
            self._busy.finish()
            failed(error)

        run(
            self._lane, _require_ready, self._counter, inside, wish, count,
            owner=self, done=ask_pin, failed=refused, ended=self._answered,
        )  # fmt: skip

    def _elsewhere(self) -> bool:
        """Whether what is typed now is meant for another screen or dialog: never for the token,
        which counts wrong PINs.
        """
        return not self._window.isVisible() or QApplication.activeModalWidget() is not None

    def _give_up(self) -> None:
        self._given_up = True

    def _answered(self) -> None:
        self._asking = False


def _require_ready(
    counter: Counter, inside: TokenInside, wish: StampWish, count: int
) -> "ValidationEvidence":
    """What the services said of the signer's certificate.

    Of a file that no password has opened yet nothing is known: it is looked at when signing.
    Errors: CERTIFICATE_*, those of ``require_ready``.
    """
    services = level_services(counter)
    if not inside.sealed:
        signer = certificate_of(counter, inside.certificates, wish.profile.holder)
        require_vouched_for(
            signer.certificate, trust=services.trust, now=counter.now(),
            evidence=services.evidence if counter.settings.trust.check_revocation else None,
        )  # fmt: skip
    if not wish.bare:
        require_ready(counter, wish, count)
    return services.evidence
