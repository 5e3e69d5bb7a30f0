"""Signing in without a browser, for demonstrations, load runs and tests.

It fills in the reference province's form as a browser would. Officers sign in with ``SignIn``:
a program should not see their password (RFC 8252 §8.12), and a real province may ask for more
than one.
"""

from urllib.parse import parse_qs, urlencode, urlsplit

from app.errors import AppError, Code
from sync import oidc
from sync.contract import TokenAnswer
from sync.http_errors import plain, require_success
from sync.http_line import HttpLine

_REDIRECT_URI = "http://127.0.0.1/signed-in"


def sign_in_with_password(base_url: str, *, account: str, password: str) -> TokenAnswer:
    """Tokens of ``account``.

    Errors: SIGN_IN_FAILED with ``reason`` (``wrong_password`` or the province's), PROVINCE_*.
    """
    authorization = oidc.begin(oidc.discover(base_url), _REDIRECT_URI)
    line = HttpLine(authorization.endpoints.authorization_endpoint)
    try:
        answer = line.send(
            "POST",
            authorization.url,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode({"username": account, "password": password}).encode(),
        )
    finally:
        line.close()
    if answer.status in (200, 401) and answer.media_type == "text/html":
        raise AppError(Code.SIGN_IN_FAILED, reason="wrong_password")
    if answer.status not in (302, 303):
        raise require_success(answer).unreadable()
    returned = urlsplit(answer.headers.get("Location", ""))
    query = {name: values[0] for name, values in parse_qs(returned.query).items()}
    if not oidc.is_return_of(authorization, query) or "code" not in query:
        raise AppError(Code.SIGN_IN_FAILED, reason=plain(query.get("error", "no_code")))
    return oidc.exchange(authorization, query["code"])
