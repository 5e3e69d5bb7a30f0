"""Whether a signer's certificate is trusted and not revoked, asked once before a batch."""

import asyncio
from datetime import datetime

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathError,
    RevokedError,
    ValidationError,
)

from app.errors import AppError, Code
from signing.device import Certificate
from signing.trust import Revocation, TrustStore


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
    moment: datetime | None = None,
    timeout: float = 5.0,
) -> None:
    """Raise unless ``certificate`` leads to a trusted root and its authorities vouch for it now.

    CRL and OCSP services named in the certificates are asked over HTTP, ``timeout`` seconds each.
    ``moment`` (aware) is now when None. Errors: CERTIFICATE_REVOKED with ``since``, those of
    :func:`check_trust`; REVOCATION_UNKNOWN when no service answered, after which a caller may
    warn and go on (TT 15/2025, Phụ lục II).
    """
    context = trust.validation_context(
        moment=moment, fetch=True, revocation=Revocation.REQUIRED, timeout=timeout
    )
    _check_path(certificate, context)


def _check_path(certificate: Certificate, context: ValidationContext) -> None:
    validator = CertificateValidator(
        x509.Certificate.load(certificate.der), validation_context=context
    )
    name = certificate.common_name
    try:
        asyncio.run(validator.async_validate_path())
    except RevokedError as error:
        raise AppError(
            Code.CERTIFICATE_REVOKED, name=name, since=error.revocation_dt.isoformat()
        ) from error
    except InsufficientRevinfoError as error:
        raise AppError(Code.REVOCATION_UNKNOWN, name=name) from error
    except ExpiredError as error:
        raise AppError(
            Code.CERTIFICATE_EXPIRED, name=name, until=error.expired_dt.isoformat()
        ) from error
    except NotYetValidError as error:
        raise AppError(
            Code.CERTIFICATE_NOT_YET_VALID, name=name, since=error.valid_from.isoformat()
        ) from error
    except (PathError, ValidationError, ValueError) as error:
        raise AppError(Code.CERTIFICATE_UNTRUSTED, name=name) from error
