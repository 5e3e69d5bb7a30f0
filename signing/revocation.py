"""Whether a signer's certificate is trusted and not revoked, asked once before a batch."""

import asyncio
from datetime import datetime

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from signing.device import Certificate
from signing.path_errors import path_errors
from signing.trust import Revocation, TrustStore
from signing.validation_evidence import ValidationEvidence


def check_trust(
    certificate: Certificate, *, trust: TrustStore, moment: datetime | None = None
) -> None:
    """Raise unless ``certificate`` leads to a trusted root; nobody is asked.

    ``moment`` (aware) is now when None. Errors: CERTIFICATE_UNTRUSTED, CERTIFICATE_EXPIRED,
    CERTIFICATE_NOT_YET_VALID, also for an authority above it.
    """
    context = trust.validation_context(moment=moment, revocation=Revocation.IGNORED)
    _check_path(certificate, context)


def check_revocation(
    certificate: Certificate,
    *,
    trust: TrustStore,
    evidence: ValidationEvidence,
    moment: datetime | None = None,
) -> None:
    """Raise unless ``certificate`` leads to a trusted root and its authorities vouch for it now.

    CRL and OCSP services named in the certificates are asked through ``evidence``.
    ``moment`` (aware) is now when None. Errors: CERTIFICATE_REVOKED with ``since``, those of
    :func:`check_trust`; REVOCATION_UNKNOWN when no service answered, after which a caller may
    warn and go on (TT 15/2025, Phụ lục II).
    """
    context = trust.validation_context(
        moment=moment, evidence=evidence, revocation=Revocation.REQUIRED
    )
    _check_path(certificate, context)


def _check_path(certificate: Certificate, context: ValidationContext) -> None:
    validator = CertificateValidator(
        x509.Certificate.load(certificate.der), validation_context=context
    )
    with path_errors(certificate.common_name):
        asyncio.run(validator.async_validate_path())
