"""Whether a batch can be signed, found out before the PIN is asked; then the PIN."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
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


@dataclass(frozen=True)
class _Question:
    """Two that are equal have the same answer."""

    inside: TokenInside
    wish: StampWish
    count: int


class Readiness(QObject):
    """One question at a time: F8 pressed twice asks for one PIN."""

    put_off = Signal()
    """The PIN was not asked, because the officer was doing something else by then."""

    def __init__(self, services: Services, ask: AskPin, busy: SigningProgress, parent: QWidget):
        super().__init__(parent)
        self._counter, self._window = services.counter, parent
        self._lane = services.province_lane  # it may wait for the network
        self._ask, self._busy = ask, busy
        self._under_way: list[_Question] = []
        """Those that the services have not answered, in order."""
        self._wanted: _Question | None = None
        """The one whose answer the officer waits for; None once he gave up."""
        self._ready: Callable[[str, ValidationEvidence], None] = lambda *_: None
        self._failed: Callable[[AppError], None] = lambda _: None
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

        Who gave up and asks the same again waits for the answer that is on its way already.
        """
        if self._wanted is not None:
            return
        self._wanted = question = _Question(inside, wish, count)
        self._ready, self._failed = ready, failed
        self._busy.check()
        if question not in self._under_way:
            self._under_way.append(question)
            run(
                self._lane, _require_ready, self._counter, inside, wish, count,
                owner=self, done=partial(self._answered, question),
                failed=partial(self._refused, question),
            )  # fmt: skip

    def _answered(self, question: _Question, evidence: "ValidationEvidence") -> None:
        if not self._waits_for(question):
            return
        if self._elsewhere():
            self.put_off.emit()
            return
        purpose = PURPOSES[question.wish.profile.id].format(question.count)
        ready = self._ready
        pin = ask_secret(self._ask, question.inside, purpose, self._window)
        if pin is not None:
            ready(pin, evidence)

    def _refused(self, question: _Question, error: AppError) -> None:
        if self._waits_for(question):
            self._failed(error)

    def _waits_for(self, question: _Question) -> bool:
        """Whether the answer to ``question``, which is here now, is still wanted; it is no more."""
        self._under_way.remove(question)
        wanted = question == self._wanted
        if wanted:
            self._wanted = None
            self._busy.finish()
        return wanted

    def _elsewhere(self) -> bool:
        """Whether what is typed now is meant for another screen or dialog: never for the token,
        which counts wrong PINs.
        """
        return not self._window.isVisible() or QApplication.activeModalWidget() is not None

    def _give_up(self) -> None:
        if self._wanted is not None:
            self._wanted = None
            self._busy.finish()


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
