"""Who is signed in, who files a dossier, and how officers sign in."""

from datetime import date
from typing import Literal

from pydantic import Field

from sync.contract.base import Answer, Gender, Role, Wire


class Officer(Answer):
    """Who is signed in (``GET /v1/me``)."""

    account: str
    full_name: str
    identity_number: str
    """12 digits, or empty when the account lacks it."""
    unit_code: str
    """E.g. ``H01.31.02`` (domain §5)."""
    unit_name: str
    department: str
    role: Role
    certificate_serial: str
    """Hex serial of the certificate bound to the account, empty when none is."""
    born: date | None = None
    gender: Gender = "unknown"
    phone: str = ""
    email: str = ""
    address: str = ""


class ApplicantSent(Wire):
    full_name: str = Field(min_length=1, max_length=200)
    identity_number: str = Field(pattern=r"^\d{12}$")
    born: date | None
    gender: Gender
    address: str = Field(max_length=500)
    phone: str = Field(max_length=30)
    email: str = Field(max_length=200)
    organization: str = Field(max_length=300)


class SignInEndpoints(Answer):
    """``GET /.well-known/openid-configuration`` (OpenID Connect Discovery 1.0 §4)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str


class TokenAnswer(Answer):
    """RFC 6749 §5.1, with rotating refresh tokens."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    """Seconds."""
    refresh_token: str
    id_token: str = ""
    """JWT with the nonce of the sign-in (OpenID Connect Core §2); empty on a refresh."""
