"""The CMS object of a PAdES signature (EN 319 142-1, 6.3), signed by a key on a device.

Everything in it but digest, signature and time stamp stays the same for a whole batch, and building
it takes ten times as long as signing. So pyHanko builds one sample for each certificate, and that
is filled in.
"""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import cms, x509
from pyhanko.sign.general import simple_cms_attribute
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator

from app.errors import AppError, Code
from signing.algorithms import SignatureAlgorithm
from signing.device import SigningSession
from signing.timestamps import Timestamper

_BLANK = b"to be replaced by the document's digest"
_TIMESTAMP_FRAME = 64
"""Bytes of the attribute around a time stamp, and by which the lengths around that grow."""
_SEQUENCE, _SET, _OCTETS, _TAG_0, _TAG_1 = 0x30, 0x31, 0x04, 0xA0, 0xA1
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
"""The object identifier 1.2.840.113549.1.7.2 (RFC 5652, 5.1)."""


class CmsBuilder:
    """Builds the CMS objects of one session, on the calling thread alone.

    A time stamp that cannot be had costs its level, not the signature: the object stays B-B and
    ``timestamp_error`` says why.
    """

    def __init__(
        self,
        session: SigningSession,
        *,
        chain: Iterable[x509.Certificate],
        timestamper: Timestamper | None,
    ) -> None:
        self._session = session
        self._timestamper = timestamper
        self._key = x509.Certificate.load(session.certificate.der).public_key
        self._sample = _sample(
            session.certificate.der, tuple(each.dump() for each in chain), session.algorithm
        )
        self.timestamp_error: Code | None = None
        self._timestamp_room = self._ask_for_room()

    @property
    def digest(self) -> str:
        """The digest of document, signature and time stamp."""
        return self._session.algorithm.digest

    @property
    def room(self) -> int:
        """Bytes that the CMS object never exceeds."""
        longest = self._sample.filled(self._sample.attributes, bytes(self._sample.longest))
        return len(longest) + self._timestamp_room

    def build(self, document_digest: bytes) -> bytes:
        """The DER object for a document with ``document_digest``. Errors: those of the session."""
        return self.build_all([document_digest])[0]

    def build_all(self, document_digests: Sequence[bytes]) -> tuple[bytes, ...]:
        """One DER object a document, signed together: one confirmation where the device allows.

        Errors: those of the session, SIGNATURE_NOT_CONFIRMED for a signature that its certificate
        does not bear out.
        """
        attributes = [self._sample.attributes_for(each) for each in document_digests]
        signatures = self._session.sign_all(attributes, self.digest)
        for signed, signature in zip(attributes, signatures, strict=True):
            self._require_own(signed, signature)
        return tuple(
            self._sample.filled(signed, signature, self._unsigned_attributes(signature))
            for signed, signature in zip(attributes, signatures, strict=True)
        )

    def _require_own(self, signed: bytes, signature: bytes) -> None:
        """A device may answer with another key's signature, or with none at all."""
        try:
            DefaultSignatureValidator().validate_signature(
                signature, signed, self._key, self._session.algorithm.to_asn1()
            )
        except Exception as error:  # InvalidSignature, and whatever a malformed one makes it raise
            raise AppError(Code.SIGNATURE_NOT_CONFIRMED) from error

    def _ask_for_room(self) -> int:
        """By a token that the service really gives; none when there is no such token."""
        if self._timestamper is None:
            return 0
        try:
            return self._timestamper.room() + _TIMESTAMP_FRAME
        except AppError as error:
            self.timestamp_error = error.code
            self._timestamper = None
            return 0

    def _unsigned_attributes(self, signature: bytes) -> bytes:
        """A time stamp over ``signature`` (RFC 3161, Appendix A), if one is asked for and had."""
        if self._timestamper is None:
            return b""
        try:
            imprint = hashlib.new(self.digest, signature).digest()
            token = self._timestamper.stamp(imprint, self.digest)
        except AppError as error:
            self.timestamp_error = error.code
            return b""
        attribute = simple_cms_attribute("signature_time_stamp_token", token)
        encoded = _der(_TAG_1, attribute.dump())
        if len(encoded) > self._timestamp_room - 16:  # the lengths around it grow too
            self.timestamp_error = Code.TIMESTAMP_INVALID
            return b""
        return encoded


@dataclass(frozen=True)
class _Sample:
    """The parts of SignedData and SignerInfo (RFC 5652, 5.1 and 5.3), DER."""

    before_signers: bytes
    """Version, digest algorithms, content info, certificates."""
    before_attributes: bytes
    """Version, issuer and serial number, digest algorithm."""
    attributes: bytes
    """The signed attributes as the SET that is signed, with ``blank`` in it."""
    blank: bytes
    """In the place of the document's digest."""
    algorithm: bytes
    longest: int
    """Bytes of the longest signature that the key makes."""

    def attributes_for(self, document_digest: bytes) -> bytes:
        """The signed attributes of a document with ``document_digest``."""
        return self.attributes.replace(self.blank, document_digest)

    def filled(self, attributes: bytes, signature: bytes, unsigned: bytes = b"") -> bytes:
        signer = _der(
            _SEQUENCE,
            self.before_attributes,
            bytes([_TAG_0]) + attributes[1:],
            self.algorithm,
            _der(_OCTETS, signature),
            unsigned,
        )
        data = _der(_SEQUENCE, self.before_signers, _der(_SET, signer))
        return _der(_SEQUENCE, _SIGNED_DATA, _der(_TAG_0, data))


class _BlankSigner(Signer):
    """Signs nothing; what pyHanko builds around it is the sample."""

    async def async_sign_raw(
        self,
        data: bytes,  # noqa: ARG002 (the base's signature)
        digest_algorithm: str,  # noqa: ARG002
        dry_run: bool = False,  # noqa: ARG002
    ) -> bytes:
        return b""


@lru_cache(maxsize=16)
def _sample(certificate: bytes, chain: tuple[bytes, ...], algorithm: SignatureAlgorithm) -> _Sample:
    own = x509.Certificate.load(certificate)
    store = SimpleCertificateStore()
    store.register_multiple(x509.Certificate.load(each) for each in chain)
    signer = _BlankSigner(
        signing_cert=own,
        cert_registry=store,
        embed_roots=False,
        signature_mechanism=algorithm.to_asn1(),
    )
    digest, settings = algorithm.digest, PdfCMSSignedAttributes()
    blank = hashlib.new(digest, _BLANK).digest()
    built: cms.ContentInfo = asyncio.run(
        signer.async_sign(blank, digest, use_pades=True, signed_attr_settings=settings)
    )
    data = cms.ContentInfo.load(built.dump())["content"]
    info = data["signer_infos"][0]
    outer = ("version", "digest_algorithms", "encap_content_info", "certificates")
    inner = ("version", "sid", "digest_algorithm")
    return _Sample(
        before_signers=b"".join(data[each].dump() for each in outer),
        before_attributes=b"".join(info[each].dump() for each in inner),
        attributes=info["signed_attrs"].untag().dump(),
        blank=blank,
        algorithm=info["signature_algorithm"].dump(),
        # RSA: the modulus. ECDSA: a sequence of two integers, each with a sign byte.
        longest=2 * own.public_key.byte_size + 16,
    )


def _der(tag: int, *parts: bytes) -> bytes:
    """One value in DER (X.690, 10.1): tag, shortest length, content."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content
