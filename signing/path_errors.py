"""What pyHanko's path validation says of a certificate, as codes."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyhanko_certvalidator.errors import (
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    PathError,
    RevokedError,
    StaleRevinfoError,
    ValidationError,
)

from app.errors import AppError, Code


@contextmanager
def path_errors(name: str) -> Iterator[None]:
    """Translate what is raised while the path of the certificate of ``name`` is validated.

    Errors: CERTIFICATE_REVOKED with ``since``, CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID,
    CERTIFICATE_UNTRUSTED; REVOCATION_UNKNOWN when no service said enough.
    """
    try:
        yield
    except RevokedError as error:
        if error.is_side_validation:  # the service's own certificate: it vouches for nothing
            raise AppError(Code.REVOCATION_UNKNOWN, name=name) from error
        raise AppError(
            Code.CERTIFICATE_REVOKED, name=name, since=error.revocation_dt.isoformat()
        ) from error
    except (InsufficientRevinfoError, StaleRevinfoError) as error:
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
