"""Time stamps from an RFC 3161 service over HTTP, each one verified before it is used."""

import asyncio
from time import monotonic

import requests
from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import handle_tsp_response, set_tsp_headers
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus

from app.errors import AppError, Code
from signing.trust import TrustStore

_LARGEST_ANSWER = 64 * 1024


class Timestamper(TimeStamper):
    """The service at ``url``, for one batch: once unreachable it is not asked again.

    Usable wherever pyHanko wants a ``TimeStamper``. Works on the calling thread.
    """

    def __init__(self, url: str, *, trust: TrustStore, timeout: float = 5.0) -> None:
        """``timeout`` seconds bound the whole exchange; ``trust`` judges the service's chain."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._url = url
        self._trust = trust
        self._timeout = timeout
        self._unreachable: AppError | None = None

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
        return token

    def _ask(self, request: tsp.TimeStampReq) -> tsp.TimeStampResp:
        if self._unreachable is not None:
            raise self._unreachable
        try:
            content = self._exchange(request.dump())
        except requests.RequestException as error:
            self._unreachable = AppError(Code.TIMESTAMP_UNREACHABLE, error=type(error).__name__)
            raise self._unreachable from error
        try:
            return tsp.TimeStampResp.load(content, strict=True)
        except ValueError as error:
            raise AppError(Code.TIMESTAMP_INVALID, error=type(error).__name__) from error

    def _exchange(self, body: bytes) -> bytes:
        deadline = monotonic() + self._timeout
        content = b""
        with requests.post(
            self._url,
            body,
            headers=set_tsp_headers({}),
            timeout=self._timeout,
            stream=True,
        ) as answer:
            answer.raise_for_status()
            # Piece by piece as it comes: the time-out of a socket starts anew with each one.
            while piece := answer.raw.read1(decode_content=True):
                content += piece
                if monotonic() > deadline or len(content) > _LARGEST_ANSWER:
                    raise requests.ReadTimeout
        return content
