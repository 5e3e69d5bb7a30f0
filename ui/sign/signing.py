"""What the screen Ký số has done on the lanes."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.counter import Counter
from app.errors import AppError
from app.operations.sign_files import Signer
from app.operations.sign_papers import SigningOutcome, sign_papers
from signing.device import Certificate, PinState, Unlock
from signing.profiles import DIGITISING
from signing.remote.patience import Waiting
from ui.background import Stop, run
from ui.device_words import device_name
from ui.sign.waiting import WaitingPaper
from ui.token_watch import TokenInside

AskPin = Callable[[str, str, PinState, QWidget, Unlock], str | None]
"""What for, with which device, the state of its PIN, above which window, what is typed."""


def sign_in_background(
    owner: QWidget,
    counter: Counter,
    inside: TokenInside,
    pin: str,
    rows: Sequence[WaitingPaper],
    *,
    stop: Stop,
    outcome: Callable[[SigningOutcome], None],
    waiting: Callable[[Waiting], None],
    failed: Callable[[AppError], None],
    ended: Callable[[], None],
) -> None:
    """Sign ``rows`` on the token lane; ``outcome`` hears of each, ``ended`` comes last.

    ``waiting`` hears each time that the officer is waited for at a signing service.
    """

    def told(news: SigningOutcome | Waiting) -> None:
        if isinstance(news, Waiting):
            waiting(news)
        else:
            outcome(news)

    def batch(progress: Callable[[Any], None]) -> object:
        with counter.attendance.of(progress, stop):
            return sign(progress)

    def sign(progress: Callable[[Any], None]) -> object:
        return sign_papers(
            store=counter.store, vault=counter.vault, work_folder=counter.profile.work,
            kit=counter.signing_kit(), signer=_signer(counter, inside, pin),
            papers=[row.paper.id for row in rows], profile=DIGITISING,
            placements={row.paper.id: row.placement for row in rows if row.placement},
            on_outcome=progress, stop=stop,
        )  # fmt: skip

    run(
        counter.token_lane, batch, owner=owner, done=lambda _: None, failed=failed,
        progress=told, ended=ended,
    )  # fmt: skip


def ask_secret(ask: AskPin, inside: TokenInside, papers: int, parent: QWidget) -> str | None:
    """What unlocks the key; empty where nothing is typed here, None when it was not given."""
    token = inside.token
    if token.own_pin_pad:
        return ""
    purpose = f"Ký số hóa {papers} giấy tờ"
    return ask(purpose, device_name(token), token.pin, parent, token.unlocked_by)


def _signer(counter: Counter, inside: TokenInside, pin: str) -> Signer:
    """The officer's own certificate on the device. Errors: CERTIFICATE_*, PIN_* of a file."""
    from signing.certificates import choose_certificate

    officer = counter.officer()
    number = officer.identity_number if officer else ""
    serial = officer.certificate_serial if officer else ""
    certificate = choose_certificate(
        _certificates(counter, inside, pin), now=counter.now(), identity_number=number,
        bound_serial=serial,
    )  # fmt: skip
    return Signer(inside.token, certificate, pin, number, serial)


def _certificates(counter: Counter, inside: TokenInside, pin: str) -> tuple[Certificate, ...]:
    """Those known already, else what the password of the file brings to light, now known."""
    if not inside.sealed:
        return inside.certificates
    from app.operations.signing_device import keep_certificates

    found = counter.device.unlock(inside.token, pin)
    keep_certificates(counter.file_certificates, inside.token, found)
    return found
