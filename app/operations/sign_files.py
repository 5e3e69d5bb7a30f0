"""Signing one file and reading the signature back before anyone may rely on it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.domain.audit import Act
from app.domain.clock import clock_facts, is_off
from app.domain.paper import Rect, SignatureFacts
from app.domain.place_template import PlaceTemplate
from app.errors import AppError, Code
from app.operations.raise_files import LevelKit, require_deliverable
from app.operations.write_audit import AuditLog
from app.pdf_content import Pdf, PdfInMemory
from signing.certificates import check_certificate
from signing.device import Certificate, SigningDevice, SigningSession, Token
from signing.level_services import LevelServices
from signing.originals import require_scan
from signing.pades import SignedPdf, sign_pdf
from signing.placement import Placement
from signing.places import choose_place
from signing.profiles import SignatureProfile
from signing.revocation import check_revocation, check_trust
from signing.source import open_source
from signing.stamp import Stamp
from signing.stamp_drawing import StampDetails, draw_stamp
from signing.timestamps import Timestamper
from signing.trust import TrustStore
from signing.validation_evidence import ValidationEvidence
from signing.verification.reasons import Reason, Verdict
from signing.verification.report import Level, SignatureReport, VerificationReport
from signing.verification.worker import VerificationWorker

_OVER_CONTENT = frozenset({Reason.CONTENT_PAINTED_OVER, Reason.CONTENT_HIDDEN})


@dataclass(frozen=True)
class SigningKit:
    """What signatures are made and checked with, the same for a whole batch."""

    device: SigningDevice
    verification: VerificationWorker
    trust: TrustStore
    timestamper: Timestamper | None
    """None when no service is set: level B-B."""
    check_revocation: bool
    """Ask the authorities about the signer's certificate before the PIN is used."""
    now: Callable[[], datetime]
    evidence: ValidationEvidence = field(default_factory=ValidationEvidence)
    """What the services say, asked once for the batch."""
    level: Level = Level.B_T
    """The level that is wanted; a file gets as near to it as can be had, above B-T by being raised
    when the key has done its work.
    """
    grace: timedelta = timedelta()
    """As in :class:`signing.level_services.LevelServices`."""
    audit: AuditLog = field(default_factory=AuditLog)
    """What is told of loose files and of what fails; a paper is told of with its own record."""

    @property
    def levels(self) -> LevelKit:
        """What is needed to raise files, which no device is."""
        services = LevelServices(self.trust, self.timestamper, self.evidence, self.now, self.grace)
        return LevelKit(self.verification, services)


@dataclass(frozen=True)
class Signer:
    """Whose key signs."""

    token: Token
    certificate: Certificate
    pin: str = field(repr=False)
    """Lives as long as the batch; empty for a token with a PIN pad of its own."""
    identity_number: str
    """The signed-in officer's, compared with the certificate; empty when the account has none."""
    bound_serial: str = ""
    """Of the certificate bound to the account (``Officer.certificate_serial``), or empty."""


@dataclass(frozen=True)
class SignedFile:
    pdf: PdfInMemory
    facts: SignatureFacts
    report: VerificationReport
    shortfall: AppError | None
    """Why the signature is not at the level that was wanted; :func:`waits_to_be_raised`."""
    unfit: AppError | None = None
    """Why the remembered place was not taken (``ChosenPlace.unfit``)."""


def require_vouched_for(
    certificate: Certificate,
    *,
    trust: TrustStore,
    evidence: ValidationEvidence | None,
    now: datetime,
) -> None:
    """Raise unless ``certificate`` leads to a trusted root and nobody has revoked it.

    ``evidence`` None asks no service. A service that does not answer stops nobody: the signature
    can be raised to a higher level later. Errors: CERTIFICATE_UNTRUSTED, CERTIFICATE_REVOKED.
    """
    check_trust(certificate, trust=trust, moment=now)
    if evidence is None:
        return
    try:
        check_revocation(certificate, trust=trust, evidence=evidence)
    except AppError as error:
        if error.code is not Code.REVOCATION_UNKNOWN:
            raise


@contextmanager
def signing_session(kit: SigningKit, signer: Signer) -> Iterator[SigningSession]:
    """Log in once for a batch, after everything that can be refused without the PIN.

    Runs on the token lane. Errors: CERTIFICATE_*, PIN_*, TOKEN_*, REMOTE_*.
    """
    with ExitStack() as opened:
        try:
            _require_usable(kit, signer)
            session = opened.enter_context(
                kit.device.open(signer.token, signer.certificate, signer.pin)
            )
        except AppError as error:
            kit.audit.note_failure(Act.SIGNED, error, serial=signer.certificate.serial)
            raise
        yield session


