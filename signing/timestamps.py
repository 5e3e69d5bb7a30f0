"""Time stamps from an RFC 3161 service over HTTP, each one verified before it is used."""

import asyncio
import threading
from datetime import UTC, datetime

import requests
from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import handle_tsp_response, set_tsp_headers
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus

from app.errors import AppError, Code
from signing.http_exchange import Limits, exchange
from signing.trust import TrustStore

_LARGEST_ANSWER = 64 * 1024
_DIGEST = "sha256"
_GROWTH = 256
"""Bytes by which a token may outgrow those seen before: serial number, fractions of a second, a
longer ECDSA signature. Another certificate of the service is larger than that; the stamp is then
left out, and comes later as a document time stamp."""


class Timestamper(TimeStamper):
    """The service at ``url``, for one batch: once unreachable it is not asked again.

    Usable wherever pyHanko wants a ``TimeStamper``, and from many threads at once; works on the
    calling one.
    """

    def __init__(self, url: str, *, trust: TrustStore, timeout: float = 5.0) -> None:
        """``timeout`` seconds bound the whole exchange; ``trust`` judges the service's chain."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._url = url
        self._trust = trust
        self._timeout = timeout
        self._unreachable: AppError | None = None
        self._longest = 0
        self._certified_until: datetime | None = None
        self._first = threading.Lock()

    def room(self) -> int:
        """Bytes to reserve for a token, by what the service really sends.

        A first token is asked for once in the life of this object (RFC 3161 has no way to ask how
        long they are). Errors: those of :meth:`stamp`.
        """
        return asyncio.run(self.async_room())

    async def async_room(self) -> int:
        """As :meth:`room`."""
        await self._know_tokens()
        return self._longest + _GROWTH

    async def async_certified_until(self) -> datetime:
        """When the certificate ends that the service signs with now. Errors: those of ``stamp``."""
        await self._know_tokens()
        assert self._certified_until is not None  # noqa: S101 (each token brings it)
        return self._certified_until

    async def _know_tokens(self) -> None:
        """See one token at least; the other threads of a batch wait for it."""
        # Nothing in here lets another task of the same loop run, so the lock is never waited for
        # by the thread that holds it.
        with self._first:
            if not self._longest:
                await self.async_dummy_response(_DIGEST)

    def stamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token over ``message_digest``.

        Its nonce, imprint, signature, purpose and chain are checked.
        Errors: TIMESTAMP_UNREACHABLE, TIMESTAMP_INVALID.
        """
        return asyncio.run(self.async_timestamp(message_digest, md_algorithm))

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """As :meth:`stamp`, for pyHanko."""
        nonce, request = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
        answer = self._ask(request)
        # Fail closed: whatever a foreign answer makes the parser raise, it is no time stamp.
        try:
            token = handle_tsp_response(answer, nonce)
            found = await validate_tst_signed_data(
                token["content"],
                self._trust.validation_context(),
                lambda algorithm: message_digest if algorithm == md_algorithm else b"",
            )
            status = TimestampSignatureStatus(**found)
            sound = status.intact and status.valid and status.trusted
        except Exception as error:
            raise AppError(Code.TIMESTAMP_INVALID, error=type(error).__name__) from error
        if not sound:
            raise AppError(Code.TIMESTAMP_INVALID, error=str(status.trust_problem_indic))
        self._longest = max(self._longest, len(token.dump()))
        self._certified_until = status.signing_cert.not_valid_after.astimezone(UTC)
        return token

    def _ask(self, request: tsp.TimeStampReq) -> tsp.TimeStampResp:
        if self._unreachable is not None:
            raise self._unreachable
        try:
            content, _ = exchange(
                self._url,
                body=request.dump(),
                headers=set_tsp_headers({}),
                limits=Limits(self._timeout, _LARGEST_ANSWER),
            )
        except requests.RequestException as error:
            self._unreachable = AppError(Code.TIMESTAMP_UNREACHABLE, error=type(error).__name__)
            raise self._unreachable from error
        try:
            return tsp.TimeStampResp.load(content, strict=True)
        except ValueError as error:
            raise AppError(Code.TIMESTAMP_INVALID, error=type(error).__name__) from error
