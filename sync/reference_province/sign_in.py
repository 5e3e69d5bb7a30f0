"""Signing in with a browser: OpenID Connect, authorization code with PKCE."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import escape
from string import Template
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from resources import resource
from sync.reference_province.attempts import begin_attempt, forget_attempts
from sync.reference_province.authorization import AuthorizationRequest, mistake
from sync.reference_province.database import Account, AuthorizationCode, SignIn
from sync.reference_province.parts import Here, Parts
from sync.reference_province.passwords import NOBODY, password_matches
from sync.reference_province.refusal_told import Why, tell_why
from sync.reference_province.secrets_kept import new_secret

CODE_LIFETIME = timedelta(seconds=60)
MAX_PASSWORD = 256
AT_ONCE = 4
"""Passwords that a process looks at: each takes 60 ms and 32 MB, and strangers may ask."""
_door = ThreadPoolExecutor(AT_ONCE, "sign-in")

_PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
        # Browsers hold the redirect after a form to this rule too.
        "form-action 'self' http://127.0.0.1:*"
    ),
    "Referrer-Policy": "no-referrer",
}
_WRONG = "Tài khoản hoặc mật khẩu không đúng."
_WAIT = "Đã nhập sai quá nhiều lần. Hãy thử lại sau {seconds} giây."
_BROKEN = "Yêu cầu đăng nhập không hợp lệ. Hãy đóng trang này và đăng nhập lại từ chương trình."

HTML: dict[str, Any] = {"text/html": {}}

router = APIRouter(tags=["sign-in"])
Asked = Annotated[AuthorizationRequest, Query()]


@router.get("/.well-known/openid-configuration", summary="OpenID Connect Discovery 1.0")
def discovery(here: Here) -> dict[str, Any]:
    base = here.settings.public_url
    return {
        "issuer": base,
        "authorization_endpoint": f"{base}/oidc/authorize",
        "token_endpoint": f"{base}/oidc/token",
        "jwks_uri": f"{base}/oidc/jwks",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid"],
        "claims_supported": ["iss", "sub", "aud", "iat", "exp", "nonce"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "authorization_response_iss_parameter_supported": True,
        "ui_locales_supported": ["vi"],
    }


@router.get("/oidc/jwks", summary="Public key of the ID tokens (RFC 7517)")
def key_set(here: Here) -> dict[str, Any]:
    return here.id_token_key.key_set()


@router.get(
    "/oidc/authorize",
    summary="The sign-in page",
    response_class=HTMLResponse,
    responses={
        303: {"description": "Back to redirect_uri with an error (RFC 6749 §4.1.2.1)"},
        400: {"description": "Unknown client or foreign redirect_uri", "content": HTML},
    },
)
def show_page(asked: Asked) -> Response:
    return _refusal(asked) or _page(asked)


@router.post(
    "/oidc/authorize",
    summary="Account and password from the sign-in page",
    status_code=303,
    response_class=RedirectResponse,
    responses={
        303: {"description": "Back to redirect_uri with code, state and iss (RFC 9207)"},
        400: {"description": "Unknown client or foreign redirect_uri", "content": HTML},
        401: {"description": "Wrong account or password", "content": HTML},
        429: {"description": "Blocked for Retry-After seconds", "content": HTML},
    },
)
async def sign_in(
    *,
    request: Request,
    here: Here,
    asked: Asked,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_door, _let_in, request, here, asked, username, password)


def _let_in(
    request: Request, here: Parts, asked: AuthorizationRequest, username: str, password: str
) -> Response:
    refusal = _refusal(asked)
    if refusal:
        tell_why(request.scope, Why("not_our_client"))
        return refusal
    account = username.strip().lower()[:64]
    wait = begin_attempt(here, account)
    if wait:
        tell_why(request.scope, Why("too_many_wrong_passwords", account))
        said = _WAIT.format(seconds=wait)
        return _page(asked, said, status=429, headers={"Retry-After": str(wait)})
    if not _knows(here, account, password[:MAX_PASSWORD]):
        tell_why(request.scope, Why("wrong_password", account))
        return _page(asked, _WRONG, status=401, headers={"WWW-Authenticate": "FormBased"})
    forget_attempts(here, account)
    code = _start_sign_in(here, account, asked)
    return RedirectResponse(
        asked.redirect(code=code, iss=here.settings.public_url), 303, _PAGE_HEADERS
    )


def _refusal(asked: AuthorizationRequest) -> Response | None:
    wrong = mistake(asked)
    if wrong is None:
        return None
    if wrong.error:
        return RedirectResponse(asked.redirect(error=wrong.error), 303, _PAGE_HEADERS)
    return _page(asked, _BROKEN, status=400)


def _knows(parts: Parts, account: str, password: str) -> bool:
    with parts.database.reading() as session:
        row = session.get(Account, account)
    return password_matches(password, row.password if row else NOBODY)


def _start_sign_in(parts: Parts, account: str, asked: AuthorizationRequest) -> str:
    now = parts.clock()
    code = new_secret()
    with parts.database.writing() as session:
        started = SignIn(id=secrets.token_hex(16), account=account, started_at=now)
        session.add(started)
        session.flush()
        session.add(
            AuthorizationCode(
                hash=code.hash,
                sign_in_id=started.id,
                redirect_uri=asked.redirect_uri,
                code_challenge=asked.code_challenge,
                nonce=asked.nonce,
                expires_at=now + CODE_LIFETIME,
            )
        )
    return code.text


def _page(
    asked: AuthorizationRequest,
    message: str = "",
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    template = Template(resource("province", "sign_in.html").read_text(encoding="utf-8"))
    page = template.substitute(query=escape(asked.query()), message=escape(message))
    return HTMLResponse(page, status, _PAGE_HEADERS | (headers or {}))
