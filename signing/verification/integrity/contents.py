"""The gap in a signature's ByteRange: it must hold that signature, zeros, and nothing else."""

import re

from asn1crypto import parser

from signing.verification.document import Signature
from signing.verification.integrity.der import element
from signing.verification.reasons import Reason

_HEX = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")
"""One case throughout: the other case would be a channel for hidden bits."""

_CONTENT_INFO = (0x06, 0xA0)
"""contentType and content (RFC 5652 §3)."""


def contents_reasons(data: bytes, signature: Signature) -> set[Reason]:
    """What is wrong with the bytes that ``signature`` does not cover (ISO 32000-1 §12.8.1)."""
    gap = _gap(data, signature)
    if gap is None:
        return {Reason.BYTE_RANGE_IRREGULAR}
    if not _HEX.fullmatch(gap) or bytes.fromhex(gap[1:-1].decode()) != signature.pkcs7_content:
        return {Reason.HIDDEN_BYTES}
    length = parser.peek(signature.pkcs7_content)
    if any(signature.pkcs7_content[length:]):
        return {Reason.HIDDEN_BYTES}
    try:
        content_info = element(signature.pkcs7_content[:length])
    except (ValueError, RecursionError):
        return {Reason.CMS_IRREGULAR}
    return set() if content_info.tags == _CONTENT_INFO else {Reason.CMS_IRREGULAR}


def _gap(data: bytes, signature: Signature) -> bytes | None:
    start, before, resume, after = (int(number) for number in signature.byte_range)
    if start != 0 or not 0 < before < resume or after <= 0 or resume + after > len(data):
        return None
    return data[before:resume]
