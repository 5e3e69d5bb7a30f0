"""Trust folders, labels, and what certificates of the first government generation need."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import algos

from app.demo.office import Office
from app.errors import AppError, Code
from resources import resource
from signing.certificates import read_certificate
from signing.device import Certificate
from signing.revocation import check_revocation
from signing.trust import Algorithms, TrustStore, known_labels, load_trust
from signing.validation_evidence import ValidationEvidence


def of(office: Office, name: str) -> Certificate:
    return read_certificate(office.person(name).certificate.read_bytes())


def refusal(certificate: Certificate, trust: TrustStore, **how: float) -> AppError:
    with pytest.raises(AppError) as refused:
        check_revocation(certificate, trust=trust, evidence=ValidationEvidence(**how))
    return refused.value


def test_folder_gives_roots_and_intermediates(office: Office, tmp_path: Path) -> None:
    both = office.root_pem.read_bytes() + office.intermediate_pem.read_bytes()
    (tmp_path / "both.pem").write_bytes(both)
    (tmp_path / "again.CER").write_bytes(office.root_der.read_bytes())
    (tmp_path / "person.crt").write_bytes(office.person("officer").certificate.read_bytes())
    (tmp_path / "rubbish.der").write_bytes(b"no certificate")
    (tmp_path / "notes.txt").write_text("not looked at")
    trust = load_trust([tmp_path, tmp_path / "absent"])
    assert [each.dump() for each in trust.anchors] == [office.root_der.read_bytes()]
    assert [each.dump() for each in trust.intermediates] == [office.intermediate_der.read_bytes()]
    assert trust.unreadable == (tmp_path / "person.crt", tmp_path / "rubbish.der")


def test_chain_leads_from_the_person_upwards(office: Office, trust: TrustStore) -> None:
    chain = trust.chain(of(office, "officer").der)
    assert [each.dump() for each in chain] == [office.intermediate_der.read_bytes()]
    assert trust.chain(office.intermediate_der.read_bytes()) == ()


def test_labels_are_those_of_the_fingerprints(office: Office, trust: TrustStore) -> None:
    [root] = trust.anchors
    assert trust.label(root) == ""
    known = TrustStore((root,), labels={root.sha256.hex(): "công cộng"})
    assert known.label(root) == "công cộng"


def test_every_pinned_fingerprint_is_a_sha256() -> None:
    labels = known_labels()
    assert set(labels.values()) == {"chuyên dùng công vụ", "công cộng"}
    assert all(len(bytes.fromhex(fingerprint)) == 32 for fingerprint in labels)
    text = resource("trust", "anchors.toml").read_text(encoding="utf-8")
    assert text.count("[[authority]]") == len(labels)


def test_sha1_is_accepted_in_certificates_and_nowhere_else() -> None:
    policy, now = Algorithms(), datetime.now(UTC)
    in_certificate = algos.SignedDigestAlgorithm({"algorithm": "sha1_rsa"})
    assert policy.signature_algorithm_allowed(in_certificate, now, None)
    of_document = algos.DigestAlgorithm({"algorithm": "sha1"})
    assert not policy.digest_algorithm_allowed(of_document, now)
    md5 = algos.SignedDigestAlgorithm({"algorithm": "md5_rsa"})
    assert not policy.signature_algorithm_allowed(md5, now, None)


@pytest.mark.parametrize("name", ["officer", "ec_p256"])
def test_certificate_that_its_authority_vouches_for(
    services: Office, trust: TrustStore, name: str
) -> None:
    check_revocation(of(services, name), trust=trust, evidence=ValidationEvidence())


def test_revoked_certificate(services: Office, trust: TrustStore) -> None:
    refused = refusal(of(services, "revoked"), trust)
    assert refused.code is Code.CERTIFICATE_REVOKED
    since = datetime.fromisoformat(str(refused.facts["since"]))
    assert abs(datetime.now(UTC) - timedelta(days=7) - since) < timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("expired", Code.CERTIFICATE_EXPIRED),
        ("not_yet_valid", Code.CERTIFICATE_NOT_YET_VALID),
    ],
)
def test_certificate_out_of_its_time(
    services: Office, trust: TrustStore, name: str, code: Code
) -> None:
    assert refusal(of(services, name), trust).code is code


def test_silent_services_are_unknown_not_fine(
    office: Office, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A dead proxy: the services may be running for another test of this session.
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    refused = refusal(of(office, "officer"), trust, timeout=2)
    assert refused.code is Code.REVOCATION_UNKNOWN


def test_certificate_of_an_unknown_authority(services: Office) -> None:
    nobody = TrustStore(anchors=())
    assert refusal(of(services, "officer"), nobody).code is Code.CERTIFICATE_UNTRUSTED
