"""The token endpoint: codes for tokens, refresh tokens for new ones (RFC 6749 §5, RFC 9700)."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from sync.contract import CLIENT_ID, TokenAnswer
from sync.reference_province.database import AccessToken, AuthorizationCode, RefreshToken, SignIn
from sync.reference_province.id_tokens import encode
from sync.reference_province.parts import Here, Parts
from sync.reference_province.refusal_told import Why, tell_why
from sync.reference_province.secrets_kept import hash_of, new_secret

ANSWER_MAY_BE_LOST = timedelta(seconds=60)
"""For so long a refresh token is taken once more, as long as none of its successors was used."""

router = APIRouter(tags=["sign-in"])


class TokenRefused(Exception):
    """``error`` is a code of RFC 6749 §5.2."""

    def __init__(self, error: str, *, why: str = "", account: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.why = Why(why or error, account)


@dataclass(frozen=True)
class Turned:
    """Why there are no tokens, and for whom."""

    why: str
    account: str = ""


def token_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, TokenRefused)  # noqa: S101 (narrows the handler's type)
    tell_why(request.scope, error.why)
    return JSONResponse({"error": error.error}, 400)


@router.post(
    "/oidc/token",
    summary="Tokens for an authorization code or a refresh token",
    responses={400: {"description": '`{"error": "invalid_grant"}` (RFC 6749 §5.2)'}},
)
def token(
    *,
    here: Here,
    grant_type: Annotated[str, Form()] = "",
    client_id: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    redirect_uri: Annotated[str, Form()] = "",
    code_verifier: Annotated[str, Form()] = "",
    refresh_token: Annotated[str, Form()] = "",
) -> TokenAnswer:
    if client_id != CLIENT_ID:
        raise TokenRefused("invalid_client")
    match grant_type:
        case "authorization_code":
            answer = redeem_code(here, code, redirect_uri, code_verifier)
        case "refresh_token":
            answer = refresh(here, refresh_token)
        case _:
            raise TokenRefused("unsupported_grant_type")
    if isinstance(answer, Turned):
        raise TokenRefused("invalid_grant", why=answer.why, account=answer.account)
    return answer


def redeem_code(
    parts: Parts, code: str, redirect_uri: str, code_verifier: str
) -> TokenAnswer | Turned:
    """Tokens for ``code``, once. A code that comes twice was stolen: its sign-in ends."""
    now = parts.clock()
    with parts.database.writing() as session:
        row = session.get(AuthorizationCode, hash_of(code), with_for_update=True)
        if row is None:
            return Turned("unknown_code")
        sign_in = session.get_one(SignIn, row.sign_in_id)
        if row.used_at is not None:
            _end(session, parts, row.sign_in_id)
            return Turned("code_used_twice", sign_in.account)
        row.used_at = now
        proof = encode(hashlib.sha256(code_verifier.encode()).digest())
        if (
            now >= row.expires_at
            or row.redirect_uri != redirect_uri
            or not hmac.compare_digest(proof, row.code_challenge)
        ):
            return Turned("code_not_proven", sign_in.account)
        answer = _issue(session, parts, row.sign_in_id, parent="")
        id_token = parts.id_token_key.sign(
            issuer=parts.settings.public_url,
            account=sign_in.account,
            audience=CLIENT_ID,
            nonce=row.nonce,
            now=now,
        )
        return answer.model_copy(update={"id_token": id_token})


def refresh(parts: Parts, refresh_token: str) -> TokenAnswer | Turned:
    """New tokens for ``refresh_token``, which is used up.

    One that comes twice was stolen, and the sign-in ends (RFC 9700 §4.14.2), unless the answer
    may have been lost on the line.
    """
    now = parts.clock()
    with parts.database.writing() as session:
        row = session.get(RefreshToken, hash_of(refresh_token), with_for_update=True)
        if row is None or now >= row.expires_at:
            return Turned("unknown_refresh_token")
        sign_in = session.get_one(SignIn, row.sign_in_id, with_for_update=True)
        if sign_in.ended_at is not None:
            return Turned("sign_in_ended", sign_in.account)
        if row.used_at is not None and not _answer_may_be_lost(session, parts, row):
            _end(session, parts, row.sign_in_id)
            return Turned("refresh_token_used_twice", sign_in.account)
        session.execute(
            update(RefreshToken)
            .where(RefreshToken.parent == row.hash, RefreshToken.used_at.is_(None))
            .values(used_at=now, superseded=True)
        )
        row.used_at = row.used_at or now
        return _issue(session, parts, row.sign_in_id, parent=row.hash)


def _answer_may_be_lost(session: Session, parts: Parts, row: RefreshToken) -> bool:
    if row.superseded or row.used_at is None or parts.clock() - row.used_at > ANSWER_MAY_BE_LOST:
        return False
    children = select(RefreshToken.hash).where(RefreshToken.parent == row.hash)
    grandchild = select(RefreshToken.hash).where(RefreshToken.parent.in_(children)).limit(1)
    return session.scalar(grandchild) is None


def _issue(session: Session, parts: Parts, sign_in_id: str, *, parent: str) -> TokenAnswer:
    now, settings = parts.clock(), parts.settings
    _forget_expired(session, parts)
    access, following = new_secret(), new_secret()
    lifetime = timedelta(seconds=settings.access_token_seconds)
    session.add(AccessToken(hash=access.hash, sign_in_id=sign_in_id, expires_at=now + lifetime))
    session.add(
        RefreshToken(
            hash=following.hash,
            sign_in_id=sign_in_id,
            parent=parent,
            expires_at=now + timedelta(days=settings.refresh_token_days),
        )
    )
    return TokenAnswer(
        access_token=access.text,
        token_type="Bearer",  # noqa: S106 (RFC 6750)
        expires_in=settings.access_token_seconds,
        refresh_token=following.text,
    )


def _end(session: Session, parts: Parts, sign_in_id: str) -> None:
    session.get_one(SignIn, sign_in_id, with_for_update=True).ended_at = parts.clock()


def _forget_expired(session: Session, parts: Parts) -> None:
    now = parts.clock()
    for table in (AccessToken, RefreshToken, AuthorizationCode):
        session.execute(delete(table).where(table.expires_at <= now))
