"""Who signed, where the stamp stands, and how far the signature reaches: facts, no judgement."""

from datetime import UTC

from asn1crypto import x509
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr
from pyhanko.sign.validation.status import SignatureCoverageLevel

from signing.certificates import holder_kind
from signing.trust import TrustStore
from signing.verification.document import Signature, entry
from signing.verification.places import Place
from signing.verification.report import Coverage, Kind, Level, SignatureReport
from signing.verification.standing import Standing, signing_time

_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.WHOLE_FILE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.REVISION,
    SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START: Coverage.PARTIAL,
    SignatureCoverageLevel.UNCLEAR: Coverage.PARTIAL,
}


def describe(signature: Signature, place: Place | None) -> SignatureReport:
    """What can be said of ``signature`` before it is judged."""
    certificate = signature.signer_cert
    stamp = signature.is_timestamp
    return SignatureReport(
        field=signature.name,
        kind=Kind.TIMESTAMP if stamp else Kind.SIGNATURE,
        signer=_name(certificate.subject, "common_name"),
        issuer=_name(certificate.issuer, "common_name"),
        unit=_unit(certificate.subject),
        holder=holder_kind(certificate.subject),
        serial=f"{certificate.serial_number:x}",
        signed_at=None if stamp else signing_time(signature),
        valid_from=certificate.not_valid_before.astimezone(UTC),
        valid_to=certificate.not_valid_after.astimezone(UTC),
        signed_bytes=max(signature.end, 0),
        page=place.page if place else 0,
        rect=place.rect if place else None,
    )


def coverage_of(standing: Standing) -> Coverage:
    """How much of the file the signature covers."""
    coverage = standing.status.coverage
    return Coverage.UNKNOWN if coverage is None else _COVERAGE[coverage]


def authority_of(standing: Standing, trust: TrustStore) -> str:
    """The label of the trusted root, empty when there is none."""
    path = standing.status.validation_path
    if not standing.status.trusted or path is None:
        return ""
    return trust.label(path.first)


def level_of(signature: Signature, standing: Standing) -> Level:
    """The baseline level that was shown, not the one that was meant (ETSI EN 319 142-1 §6)."""
    if signature.is_timestamp or not is_pades(signature):
        return Level.NONE
    if standing.proven_at is None:
        return Level.B_B
    if not standing.lasting:
        return Level.B_T
    return Level.B_LTA if standing.archived else Level.B_LT


def is_pades(signature: Signature) -> bool:
    """CAdES in PDF with a signed reference to the certificate."""
    return bool(
        entry(signature.sig_object, "/SubFilter") == SigSeedSubFilter.PADES.value
        and get_signing_cert_attr(signature.signer_info["signed_attrs"]) is not None
    )


def _unit(subject: x509.Name) -> str:
    names = (_name(subject, "organizational_unit_name"), _name(subject, "organization_name"))
    return ", ".join(name for name in names if name)


def _name(name: x509.Name, kind: str) -> str:
    value = name.native.get(kind, "")
    return ", ".join(value) if isinstance(value, list) else str(value)
