"""Who is asking, and whether they may."""

from typing import Annotated, Any

from fastapi import Depends
from fastapi.security import OpenIdConnect
from sqlalchemy import select

from sync.contract import Officer
from sync.reference_province.database import AccessToken, Account, AccountPerson, SignIn
from sync.reference_province.parts import Here, Parts
from sync.reference_province.problems import ProblemCode, Refused
from sync.reference_province.secrets_kept import hash_of

_scheme = OpenIdConnect(
    openIdConnectUrl="/.well-known/openid-configuration",
    scheme_name="OpenID Connect",
    auto_error=False,
)


def signed_in(here: Here, authorization: Annotated[str | None, Depends(_scheme)]) -> Officer:
    """The officer of the bearer token (RFC 6750), whose request is counted.

    Raises ``sign_in_required`` for a missing, expired, ended or forged token.
    """
    kind, _, token = (authorization or "").partition(" ")
    officer = _officer_of(here, token.strip()) if kind.lower() == "bearer" else None
    if officer is None:
        challenge = 'Bearer realm="quay-mot-cua"' + (', error="invalid_token"' if kind else "")
        raise Refused(ProblemCode.SIGN_IN_REQUIRED, headers={"WWW-Authenticate": challenge})
    here.rate_limit.take(officer.account)
    return officer


Caller = Annotated[Officer, Depends(signed_in)]


def require_unit(officer: Officer, unit_code: str) -> None:
    """Raises ``forbidden`` for the data of another unit."""
    if officer.unit_code != unit_code:
        raise Refused(ProblemCode.FORBIDDEN)


def require_sight(officer: Officer, unit_code: str) -> None:
    """Raises ``forbidden`` for the data of another unit, except for the province's own
    administrators, who read all of it."""
    if officer.role != "administrator":
        require_unit(officer, unit_code)


def require_administrator(officer: Officer) -> None:
    if officer.role != "administrator":
        raise Refused(ProblemCode.ROLE_NOT_ALLOWED)


def unit_to_read(officer: Officer, wanted: str) -> str | None:
    """The unit whose data ``officer`` reads: her own, or for administrators the one ``wanted``,
    None for all. Raises ``forbidden`` for another unit's."""
    if officer.role == "administrator":
        return wanted or None
    if wanted:
        require_unit(officer, wanted)
    return officer.unit_code


def _officer_of(parts: Parts, token: str) -> Officer | None:
    query = (
        select(Account)
        .join(SignIn, SignIn.account == Account.account)
        .join(AccessToken, AccessToken.sign_in_id == SignIn.id)
        .where(
            AccessToken.hash == hash_of(token),
            AccessToken.expires_at > parts.clock(),
            SignIn.ended_at.is_(None),
        )
    )
    with parts.database.reading() as session:
        row = session.scalar(query)
    return _officer(row)


def officer_named(parts: Parts, account: str) -> Officer | None:
    """Whose work came by hand; None for an account that does not exist."""
    with parts.database.reading() as session:
        return _officer(session.get(Account, account))


def _officer(row: Account | None) -> Officer | None:
    if row is None:
        return None
    return Officer.model_validate(_person(row.person) | _account(row))


def _account(row: Account) -> dict[str, Any]:
    return {
        "account": row.account,
        "full_name": row.full_name,
        "identity_number": row.identity_number,
        "unit_code": row.unit_code,
        "unit_name": row.unit.name,
        "department": row.department,
        "role": row.role,
        "certificate_serial": row.certificate_serial,
    }


def _person(row: AccountPerson | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {
        "born": row.born,
        "gender": row.gender,
        "phone": row.phone,
        "email": row.email,
        "address": row.address,
    }
