"""Keys as ``credentials/info`` of the Cloud Signature Consortium describes them."""

from dataclasses import dataclass

from signing.algorithms import Scheme, SignatureAlgorithm
from signing.device import Unlock
from signing.remote.answers import Answer
from signing.remote.service import Credential

HASH_OIDS = {
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
_RSA_WITH = {
    "sha256": "1.2.840.113549.1.1.11",
    "sha384": "1.2.840.113549.1.1.12",
    "sha512": "1.2.840.113549.1.1.13",
}
_ECDSA_WITH = {
    "sha256": "1.2.840.10045.4.3.2",
    "sha384": "1.2.840.10045.4.3.3",
    "sha512": "1.2.840.10045.4.3.4",
}
_RSA, _PSS = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"
_TYPED = {"Password", "Numeric", "text"}


@dataclass(frozen=True)
class CscKey:
    credential: Credential
    unlocked_by: Unlock
    factor: str
    """``id`` of what is typed, e.g. ``PIN``; empty for a confirmation on the phone."""
    algorithms: frozenset[str]
    """Object identifiers that ``signAlgo`` may be."""

    def signing_oid(self, algorithm: SignatureAlgorithm) -> str:
        """``signAlgo`` of signatures/signHash; the digest is told beside it."""
        match algorithm.scheme:
            case Scheme.RSA_PSS:
                return _PSS
            case Scheme.RSA_PKCS1:
                whole = _RSA_WITH[algorithm.digest]
                return whole if whole in self.algorithms else _RSA
            case Scheme.ECDSA:
                return _ECDSA_WITH[algorithm.digest]


def read_key(credential: str, info: Answer) -> CscKey | None:
    """The key, or None when it is disabled or cannot be confirmed without a browser.

    Errors: REMOTE_ANSWER_UNREADABLE.
    """
    key, own = info.get("key"), next(info.get("cert").get("certificates").items(), None)
    if key.text_or_empty("status") == "disabled":
        return None
    if own is None:
        raise info.unreadable("certificates")
    authorization = info.get("auth")
    mode = authorization.text("mode")
    factor = ""
    if mode == "explicit":
        typed = [each for each in authorization.get("objects").items() if _is_typed(each)]
        if len(typed) != 1:
            return None
        factor = typed[0].text("id")
    elif mode != "implicit":
        return None
    algorithms = frozenset(each.text_or_empty() for each in key.get("algo").items())
    return CscKey(
        Credential(
            id=credential,
            certificate=own.octets(),
            schemes=_schemes(algorithms),
            together=max(info.number("multisign", 1), 1),
        ),
        Unlock.SERVICE_PIN if factor else Unlock.PHONE,
        factor,
        algorithms,
    )


def _is_typed(factor: Answer) -> bool:
    return factor.text_or_empty("type") in _TYPED


def _schemes(algorithms: frozenset[str]) -> frozenset[Scheme]:
    found = set()
    if algorithms & {_RSA, *_RSA_WITH.values()}:
        found.add(Scheme.RSA_PKCS1)
    if _PSS in algorithms:
        found.add(Scheme.RSA_PSS)
    if algorithms & set(_ECDSA_WITH.values()):
        found.add(Scheme.ECDSA)
    return frozenset(found)
