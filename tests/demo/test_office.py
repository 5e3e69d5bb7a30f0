"""The demonstration office is what it says: chain, people, keys on tokens, made once."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from pkcs11.util.ec import encode_ecdsa_signature

from app.demo.office import Office, load_office, make_office
from app.demo.people import DEMO_PEOPLE, TEST_PEOPLE, Person
from app.demo.softhsm import SoftHsm
from app.domain.dossier import Gender
from app.domain.identity import CardWarning, check_number
from app.errors import AppError, Code

NAMES = [person.name for person in TEST_PEOPLE]
DATA = b"to be signed"


def certificate(path: Path) -> x509.Certificate:
    return x509.load_der_x509_certificate(path.read_bytes())


@contextmanager
def private_key(office: Office, name: str) -> Iterator[pkcs11.PrivateKey]:
    holder = office.person(name)
    token = pkcs11.lib(str(office.module)).get_token(token_label=holder.label)
    with token.open(user_pin=office.pin) as session:
        yield session.get_key(pkcs11.ObjectClass.PRIVATE_KEY, id=bytes.fromhex(holder.key_id))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "asks_each_time"])
def test_the_key_on_the_token_belongs_to_the_certificate(office: Office, name: str) -> None:
    with private_key(office, name) as key:
        assert key[pkcs11.Attribute.NEVER_EXTRACTABLE]
        public = certificate(office.person(name).certificate).public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            digest = hashlib.sha256(DATA).digest()
            signature = encode_ecdsa_signature(key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))
            public.verify(signature, DATA, ec.ECDSA(hashes.SHA256()))
        else:
            assert isinstance(public, rsa.RSAPublicKey)
            signature = key.sign(DATA, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS)
            public.verify(signature, DATA, padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize("name", NAMES)
def test_the_certificate_lies_beside_its_key(office: Office, name: str) -> None:
    holder = office.person(name)
    token = pkcs11.lib(str(office.module)).get_token(token_label=holder.label)
    with token.open() as session:
        wanted = {
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
            pkcs11.Attribute.ID: bytes.fromhex(holder.key_id),
        }
        (found,) = session.get_objects(wanted)
        assert found[pkcs11.Attribute.VALUE] == holder.certificate.read_bytes()


def test_the_cautious_key_asks_for_the_pin_at_each_use(office: Office) -> None:
    mechanism = pkcs11.Mechanism.SHA256_RSA_PKCS
    with private_key(office, "asks_each_time") as key:
        with pytest.raises(pkcs11.exceptions.UserNotLoggedIn):
            key.sign(DATA, mechanism=mechanism)
        assert key.sign(DATA, mechanism=mechanism, pin=office.pin)
        with pytest.raises(pkcs11.exceptions.UserNotLoggedIn):
            key.sign(DATA, mechanism=mechanism)


def test_every_certificate_says_that_it_is_for_trial(office: Office) -> None:
    root, intermediate = certificate(office.root_der), certificate(office.intermediate_der)
    root.verify_directly_issued_by(root)
    intermediate.verify_directly_issued_by(root)
    for holder in office.people:
        leaf = certificate(holder.certificate)
        leaf.verify_directly_issued_by(intermediate)
        for name in (leaf.subject, leaf.issuer, root.subject):
            (organization,) = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
            assert str(organization.value).endswith("(thử nghiệm)")


@pytest.mark.parametrize("person", TEST_PEOPLE, ids=NAMES)
def test_a_holder_is_what_the_certificate_says(office: Office, person: Person) -> None:
    holder = office.person(person.name)
    leaf = certificate(holder.certificate)
    (common_name,) = leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    (uid,) = leaf.subject.get_attributes_for_oid(NameOID.USER_ID)
    assert common_name.value == holder.common_name
    assert str(uid.value).partition(":")[2] == holder.identity_number
    assert int(holder.serial, 16) == leaf.serial_number
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    may_sign = usage.digital_signature and usage.content_commitment
    assert may_sign is (person.name != "wrong_purpose")
    now = datetime.now(UTC)
    is_current = leaf.not_valid_before_utc < now < leaf.not_valid_after_utc
    assert is_current is (person.name not in {"expired", "not_yet_valid"})


@pytest.mark.parametrize("person", TEST_PEOPLE, ids=NAMES)
def test_people_are_plausible(person: Person) -> None:
    assert len(person.label.encode()) <= 32
    if person.subject_uid.startswith("CCCD:"):
        assert CardWarning.NUMBER_SHAPE not in check_number(
            person.identity_number, None, Gender.UNKNOWN
        )


def test_an_office_is_made_once(tmp_path: Path) -> None:
    people = DEMO_PEOPLE[:1]
    first = make_office(tmp_path, services_port=9100, people=people)
    assert make_office(tmp_path, services_port=9100, people=people) == first
    assert load_office(tmp_path) == first
    moved = make_office(tmp_path, services_port=9101, people=people)
    assert moved.people[0].serial != first.people[0].serial
    assert b"127.0.0.1:9101" in moved.people[0].certificate.read_bytes()


def test_half_an_office_is_made_anew(tmp_path: Path) -> None:
    hsm = SoftHsm(tmp_path / "softhsm2.conf", tmp_path / "tokens", "123456", "12345678")
    hsm.make()
    hsm.add_token("half")
    with pytest.raises(AppError) as refusal:
        load_office(tmp_path)
    assert refusal.value.code is Code.FILE_MISSING
    make_office(tmp_path, services_port=9100, people=DEMO_PEOPLE[:1])
    assert len(list((tmp_path / "tokens").iterdir())) == 1
