"""What the screen Ký số has done on the lanes."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.counter import Counter
from app.errors import AppError
from app.operations.sign_files import Signer
from app.operations.sign_papers import SigningOutcome, sign_papers
from signing.profiles import DIGITISING
from ui.background import Stop, run
from ui.sign.waiting import WaitingPaper
from ui.token_watch import TokenInside


def sign_in_background(
    owner: QWidget,
    counter: Counter,
    inside: TokenInside,
    pin: str,
    rows: Sequence[WaitingPaper],
    *,
    stop: Stop,
    outcome: Callable[[SigningOutcome], None],
    failed: Callable[[AppError], None],
    ended: Callable[[], None],
) -> None:
    """Sign ``rows`` on the token lane; ``outcome`` hears of each, ``ended`` comes last."""

    def batch(progress: Callable[[Any], None]) -> object:
        from signing.certificates import choose_certificate

        officer = counter.officer()
        number = officer.identity_number if officer else ""
        serial = officer.certificate_serial if officer else ""
        certificate = choose_certificate(
            inside.certificates, now=counter.now(), identity_number=number, bound_serial=serial
        )
        return sign_papers(
            store=counter.store, vault=counter.vault, work_folder=counter.profile.work,
            kit=counter.signing_kit(),
            signer=Signer(inside.token, certificate, pin, number, serial),
            papers=[row.paper.id for row in rows], profile=DIGITISING,
            placements={row.paper.id: row.placement for row in rows if row.placement},
            on_outcome=progress, stop=stop,
        )  # fmt: skip

    run(
        counter.token_lane, batch, owner=owner, done=lambda _: None, failed=failed,
        progress=outcome, ended=ended,
    )  # fmt: skip