def _require_usable(kit: SigningKit, signer: Signer) -> None:
    check_certificate(
        signer.certificate,
        now=kit.now(),
        identity_number=signer.identity_number,
        bound_serial=signer.bound_serial,
    )
    evidence = kit.evidence if kit.check_revocation else None
    require_vouched_for(signer.certificate, trust=kit.trust, evidence=evidence, now=kit.now())


def sign_file(
    *,
    kit: SigningKit,
    session: SigningSession,
    source: Pdf,
    profile: SignatureProfile,
    placement: Placement | None = None,
    template: PlaceTemplate | None = None,
    details: StampDetails = StampDetails(),  # noqa: B008 (frozen)
    stamp: Stamp | None = None,
    mark: str = "",
) -> SignedFile:
    """Sign ``source``; ``placement`` None is where ``template`` puts it, if it fits the file, else
    the profile's own rule.

    ``stamp`` None is what the profile draws from ``details``; ``mark`` is as in
    ``sign_pdf``. The signature is at B-T at most: files are raised higher together, after the last
    time stamp of their batch. An independent reading found every signature of the result valid.
    Errors: FILE_*, NOT_A_PDF, PDF_*, PAGE_ABSENT, PLACEMENT_OUTSIDE_PAGE, STAMP_INCOMPLETE,
    SIGNER_PLACE_ABSENT, LEADER_SIGNATURE_ABSENT, COPY_OF_ELECTRONIC_ORIGINAL,
    SIGNING_FORBIDDEN_BY_FILE, SIGNATURE_NOT_CONFIRMED with ``verdict``, CLOCK_WRONG, TOKEN_*.
    """
    require_deliverable(source)
    signing_time, certificate = kit.now(), session.certificate
    with open_source(source) as paper:
        if profile.for_scans_only:
            require_scan(source)
        if stamp is None:
            name = certificate.common_name
            stamp = draw_stamp(profile, name=name, signing_time=signing_time, details=details)
        where = choose_place(
            profile, stamp, source=source, facts=paper.facts, certificate=certificate,
            own=placement, template=template,
        )  # fmt: skip
        signed = sign_pdf(
            source=paper, session=session, stamp=stamp, placement=where.placement,
            signing_time=signing_time, lock=profile.lock, chain=kit.trust.chain(certificate.der),
            timestamper=kit.timestamper if kit.level.reaches(Level.B_T) else None, mark=mark,
        )  # fmt: skip
    made = PdfInMemory(source.name, signed.content)
    require_deliverable(made)
    return replace(_confirmed(kit, made, signed), unfit=where.unfit)


def _confirmed(kit: SigningKit, made: PdfInMemory, signed: SignedPdf) -> SignedFile:
    """What an independent reading of ``made`` found. Errors: SIGNATURE_NOT_CONFIRMED,
    CLOCK_WRONG.
    """
    report = kit.verification.verify(made, trust=kit.trust)
    ours = next((each for each in report.signatures if each.field == signed.field), None)
    if ours is not None:
        _require_right_clock(ours)
    if report.verdict is not Verdict.VALID or ours is None:
        reasons = " ".join(report.every_reason)
        painted_over = not _OVER_CONTENT.isdisjoint(report.every_reason)
        raise AppError(
            Code.SIGNATURE_NOT_CONFIRMED, verdict=report.verdict.value, reasons=reasons,
            painted_over=painted_over,
        )  # fmt: skip
    return SignedFile(made, read_back(ours, report.verdict), report, _shortfall(kit, signed))


def _require_right_clock(signature: SignatureReport) -> None:
    """Refuse a signature that states another time than its time stamp: this machine's clock is off.

    Errors: CLOCK_WRONG with ``slow_by`` or ``fast_by`` in seconds.
    """
    if signature.signed_at is None or signature.timestamped_at is None:
        return
    slow_by = signature.timestamped_at - signature.signed_at
    if is_off(slow_by):
        raise AppError(Code.CLOCK_WRONG, **clock_facts(slow_by))


def _shortfall(kit: SigningKit, signed: SignedPdf) -> AppError | None:
    if not kit.level.reaches(Level.B_T):
        return None
    if kit.timestamper is None:
        return AppError(Code.TIMESTAMP_NOT_SET)
    if signed.timestamp_error:
        return AppError(signed.timestamp_error)
    return not_raised(Level.B_T) if kit.level.reaches(Level.B_LT) else None


def not_raised(level: Level) -> AppError:
    """What keeps a file at ``level`` of which nobody has tried yet to have it higher."""
    return AppError(Code.LEVEL_NOT_REACHED, level=level.value)


def waits_to_be_raised(shortfall: AppError | None) -> bool:
    """Whether a signed file is to be raised now, with the others of its batch."""
    return shortfall is not None and shortfall.code is Code.LEVEL_NOT_REACHED


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
