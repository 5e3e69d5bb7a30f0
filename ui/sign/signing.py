"""What the screen Ký số has done on the lanes."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject

from app.counter import Counter
from app.domain.paper import PaperId
from app.errors import AppError
from app.operations.sign_files import Signer
from app.operations.sign_papers import SigningOutcome, sign_papers
from signing.device import Certificate
from signing.placement import Placement
from signing.profiles import Holder
from ui.background import Stop, run
from ui.sign.stamp_wish import (
    StampWish,
    details_of,
    preview_stamp,
    proportioned,
    wished_number,
)
from ui.sign.waiting import WaitingPaper
from ui.token_watch import TokenInside


def sign_in_background(
    owner: QObject,
    counter: Counter,
    inside: TokenInside,
    pin: str,
    *,
    rows: Sequence[WaitingPaper],
    wish: StampWish,
    stop: Stop,
    outcome: Callable[[SigningOutcome], None],
    failed: Callable[[AppError], None],
    ended: Callable[[], None],
) -> None:
    """Sign ``rows`` as ``wish`` says, on the token lane.

    ``outcome`` hears of each, ``ended`` comes last.
    """

    def batch(progress: Callable[[Any], None]) -> object:
        from signing.certificates import choose_certificate

        # The office's certificate is nobody's: there is no account to compare it with.
        officer = counter.officer() if wish.profile.holder is Holder.PERSON else None
        number = officer.identity_number if officer else ""
        serial = officer.certificate_serial if officer else ""
        certificate = choose_certificate(
            inside.certificates, now=counter.now(), identity_number=number, bound_serial=serial
        )
        return sign_papers(
            store=counter.store, vault=counter.vault, work_folder=counter.profile.work,
            kit=counter.signing_kit(),
            signer=Signer(inside.token, certificate, pin, number, serial),
            papers=[row.paper.id for row in rows], profile=wish.sized,
            placements=_placements(counter, wish, certificate, rows),
            details=details_of(counter, wish), number=wished_number(counter, wish),
            on_outcome=progress, stop=stop,
        )  # fmt: skip

    run(
        counter.token_lane, batch, owner=owner, done=lambda _: None, failed=failed,
        progress=outcome, ended=ended,
    )  # fmt: skip


def _placements(
    counter: Counter, wish: StampWish, certificate: Certificate, rows: Sequence[WaitingPaper]
) -> dict[PaperId, Placement]:
    """Where the officer put the stamps, in the proportions that they have now."""
    placed = {row.paper.id: row.placement for row in rows if row.placement}
    if not placed:
        return {}
    stamp = preview_stamp(counter, wish, certificate.common_name)
    return {paper: proportioned(placement, stamp) for paper, placement in placed.items()}
