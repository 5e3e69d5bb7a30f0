"""Which certification authorities are trusted, and how certificate paths are checked with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from asn1crypto import algos, keys, x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import (
    AlgorithmUsageConstraint,
    DisallowWeakAlgorithmsPolicy,
)

from resources import resource
from signing.authorities import authorities_in, authority_files, pins
from signing.evidence_fetchers import fetchers_of
from signing.library_speed import hasten
from signing.validation_evidence import ValidationEvidence

hasten()


class Revocation(StrEnum):
    """How much must be known about the revocation of each certificate in a path."""

    IGNORED = "none"
    IF_KNOWN = "soft-fail"  # a revoked certificate fails, an unreachable service does not
    REQUIRED = "require"  # every certificate needs a CRL or an OCSP answer


@dataclass(frozen=True)
class TrustStore:
    """Trusted roots and the intermediate authorities that lead to them."""

    anchors: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...] = ()
    unreadable: tuple[Path, ...] = ()
    """Files in the trust folders that hold no certificate of an authority."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 in hex → ``chuyên dùng công vụ`` or ``công cộng`` (domain §10)."""

    def label(self, authority: x509.Certificate) -> str:
        """What is known of ``authority``; empty when an administrator added it on his own."""
        return self.labels.get(authority.sha256.hex(), "")

    def validation_context(
        self,
        *,
        moment: datetime | None = None,
        evidence: ValidationEvidence | None = None,
        revocation: Revocation = Revocation.IF_KNOWN,
        others: Iterable[x509.Certificate] = (),
    ) -> ValidationContext:
        """Rules to check paths at ``moment`` (aware; now if None) up to these anchors.

        ``evidence`` is asked for revocation data; without it nothing is. ``others`` are
        certificates from the document under examination.
        """
        return ValidationContext(
            trust_roots=list(self.anchors),
            other_certs=[*self.intermediates, *others],
            moment=moment,
            allow_fetching=evidence is not None,
            fetchers=fetchers_of(evidence) if evidence else None,
            revocation_mode=revocation.value,
            algorithm_usage_policy=Algorithms(),  # type: ignore[no-untyped-call]
            crls=(),
            ocsps=(),
        )

    def chain(self, certificate: bytes) -> tuple[x509.Certificate, ...]:
        """Intermediates above ``certificate`` (DER), nearest first, as far as they are known."""
        known = {each.subject.hashable: each for each in self.intermediates}
        found: list[x509.Certificate] = []
        current = x509.Certificate.load(certificate)
        while (issuer := known.get(current.issuer.hashable)) and issuer not in found:
            found.append(issuer)
            current = issuer
        return tuple(found)


class Algorithms(DisallowWeakAlgorithmsPolicy):
    """RSA ≥ 2048, SHA-2 (TT 15/2025/TT-BKHCN, Phụ lục I), with one exception.

    Authorities of the first government generation are signed with SHA-1 and in force until 2030
    (domain §10), so SHA-1 is accepted inside certificates. Digests of documents and time stamps
    are judged by :meth:`digest_algorithm_allowed`, which refuses it.
    """

    def signature_algorithm_allowed(
        self,
        algo: algos.SignedDigestAlgorithm,
        moment: datetime | None,
        public_key: keys.PublicKeyInfo | None,
    ) -> AlgorithmUsageConstraint:
        if algo["algorithm"].native == "sha1_rsa":
            algo = algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"})
        return super().signature_algorithm_allowed(algo, moment, public_key)


def load_trust(folders: Iterable[Path] = ()) -> TrustStore:
    """Certificates (PEM or DER) shipped with the program and in ``folders``; absent ones are empty.

    Self-issued authorities become anchors, other authorities intermediates. Who may write into a
    folder decides whom the program trusts: give it to administrators only.
    """
    anchors: dict[str, x509.Certificate] = {}
    intermediates: dict[str, x509.Certificate] = {}
    unreadable: list[Path] = []
    places = [resource("trust"), *folders]
    for path in authority_files(places):
        authorities = authorities_in(path)
        if not authorities:
            unreadable.append(path)
        for authority in authorities:
            kind = anchors if authority.self_issued else intermediates
            kind[authority.sha256.hex()] = authority
    return TrustStore(
        anchors=tuple(anchors.values()),
        intermediates=tuple(intermediates.values()),
        unreadable=tuple(unreadable),
        labels={pin.sha256: pin.scheme.value for place in reversed(places) for pin in pins(place)},
    )


def known_labels() -> dict[str, str]:
    """Labels of the authorities in ``resources/trust/anchors.toml`` by SHA-256 in hex."""
    return {pin.sha256: pin.scheme.value for pin in pins(resource("trust"))}
