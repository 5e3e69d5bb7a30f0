"""Slow spots of the libraries, replaced by the same work done once or done faster.

A batch meets the same few authorities and the same few names in every file. Comparing issuers,
spelling out names and reading ``/Contents`` byte by byte took most of each signature and of each
verification.
"""

import binascii
import io
from collections.abc import Callable
from functools import lru_cache
from typing import Any, BinaryIO

from asn1crypto import x509
from pyhanko.pdf_utils import generic

_WHITESPACE = b" \n\r\t\f\x00"
_CHUNK = 1 << 14
"""Bytes; what a signature's ``/Contents`` takes."""
_prepared = x509.NameTypeAndValue._ldap_string_prep
_same_names: Callable[[x509.RDNSequence, object], bool] = x509.RDNSequence.__eq__
_hashable: Callable[[x509.RDNSequence], str] = x509.RDNSequence.hashable.fget
_untagged: Callable[[x509.Certificate], x509.Certificate] = x509.Certificate.untag
_read_by_byte = generic.read_hex_string_from_stream
_decode_by_byte = generic._decode_name
_write_by_byte = generic.NameObject.write_to_stream


def hasten() -> None:
    """Let asn1crypto and pyHanko use what is below, in this process and for good."""
    x509.NameTypeAndValue._ldap_string_prep = lambda _, text: prepared_name(text)
    x509.RDNSequence.__eq__ = same_names
    x509.RDNSequence.hashable = property(lambda name: _hashable_of(name.dump()))
    x509.Certificate.untag = known_certificate
    generic.read_hex_string_from_stream = read_hex_string
    generic._decode_name = decode_name
    generic.NameObject.write_to_stream = write_name  # type: ignore[method-assign,assignment]


@lru_cache(maxsize=1024)
def prepared_name(text: str) -> str:
    """``text`` made ready to be compared (RFC 4518, 2), which depends on nothing else."""
    prepared: str = _prepared(None, text)
    return prepared


def same_names(name: x509.RDNSequence, other: object) -> bool:
    """Whether two names are equal (RFC 5280, 7.1); those of one encoding are, without a look."""
    if isinstance(other, x509.RDNSequence) and name.dump() == other.dump():
        return True
    return _same_names(name, other)


@lru_cache(maxsize=1024)
def _hashable_of(encoded: bytes) -> str:
    return _hashable(x509.RDNSequence.load(encoded))


def known_certificate(certificate: x509.Certificate) -> x509.Certificate:
    """``certificate`` without a tag of its own, the same object for the same encoding.

    pyHanko takes each certificate out of a CMS object by ``untag``, several times, and asn1crypto
    parses each copy anew.
    """
    if certificate.implicit or certificate.explicit:
        return _untagged(certificate)
    try:
        return _parsed(certificate.dump())
    except Exception:  # noqa: BLE001 (whatever is wrong with it is for those who look)
        return _untagged(certificate)


@lru_cache(maxsize=256)
def _parsed(encoded: bytes) -> x509.Certificate:
    """Parsed to the last field: what is parsed when it is looked at, threads must not share."""
    certificate = x509.Certificate.load(encoded, strict=True)
    certificate.native  # noqa: B018 (parses it)
    return certificate


def decode_name(name_bytes: bytes) -> generic.NameObject:
    """The name (ISO 32000-2, 7.3.5) that is written as ``/`` and ``name_bytes``.

    An object of its own each time: pyHanko notes in it where it was read.
    """
    return generic.NameObject(_decoded(name_bytes))


@lru_cache(maxsize=4096)
def _decoded(escaped: bytes) -> str:
    return str(_decode_by_byte(escaped))


def write_name(
    name: generic.NameObject,
    stream: BinaryIO,
    handler: object = None,  # noqa: ARG001 (pyHanko's signature)
    container_ref: object = None,  # noqa: ARG001
) -> None:
    """Write ``name`` as ISO 32000-2, 7.3.5, asks."""
    stream.write(_written(str(name)))


@lru_cache(maxsize=4096)
def _written(name: str) -> bytes:
    written = io.BytesIO()
    _write_by_byte(generic.NameObject(name), written)
    return written.getvalue()


def read_hex_string(stream: BinaryIO) -> Any:
    """The hexadecimal string (ISO 32000-2, 7.3.4.3) that begins at the position of ``stream``.

    Whatever is not plain, comments and errors among it, is left to pyHanko.
    """
    start = stream.tell()
    read = stream.read(_CHUNK)
    while b">" not in read:
        more = stream.read(len(read))
        if not more:
            break
        read += more
    digits, closed, _ = read[1:].partition(b">")
    stream.seek(start)
    plain = digits.translate(None, _WHITESPACE)
    try:
        content = binascii.unhexlify(plain + b"0" * (len(plain) % 2))
    except binascii.Error:
        closed = b""
    if not closed:
        return _read_by_byte(stream)
    stream.seek(start + 1 + len(digits) + 1)
    return generic.pdf_string(content)
