"""A time-stamp service whose certificate ends soon, and the lists of its authority, over HTTP."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from asn1crypto import tsp

from signing.trust import TrustStore
from tests.signing.level_files import listening
from tests.verification.throwaway_pki import ThrowawayPki


@dataclass(frozen=True)
class ShortLived:
    url: str
    ends: datetime
    """The end of its certificate, whole seconds."""
    trust: TrustStore
    """What was trusted before, and its root."""


@contextmanager
def short_lived_stamps(port: int, trust: TrustStore, *, lasts: timedelta) -> Iterator[ShortLived]:
    """On ``port``, with a certificate that ends in ``lasts``."""
    ends = (datetime.now(UTC) + lasts).replace(microsecond=0)
    pki = ThrowawayPki(port=port)
    stamper = pki.time_stamper(None, end=ends)
    both = replace(
        trust,
        anchors=(*trust.anchors, pki.root.asn1),
        intermediates=(*trust.intermediates, pki.ca.asn1),
    )

    def answer(path: str, body: bytes | None) -> tuple[int, str, bytes]:
        if path.endswith(".crl"):
            issuer = pki.root if path == "/root.crl" else pki.ca
            made = pki.revocation_list(issuer=issuer, at=datetime.now(UTC).replace(microsecond=0))
            return 200, "application/pkix-crl", made.dump()
        question = tsp.TimeStampReq.load(body or b"")
        content = asyncio.run(stamper.async_request_tsa_response(question)).dump()
        return 200, "application/timestamp-reply", content

    with listening(port, answer) as url:
        yield ShortLived(f"{url}/tsa", ends, both)
