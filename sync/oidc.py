"""Sign-in as a protocol: OpenID Connect authorization code with PKCE, without a browser in it."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError

from app.errors import AppError, Code
from sync.contract import CLIENT_ID, SignInEndpoints, TokenAnswer
from sync.http_answer import HttpAnswer
from sync.http_errors import plain, require_success
from sync.http_line import HttpLine, require_safe


@dataclass(frozen=True)
class Authorization:
    """One sign-in under way. ``verifier``, ``state`` and ``nonce`` are good for it alone."""

    endpoints: SignInEndpoints
    redirect_uri: str
    state: str
    nonce: str
    verifier: str
    fresh: bool = False
    """Ask for the password even where the browser is still signed in."""

    @property
    def url(self) -> str:
        """What the browser opens (OpenID Connect Core §3.1.2.1, RFC 7636 §4.3)."""
        challenge = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": self.redirect_uri,
            "scope": "openid",
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        if self.fresh:
            query["prompt"] = "login"
        separator = "&" if "?" in self.endpoints.authorization_endpoint else "?"
        return f"{self.endpoints.authorization_endpoint}{separator}{urlencode(query)}"


class _IdClaims(BaseModel):
    iss: str
    aud: str | list[str]
    nonce: str


class _TokenRefusal(BaseModel):
    error: str


def discover(base_url: str) -> SignInEndpoints:
    """Ask the province where its officers sign in. Errors: PROVINCE_*."""
    line = HttpLine(base_url)
    try:
        answer = require_success(line.send("GET", ".well-known/openid-configuration"))
    finally:
        line.close()
    endpoints = answer.as_model(SignInEndpoints)
    require_safe(endpoints.authorization_endpoint)
    require_safe(endpoints.token_endpoint)
    return endpoints


def begin(endpoints: SignInEndpoints, redirect_uri: str, *, fresh: bool = False) -> Authorization:
    """A new sign-in that ends at ``redirect_uri``; ``fresh`` as in :class:`Authorization`."""
    return Authorization(
        endpoints=endpoints,
        redirect_uri=redirect_uri,
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        fresh=fresh,
    )


def is_return_of(authorization: Authorization, query: dict[str, str]) -> bool:
    """Whether ``query`` came back from ``authorization`` (RFC 6749 §10.12, RFC 9207)."""
    state = query.get("state", "").encode()
    return secrets.compare_digest(state, authorization.state.encode()) and (
        query.get("iss", authorization.endpoints.issuer) == authorization.endpoints.issuer
    )


def exchange(authorization: Authorization, code: str) -> TokenAnswer:
    """Tokens for ``code``. Errors: SIGN_IN_FAILED with ``reason``, PROVINCE_*."""
    answer = _ask_for_token(
        authorization.endpoints,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": authorization.redirect_uri,
            "client_id": CLIENT_ID,
            "code_verifier": authorization.verifier,
        },
    )
    refusal = _refusal(answer)
    if refusal:
        raise AppError(Code.SIGN_IN_FAILED, reason=refusal)
    tokens = require_success(answer).as_model(TokenAnswer)
    _require_ours(tokens.id_token, authorization)
    return tokens


def refresh(base_url: str, refresh_token: str) -> TokenAnswer:
    """New tokens for ``refresh_token``, which is then used up (RFC 6749 §6, RFC 9700 §4.14.2).

    Errors: SIGN_IN_REQUIRED when it is turned down, PROVINCE_*.
    """
    answer = _ask_for_token(
        discover(base_url),
        {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": CLIENT_ID},
    )
    if _refusal(answer):
        raise AppError(Code.SIGN_IN_REQUIRED)
    return require_success(answer).as_model(TokenAnswer)


def _ask_for_token(endpoints: SignInEndpoints, form: dict[str, str]) -> HttpAnswer:
    line = HttpLine(endpoints.token_endpoint)
    try:
        return line.send(
            "POST",
            endpoints.token_endpoint,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode(),
        )
    finally:
        line.close()


def _refusal(answer: HttpAnswer) -> str:
    """The ``error`` of RFC 6749 §5.2, empty when the answer is none of that kind."""
    if answer.status not in (400, 401):
        return ""
    try:
        return plain(_TokenRefusal.model_validate_json(answer.body).error)
    except ValidationError:
        return ""


def _require_ours(id_token: str, authorization: Authorization) -> None:
    """Raise SIGN_IN_FAILED unless ``id_token`` was made for this very sign-in.

    It came straight from the token endpoint, so TLS vouches for it in place of its signature
    (OpenID Connect Core §3.1.3.7, point 6). Its times are left alone, since the counter's clock
    may be wrong; the nonce shows that it is fresh.
    """
    try:
        payload = id_token.split(".")[1]
        padded = payload + "=" * (-len(payload) % 4)
        claims = _IdClaims.model_validate(json.loads(urlsafe_b64decode(padded)))
    except (IndexError, ValueError) as error:
        raise AppError(Code.SIGN_IN_FAILED, reason="id_token_unreadable") from error
    audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    if (
        claims.iss != authorization.endpoints.issuer
        or CLIENT_ID not in audience
        or not secrets.compare_digest(claims.nonce.encode(), authorization.nonce.encode())
    ):
        raise AppError(Code.SIGN_IN_FAILED, reason="id_token_of_another_sign_in")
