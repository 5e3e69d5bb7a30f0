"""What holds for every request: its size, the headers of its answer, its line in the log."""

import asyncio
import logging
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.log_text import trace_text
from sync.contract import API, TUS_VERSION
from sync.reference_province.parts import Parts
from sync.reference_province.problems import ProblemCode, Refused

MAX_BODY_BYTES = 1_000_000
"""Of everything but uploads, which have a limit of their own."""
UPLOADS = f"{API}/uploads"

log = logging.getLogger(__name__)


class BodyLimit:
    """Refuses bodies of unknown or excessive length before they are read, and those that stop.

    The HTTP server itself holds a sender to the length announced.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_upload(scope):
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        parts: Parts = scope["app"].state.parts
        patient = _patient(receive, parts.settings.idle_upload_seconds)
        await (refusal.answer() if refusal else self._app)(scope, patient, send)

    def _refusal(self, scope: Scope) -> Refused | None:
        headers = Headers(scope=scope)
        if "Transfer-Encoding" in headers:
            return Refused(ProblemCode.LENGTH_REQUIRED)
        if int(headers.get("Content-Length", "0")) > MAX_BODY_BYTES:
            return Refused(ProblemCode.TOO_LARGE, limit="1 MB")
        return None


def _is_upload(scope: Scope) -> bool:
    return scope["method"] in ("PATCH", "POST") and scope["path"].startswith(UPLOADS)


def _patient(receive: Receive, seconds: float) -> Receive:
    """``receive`` that waits for so long for the next piece of a body, which anybody may send."""
    whole = False

    async def piece() -> Message:
        nonlocal whole
        if whole:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), seconds)
        except TimeoutError:
            raise Refused(ProblemCode.UPLOAD_STALLED, headers={"Connection": "close"}) from None
        whole = not message.get("more_body", False)
        return message

    return piece


class MethodOverride:
    """``X-HTTP-Method-Override`` on uploads, for those who cannot send PATCH (tus 1.0 §4.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{UPLOADS}/"):
            meant = Headers(scope=scope).get("X-HTTP-Method-Override", "").upper()
            if meant in ("PATCH", "DELETE", "HEAD"):
                scope["method"] = meant
        await self._app(scope, receive, send)


class Journal:
    """Adds the headers of every answer and writes one line about it, without personal data.

    The outermost of the province's own layers, hence also the boundary where a fault nobody
    foresaw becomes ``unexpected`` with a reference number.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.monotonic()
        seen = {"status": 0}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                _add_headers(scope, message)
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 the boundary
            reference = secrets.token_hex(4).upper()
            # Not its words: PostgreSQL quotes the row, and a check what it was given.
            log.error("unexpected, reference %s\n%s", reference, trace_text(error))
            if seen["status"]:  # the server breaks the line off, and logs why
                raise RuntimeError(f"reference {reference}") from None
            await Refused(ProblemCode.UNEXPECTED, reference=reference).answer()(
                scope, receive, answer
            )
        finally:
            took = (time.monotonic() - started) * 1000
            log.info("%s %s %s %.0f ms", scope["method"], _route(scope), seen["status"], took)


def _add_headers(scope: Scope, message: Message) -> None:
    headers = MutableHeaders(scope=message)
    if scope["path"].startswith(UPLOADS):
        headers.setdefault("Tus-Resumable", TUS_VERSION)
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("X-Content-Type-Options", "nosniff")


def _route(scope: Scope) -> str:
    """The path's template: the path itself may name a dossier."""
    return getattr(scope.get("route"), "path", "-")
