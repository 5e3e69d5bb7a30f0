"""Tokens of iGate's Keycloak: one endpoint, a public client."""

from urllib.parse import urlencode

from pydantic import ValidationError

from app.errors import AppError, Code
from sync.contract import TokenAnswer
from sync.http_answer import HttpAnswer
from sync.http_errors import require_success
from sync.http_line import HttpLine
from sync.igate.models import KeycloakTokens

CLIENT = "web-onegate"
TOKEN_PATH = "protocol/openid-connect/token"
"""Below the realm, e.g. ``https://ssodvc.tinh.gov.vn/auth/realms/digo``."""


def exchange(realm_url: str, *, code: str, redirect_uri: str) -> TokenAnswer:
    """Tokens for an authorization code. Errors: SIGN_IN_FAILED, PROVINCE_*."""
    answer = _ask(
        realm_url,
        {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri},
    )
    if answer.status in (400, 401):
        raise AppError(Code.SIGN_IN_FAILED, reason="turned_down")
    return _tokens(answer)


def refresh(realm_url: str, refresh_token: str) -> TokenAnswer:
    """New tokens for ``refresh_token`` (RFC 6749 §6).

    Errors: SIGN_IN_REQUIRED when it is turned down, PROVINCE_*.
    """
    if not refresh_token:
        raise AppError(Code.SIGN_IN_REQUIRED)
    answer = _ask(realm_url, {"grant_type": "refresh_token", "refresh_token": refresh_token})
    if answer.status in (400, 401):
        raise AppError(Code.SIGN_IN_REQUIRED)
    return _tokens(answer)


def _ask(realm_url: str, form: dict[str, str]) -> HttpAnswer:
    line = HttpLine(realm_url)
    try:
        return line.send(
            "POST",
            TOKEN_PATH,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode({**form, "client_id": CLIENT}).encode(),
        )
    finally:
        line.close()


def _tokens(answer: HttpAnswer) -> TokenAnswer:
    said = require_success(answer)
    try:
        tokens = KeycloakTokens.model_validate_json(said.body)
    except ValidationError:
        raise said.unreadable() from None
    return TokenAnswer(
        access_token=tokens.access_token,
        token_type="Bearer",  # noqa: S106 (a kind, no secret)
        expires_in=tokens.expires_in,
        refresh_token=tokens.refresh_token,
    )
