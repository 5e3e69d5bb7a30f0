"""Signature algorithms (TT 15/2025/TT-BKHCN, Phụ lục I): which one a key signs with."""

from dataclasses import dataclass, replace
from enum import StrEnum

from asn1crypto import algos, keys, x509

from app.errors import AppError, Code

DIGESTS = ("sha256", "sha384", "sha512")
_DIGEST_OF_CURVE = {"secp256r1": "sha256", "secp384r1": "sha384", "secp521r1": "sha512"}


class Scheme(StrEnum):
    RSA_PKCS1 = "rsa_pkcs1"  # RSASSA-PKCS1-v1_5 (RFC 8017, 8.2)
    RSA_PSS = "rsa_pss"  # RSASSA-PSS (RFC 8017, 8.1)
    ECDSA = "ecdsa"


class RsaPadding(StrEnum):
    """What an office wants where its keys can do both."""

    PKCS1 = "pkcs1"
    PSS = "pss"


@dataclass(frozen=True)
class SignatureAlgorithm:
    scheme: Scheme
    digest: str
    """``sha256``, ``sha384`` or ``sha512``; with PSS the digest of MGF1 as well."""

    @property
    def salt_bytes(self) -> int:
        """Of PSS: as long as the digest (RFC 4055, 3.1)."""
        return int(self.digest.removeprefix("sha")) // 8

    def with_digest(self, digest: str) -> "SignatureAlgorithm":
        """The same with another digest; itself for an empty one."""
        return replace(self, digest=digest) if digest else self

    def to_asn1(self) -> algos.SignedDigestAlgorithm:
        """The identifier in SignerInfo; the parameters of PSS are all spelt out (RFC 4056)."""
        if self.scheme is Scheme.RSA_PSS:
            return algos.SignedDigestAlgorithm(
                {"algorithm": "rsassa_pss", "parameters": self.pss_parameters()}
            )
        suffix = "rsa" if self.scheme is Scheme.RSA_PKCS1 else "ecdsa"
        return algos.SignedDigestAlgorithm({"algorithm": f"{self.digest}_{suffix}"})

    def pss_parameters(self) -> algos.RSASSAPSSParams:
        """RSASSA-PSS-params (RFC 4055, 3.1)."""
        digest = algos.DigestAlgorithm({"algorithm": self.digest})
        return algos.RSASSAPSSParams(
            {
                "hash_algorithm": digest,
                "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": digest},
                "salt_length": self.salt_bytes,
                "trailer_field": 1,
            }
        )


@dataclass(frozen=True)
class AlgorithmWish:
    """What the office asks for; certificate, key and token have the last word."""

    padding: RsaPadding = RsaPadding.PKCS1
    digest: str = ""
    """Empty: SHA-256, or as long as the curve of an EC key (RFC 5656, 6.2.1)."""


DEFAULT_WISH = AlgorithmWish()


def algorithm_for(
    certificate: bytes, wish: AlgorithmWish = DEFAULT_WISH, *, pss_only: bool = False
) -> SignatureAlgorithm:
    """What the key of ``certificate`` (DER) signs with.

    A key that is certified for PSS (id-RSASSA-PSS, RFC 4055, 1.2) signs with nothing else, and
    with the digest its parameters name; ``pss_only`` says so of the private key. Errors:
    CERTIFICATE_WRONG_PURPOSE for other kinds of keys and digests that the law does not know.
    """
    key = x509.Certificate.load(certificate).public_key
    digest = wish.digest or "sha256"
    match key.algorithm:
        case "rsa":
            pss = pss_only or wish.padding is RsaPadding.PSS
            found = SignatureAlgorithm(Scheme.RSA_PSS if pss else Scheme.RSA_PKCS1, digest)
        case "rsassa_pss":
            found = SignatureAlgorithm(Scheme.RSA_PSS, _demanded_digest(key) or digest)
        case "ec":
            of_curve = _DIGEST_OF_CURVE.get(key.curve[1], "sha256")
            found = SignatureAlgorithm(Scheme.ECDSA, wish.digest or of_curve)
        case _:
            raise AppError(Code.CERTIFICATE_WRONG_PURPOSE)
    if found.digest not in DIGESTS:
        raise AppError(Code.CERTIFICATE_WRONG_PURPOSE)
    return found


def _demanded_digest(key: keys.PublicKeyInfo) -> str:
    """The digest in the parameters of an id-RSASSA-PSS key; empty when it has none."""
    parameters = key["algorithm"]["parameters"]
    if not isinstance(parameters, algos.RSASSAPSSParams):
        return ""
    return str(parameters["hash_algorithm"]["algorithm"].native)
