"""What the screen Ký số has done on the lanes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.counter import Counter
from app.domain.audit import Act
from app.domain.paper import PaperId
from app.errors import AppError
from app.operations.loose_files import FileOutcome, LooseFile, Wanted, not_signed
from app.operations.sign_files import Signer
from app.operations.sign_together import Outcome, sign_together
from app.operations.write_audit import AuditLog
from signing.device import Certificate, PinState, Unlock
from signing.placement import Placement
from signing.profiles import Holder
from signing.remote.patience import Waiting
from ui.background import Stop, run
from ui.device_words import device_name
from ui.sign.outcome import DocumentOutcome, key_of, outcome_of
from ui.sign.stamp_wish import (
    StampWish,
    details_of,
    preview_stamp,
    proportioned,
    wished_number,
)
from ui.sign.waiting import WaitingRow
from ui.token_watch import TokenInside

if TYPE_CHECKING:
    from signing.validation_evidence import ValidationEvidence

AskPin = Callable[[str, str, PinState, QWidget, Unlock], str | None]
"""What for, with which device, the state of its PIN, above which window, what is typed."""


def sign_in_background(
    owner: QObject,
    counter: Counter,
    inside: TokenInside,
    pin: str,
    *,
    rows: Sequence[WaitingRow],
    out: Callable[[Path], Path],
    wish: StampWish,
    evidence: "ValidationEvidence",
    stop: Stop,
    outcome: Callable[[DocumentOutcome], None],
    waiting: Callable[[Waiting], None],
    failed: Callable[[AppError], None],
    ended: Callable[[], None],
) -> None:
    """Sign ``rows`` as ``wish`` says, on the token lane.

    ``out`` tells the folder that the signed copy of a loose file goes to. ``evidence`` is what was
    asked already. ``outcome`` hears of each when it is signed, and at its end, when it was raised;
    ``ended`` comes last. ``waiting`` hears each time that the officer is waited for at a signing
    service.
    """
    documents = {row.key: row.document for row in rows}
    folders = {row.key: out(Path(row.key)) for row in rows if row.document.paper is None}
    order = _Order(counter, inside, pin, rows, folders, wish, evidence)

    def told(news: Outcome | Waiting) -> None:
        if isinstance(news, Waiting):
            waiting(news)
        else:
            outcome(outcome_of(documents[key_of(news)], news))

    run(
        counter.token_lane, order.sign, stop, owner=owner, done=lambda _: None, failed=failed,
        progress=told, ended=ended,
    )  # fmt: skip


@dataclass(frozen=True)
class _Order:
    """What is to be signed, how and with what."""

    counter: Counter
    inside: TokenInside
    pin: str = field(repr=False)
    rows: Sequence[WaitingRow]
    folders: Mapping[str, Path]
    """Of loose files, by key."""
    wish: StampWish
    evidence: "ValidationEvidence"

    def sign(self, stop: Stop, progress: Callable[[Any], None]) -> object:
        counter, wish = self.counter, self.wish
        with counter.attendance.of(progress, stop) as ending:
            signer = _signer(counter, self.inside, self.pin, wish.profile.holder)
            placements = _placements(counter, wish, signer.certificate, self.rows)
            return sign_together(
                store=counter.store, vault=counter.vault,
                kit=counter.signing_kit(self.evidence), signer=signer,
                papers=[row.document.paper.id for row in self.rows if row.document.paper],
                files=self._files(placements, progress),
                wanted=Wanted(wish.sized, None, details_of(counter, wish)),
                placements={PaperId(key): each for key, each in placements.items()},
                number=wished_number(counter, wish), on_signed=progress, on_outcome=progress,
                stop=ending,
            )  # fmt: skip

    def _files(
        self, placements: Mapping[str, Placement], told: Callable[[FileOutcome], None]
    ) -> list[LooseFile]:
        """Those that are as the officer saw them; ``told`` hears of the others."""
        found = []
        for row in self.rows:
            out = self.folders.get(row.key)
            if out is None:
                continue
            file = LooseFile(Path(row.key), out, placements.get(row.key))
            try:
                row.document.read(self.counter)
                found.append(file)
            except AppError as error:
                told(not_signed(file, error))
        return found


def ask_secret(ask: AskPin, inside: TokenInside, purpose: str, parent: QWidget) -> str | None:
    """What unlocks the key; empty where nothing is typed here, None when it was not given."""
    token = inside.token
    if token.own_pin_pad:
        return ""
    return ask(purpose, device_name(token), token.pin, parent, token.unlocked_by)


@dataclass(frozen=True)
class OfOfficer:
    """A certificate and whom it was found to belong to."""

    certificate: Certificate
    identity_number: str
    bound_serial: str


def certificate_of(
    counter: Counter, certificates: Sequence[Certificate], holder: Holder
) -> OfOfficer:
    """The officer's own among ``certificates``, or the office's, which is nobody's.

    Errors: CERTIFICATE_*.
    """
    from signing.certificates import choose_certificate

    officer = counter.officer() if holder is Holder.PERSON else None
    number = officer.identity_number if officer else ""
    serial = officer.certificate_serial if officer else ""
    certificate = choose_certificate(
        certificates, now=counter.now(), identity_number=number, bound_serial=serial
    )
    return OfOfficer(certificate, number, serial)


def _signer(counter: Counter, inside: TokenInside, pin: str, holder: Holder) -> Signer:
    """Errors: CERTIFICATE_*, PIN_* of a file."""
    own = certificate_of(counter, _certificates(counter, inside, pin), holder)
    return Signer(inside.token, own.certificate, pin, own.identity_number, own.bound_serial)


def _certificates(counter: Counter, inside: TokenInside, pin: str) -> tuple[Certificate, ...]:
    """Those known already, else what the password of the file brings to light, now known."""
    if not inside.sealed:
        return inside.certificates
    from app.operations.signing_device import keep_certificates

    try:
        found = counter.device.unlock(inside.token, pin)
    except AppError as error:
        AuditLog(counter.store).note_failure(Act.SIGNED, error)
        raise
    keep_certificates(counter.file_certificates, inside.token, found)
    return found


def _placements(
    counter: Counter, wish: StampWish, certificate: Certificate, rows: Sequence[WaitingRow]
) -> dict[str, Placement]:
    """Where the officer put the stamps, by key, in the proportions that they have now."""
    placed = {row.key: row.placement for row in rows if row.placement}
    if not placed or wish.bare:
        return placed
    stamp = preview_stamp(counter, wish, certificate.common_name)
    return {key: proportioned(placement, stamp) for key, placement in placed.items()}
