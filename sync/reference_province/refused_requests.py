"""Where a request is refused, for whatever reason, it gets into the audit log before the answer."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.log_text import trace_text
from sync.reference_province.database import AccessToken, Account, SignIn
from sync.reference_province.parts import Parts
from sync.reference_province.problems import ProblemCode
from sync.reference_province.refusal_told import ABOUT, WHY, About, Why
from sync.reference_province.refusals import Attempt
from sync.reference_province.secrets_kept import hash_of

CONVERSATION = frozenset(
    {
        ProblemCode.OFFSET_CONFLICT,
        ProblemCode.UPLOAD_UNFINISHED,
        ProblemCode.UPLOAD_BUSY,
        ProblemCode.UPLOAD_STALLED,
        ProblemCode.CHECKSUM_MISMATCH,
        ProblemCode.RANGE_NOT_SATISFIABLE,
        ProblemCode.STORAGE_FULL,
        ProblemCode.SCANNER_AWAY,
        ProblemCode.BUSY,
        ProblemCode.UNEXPECTED,
    }
)
"""What a bad line or a busy province makes: nobody tried anything."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
TRAVERSAL = "path_traversal"
_UPWARDS = re.compile(rb"(^|[/\\]|%2f|%5c)(\.|%2e){2}([/\\?]|%2f|%5c|$)|%00", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]\d{2}(\.\d{1,3}){0,4}-\d{6}-\d{1,8}")
_SHA256 = re.compile(r"[0-9a-f]{64}")

log = logging.getLogger(__name__)


class AuditRefusals:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and 400 <= message["status"] < 500:
                await self._note(scope)
            await send(message)

        await self._app(scope, receive, answer)

    async def _note(self, scope: Scope) -> None:
        why: Why | None = scope["state"].get(WHY)
        if why is None or why.code in CONVERSATION:
            return
        try:
            await run_in_threadpool(_note, scope, why)
        except SQLAlchemyError as error:
            log.error("a refusal is not written\n%s", trace_text(error))


def _note(scope: Scope, why: Why) -> None:
    parts: Parts = scope["app"].state.parts
    who = _who(parts, why.account, Headers(scope=scope).get("Authorization", ""))
    template, values = _place(scope)
    about: About = scope["state"].get(ABOUT) or About()
    if not who.account:  # what strangers write there is endless, and says nothing
        about, values = About(), {}
    sha256 = values.get("sha256", "")
    parts.refusals.note(
        Attempt(
            refused=TRAVERSAL if _UPWARDS.search(scope.get("raw_path") or b"") else why.code,
            account=who.account,
            unit_code=who.unit_code,
            request=f"{scope['method'] if scope['method'] in METHODS else '?'} {template}",
            act=about.act,
            dossier_code=_if_matches(_CODE, about.dossier_code or values.get("code", "")),
            files=why.files or about.files or ((sha256,) if _SHA256.fullmatch(sha256) else ()),
        )
    )


@dataclass(frozen=True)
class _Who:
    account: str = ""
    unit_code: str = ""


def _who(parts: Parts, account: str, authorization: str) -> _Who:
    """Whose token it is or was; nobody's where the province never gave it out."""
    token = authorization.partition(" ")[2].strip()
    if not account and not token:
        return _Who()
    query = select(Account.account, Account.unit_code)
    if account:
        query = query.where(Account.account == account)
    else:
        query = (
            query.join(SignIn, SignIn.account == Account.account)
            .join(AccessToken, AccessToken.sign_in_id == SignIn.id)
            .where(AccessToken.hash == hash_of(token))
        )
    with parts.database.reading() as session:
        row = session.execute(query).one_or_none()
    return _Who(*row) if row else _Who()


def _place(scope: Scope) -> tuple[str, Mapping[str, Any]]:
    """The path's template and what stands in its places; a path that nothing answers may say
    anything."""
    route = scope.get("route")
    if route is not None:
        return route.path, scope.get("path_params", {})
    known: str = scope["path"]  # of what was refused before anybody looked for its route
    return (known, {}) if known in scope["app"].openapi()["paths"] else ("-", {})


def _if_matches(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else ""
