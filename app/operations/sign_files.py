"""Signing one file and reading the signature back before anyone may rely on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.domain.paper import MAX_FILE_BYTES, Rect, SignatureFacts
from app.errors import AppError, Code
from signing.certificates import check_certificate
from signing.device import Certificate, SigningDevice, SigningSession, Token
from signing.pades import sign_pdf
from signing.placement import Placement, place_by_rule
from signing.profiles import SignatureProfile
from signing.revocation import check_revocation
from signing.source import check_source
from signing.stamp import draw_stamp
from signing.timestamps import Timestamper
from signing.trust import TrustStore
from signing.validation_evidence import ValidationEvidence
from signing.verification.reasons import Verdict
from signing.verification.report import Level, SignatureReport, VerificationReport
from signing.verification.worker import VerificationWorker


@dataclass(frozen=True)
class SigningKit:
    """What signatures are made and checked with, the same for a whole batch."""

    device: SigningDevice
    verification: VerificationWorker
    trust: TrustStore
    timestamper: Timestamper | None
    """None: level B-B."""
    check_revocation: bool
    """Ask the authorities about the signer's certificate before the PIN is used."""
    now: Callable[[], datetime]
    evidence: ValidationEvidence = field(default_factory=ValidationEvidence)
    """What the services say, asked once for the batch."""
    level: Level = Level.B_T
    """The level that is wanted; a file gets as near to it as can be had."""


@dataclass(frozen=True)
class Signer:
    """Whose key signs."""

    token: Token
    certificate: Certificate
    pin: str = field(repr=False)
    """Lives as long as the batch; empty for a token with a PIN pad of its own."""
    identity_number: str
    """The signed-in officer's, compared with the certificate; empty when the account has none."""


@dataclass(frozen=True)
class SignedFile:
    facts: SignatureFacts
    report: VerificationReport
    timestamp_error: Code | None
    """Why the signature has no time stamp although a service is set."""


@contextmanager
def signing_session(kit: SigningKit, signer: Signer) -> Iterator[SigningSession]:
    """Log in once for a batch, after everything that can be refused without the PIN.

    Runs on the token lane. A revocation service that does not answer does not stop the officer:
    the signature can be raised to a higher level later. Errors: CERTIFICATE_*, PIN_*, TOKEN_*.
    """
    check_certificate(signer.certificate, now=kit.now(), identity_number=signer.identity_number)
    if kit.check_revocation:
        try:
            check_revocation(signer.certificate, trust=kit.trust, evidence=kit.evidence)
        except AppError as error:
            if error.code is not Code.REVOCATION_UNKNOWN:
                raise
    with kit.device.open(signer.token, signer.certificate, signer.pin) as session:
        yield session


def sign_file(
    *,
    kit: SigningKit,
    session: SigningSession,
    source: Path,
    target: Path,
    profile: SignatureProfile,
    placement: Placement | None = None,
) -> SignedFile:
    """Sign ``source`` into ``target``; ``placement`` None is the profile's own rule.

    ``target`` exists afterwards only if an independent reading found every signature in it valid.
    Errors: FILE_*, NOT_A_PDF, PDF_*, PAGE_ABSENT, PLACEMENT_OUTSIDE_PAGE,
    SIGNING_FORBIDDEN_BY_FILE, SIGNATURE_NOT_CONFIRMED with ``verdict``, TOKEN_*, DISK_FULL.
    """
    _require_deliverable(source, name=source.name)
    where = placement or place_by_rule(profile, check_source(source).pages)
    signing_time = kit.now()
    certificate = session.certificate
    signed = sign_pdf(
        source=source,
        target=target,
        session=session,
        stamp=draw_stamp(profile, name=certificate.common_name, signing_time=signing_time),
        placement=where,
        signing_time=signing_time,
        chain=kit.trust.chain(certificate.der),
        timestamper=kit.timestamper,
    )
    try:
        _require_deliverable(target, name=source.name)
    except AppError:
        target.unlink()
        raise
    report = kit.verification.verify(target, trust=kit.trust)
    ours = next((each for each in report.signatures if each.field == signed.field), None)
    if report.verdict is not Verdict.VALID or ours is None:
        target.unlink()
        reasons = " ".join(report.every_reason)
        raise AppError(Code.SIGNATURE_NOT_CONFIRMED, verdict=report.verdict.value, reasons=reasons)
    return SignedFile(read_back(ours, report.verdict), report, signed.timestamp_error)


def _require_deliverable(file: Path, *, name: str) -> None:
    """Raise FILE_TOO_LARGE for what the province would refuse; its signature counts too."""
    try:
        size = file.stat().st_size
    except OSError:  # whoever opens it has the words for that
        return
    if size > MAX_FILE_BYTES:
        raise AppError(Code.FILE_TOO_LARGE, bytes=size, limit=MAX_FILE_BYTES, file=name)


def read_back(signature: SignatureReport, verdict: Verdict) -> SignatureFacts:
    """What is known of a signature from the file itself."""
    if signature.signed_at is None:
        raise AppError(Code.SIGNATURE_NOT_CONFIRMED, verdict=verdict.value, reasons="time_absent")
    return SignatureFacts(
        signer=signature.signer,
        serial=signature.serial,
        level=signature.level.value,
        signed_at=signature.timestamped_at or signature.signed_at,
        page=signature.page,
        rect=signature.rect or Rect(0, 0, 0, 0),
        verdict=verdict.value,
    )
