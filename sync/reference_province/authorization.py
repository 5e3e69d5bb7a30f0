"""The request that a counter sends an officer's browser with (RFC 6749 §4.1.1, RFC 7636)."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, ConfigDict

from sync.contract import CLIENT_ID

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_PLAIN = re.compile(r"[!-\[\]-~]{1,200}")
"""Visible ASCII without the backslash."""
_MAX_TEXT = 200


class AuthorizationRequest(BaseModel):
    """The query as it came; :func:`mistake` says what is wrong with it."""

    model_config = ConfigDict(frozen=True)

    response_type: str = ""
    client_id: str = ""
    redirect_uri: str = ""
    scope: str = ""
    state: str = ""
    nonce: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""

    def query(self) -> str:
        return urlencode({name: value for name, value in self.model_dump().items() if value})

    def redirect(self, **answer: str) -> str:
        """``redirect_uri`` with ``answer`` and the state in its query."""
        joint = "&" if urlsplit(self.redirect_uri).query else "?"
        return self.redirect_uri + joint + urlencode(answer | {"state": self.state})


@dataclass(frozen=True)
class Mistake:
    error: str
    """RFC 6749 §4.1.2.1, empty when the browser must not be sent back at all."""


def mistake(request: AuthorizationRequest) -> Mistake | None:
    """The first thing wrong with ``request``, None when nothing is.

    Only a program on the officer's own machine may receive the code: any port and path of
    127.0.0.1 (RFC 8252 §7.3). PKCE is not optional (RFC 9700 §2.1.1).
    """
    if request.client_id != CLIENT_ID or not _is_loopback(request.redirect_uri):
        return Mistake("")
    if request.response_type != "code":
        return Mistake("unsupported_response_type")
    if "openid" not in request.scope.split():
        return Mistake("invalid_scope")
    texts_fit = 1 <= len(request.state) <= _MAX_TEXT and len(request.nonce) <= _MAX_TEXT
    challenge = _CHALLENGE.fullmatch(request.code_challenge)
    has_proof = request.code_challenge_method == "S256" and challenge is not None
    return None if texts_fit and has_proof else Mistake("invalid_request")


def _is_loopback(address: str) -> bool:
    # Of other characters urlsplit leaves some out that the browser is sent.
    if not _PLAIN.fullmatch(address):
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port  # both raise for what is no address
    except ValueError:
        return False
    is_plain = "@" not in parts.netloc and not parts.fragment
    return parts.scheme == "http" and host == "127.0.0.1" and is_plain
