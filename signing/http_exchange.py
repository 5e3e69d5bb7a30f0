"""One HTTP exchange with a trust service, bounded in time and in size."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

import requests

from app.http_session import new_session


@dataclass(frozen=True)
class Limits:
    seconds: float
    """For the whole exchange, however slowly it trickles."""
    largest: int
    """Bytes of the longest answer that is read."""


def exchange(
    url: str, *, body: bytes | None = None, headers: Mapping[str, str], limits: Limits
) -> tuple[bytes, str]:
    """Content and content type of the answer to a POST of ``body``, or to a GET without one.

    Errors: ``requests.RequestException`` for silence, for a status other than 2xx, and beyond
    ``limits``; ``ProxyError`` also where the proxy wants to know who asks.
    """
    deadline = monotonic() + limits.seconds
    content = bytearray()
    with (
        new_session() as session,
        session.request(
            "GET" if body is None else "POST",
            url,
            data=body,
            headers=dict(headers),
            timeout=limits.seconds,
            stream=True,
        ) as answer,
    ):
        if answer.status_code == requests.codes.proxy_authentication_required:
            raise requests.exceptions.ProxyError
        answer.raise_for_status()
        # Piece by piece as it comes: the time-out of a socket starts anew with each one.
        while piece := answer.raw.read1(decode_content=True):
            content += piece
            if monotonic() > deadline or len(content) > limits.largest:
                raise requests.ReadTimeout
        return bytes(content), answer.headers.get("Content-Type", "").split(";")[0].strip()
