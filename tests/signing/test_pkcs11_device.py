"""Tokens through PKCS#11, on SoftHSM: listing, login, signing. Faults: tests/token_faults."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from app.demo.office import Office
from app.errors import AppError, Code
from app.lanes import Lane
from signing.algorithms import Scheme
from signing.certificates import choose_certificate
from signing.device import Certificate, PinState, Token
from signing.pkcs11_device import Pkcs11Device


@pytest.fixture(scope="module")
def device(office: Office) -> Pkcs11Device:
    return Pkcs11Device([office.module])


def holding(device: Pkcs11Device, office: Office, name: str) -> tuple[Token, Certificate]:
    """The token and the certificate of the person with that short name."""
    holder = office.person(name)
    token = next(each for each in device.tokens() if each.label == holder.label)
    found = device.certificates(token)
    return token, next(each for each in found if each.serial == holder.serial)


def confirm(certificate: Certificate, data: bytes, signature: bytes) -> None:
    """Raise InvalidSignature unless the certificate's key made ``signature``."""
    key = x509.load_der_x509_certificate(certificate.der).public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(signature, data, ec.ECDSA(hashes.SHA256()))


def test_key_that_asks_for_its_pin_at_each_use_signs_twice(
    device: Pkcs11Device, office: Office
) -> None:
    token, certificate = holding(device, office, "asks_each_time")
    with device.open(token, certificate, office.pin) as session:
        for data in (b"first", b"second"):
            confirm(certificate, data, session.sign(data, "sha256"))


@pytest.mark.parametrize("name", ["officer", "rsa_3072", "ec_p256"])
def test_signature_is_confirmed_by_the_certificate(
    device: Pkcs11Device, office: Office, name: str
) -> None:
    token, certificate = holding(device, office, name)
    with device.open(token, certificate, office.pin) as session:
        confirm(certificate, b"data", session.sign(b"data", "sha256"))


def test_token_without_hashing_mechanisms_gets_the_digest(
    device: Pkcs11Device, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = {(Scheme.RSA_PKCS1, "sha256"): pkcs11.Mechanism.GOSTR3410}
    monkeypatch.setattr("signing.pkcs11_mechanisms._WHOLE", nothing)
    token, certificate = holding(device, office, "officer")
    with device.open(token, certificate, office.pin) as session:
        confirm(certificate, b"data", session.sign(b"data", "sha256"))


def test_certificates_are_listed_without_a_pin(device: Pkcs11Device, office: Office) -> None:
    token, certificate = holding(device, office, "officer")
    holder = office.person("officer")
    assert token.pin is PinState.FINE
    assert (token.module, token.own_pin_pad) == (str(office.module), False)
    assert certificate.common_name == holder.common_name
    assert certificate.identity_number == holder.identity_number
    assert certificate.key_id.hex() == holder.key_id
    assert certificate.may_sign


def test_renewed_token_signs_with_the_newer_certificate(
    device: Pkcs11Device, office: Office
) -> None:
    renewed = office.person("renewed")
    token = next(each for each in device.tokens() if each.label == renewed.label)
    found = device.certificates(token)
    assert len(found) == 2
    chosen = choose_certificate(found, now=datetime.now(UTC), identity_number="")
    with device.open(token, chosen, office.pin) as session:
        confirm(chosen, b"data", session.sign(b"data", "sha256"))
    assert chosen.serial == renewed.serial


def test_module_given_under_two_names_is_loaded_once(office: Office, tmp_path: Path) -> None:
    alias = tmp_path / "module.so"
    alias.symlink_to(office.module)
    both = Pkcs11Device([office.module, alias]).tokens()
    assert both == Pkcs11Device([office.module]).tokens()


def test_tokens_that_look_alike_are_told_by_their_slots(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signing.pkcs11_device._identity", lambda seen: ("Token", "0000"))
    device = Pkcs11Device([office.module])
    tokens = device.tokens()
    assert len(tokens) == len({holder.label for holder in office.people})
    mine = office.person("rsa_3072")
    found = {each.serial: (token, each) for token in tokens for each in device.certificates(token)}
    assert set(found) == {holder.serial for holder in office.people}
    token, certificate = found[mine.serial]
    with device.open(token, certificate, office.pin) as session:
        confirm(certificate, b"data", session.sign(b"data"))
    with pytest.raises(AppError) as gone:
        device.certificates(replace(token, slot=-1))
    assert gone.value.code is Code.TOKEN_REMOVED


def test_token_in_another_slot_is_found_again(device: Pkcs11Device, office: Office) -> None:
    token, certificate = holding(device, office, "officer")
    assert certificate in device.certificates(replace(token, slot=-1))


def test_wrong_pin_says_what_the_token_says_and_leaks_no_session(
    device: Pkcs11Device, office: Office
) -> None:
    token, certificate = holding(device, office, "another_officer")
    for _ in range(3):
        with pytest.raises(AppError) as refused, device.open(token, certificate, "999999"):
            pytest.fail("opened with a wrong PIN")
        assert refused.value.code is Code.PIN_INCORRECT
        assert refused.value.facts == {"state": PinState.LOW}
    assert next(t for t in device.tokens() if t.label == token.label).pin is PinState.LOW
    with device.open(token, certificate, office.pin) as session:
        confirm(certificate, b"data", session.sign(b"data", "sha256"))
    assert next(t for t in device.tokens() if t.label == token.label).pin is PinState.FINE


def test_empty_pin_never_reaches_the_token(device: Pkcs11Device, office: Office) -> None:
    token, certificate = holding(device, office, "officer")
    with pytest.raises(AppError) as refused, device.open(token, certificate, ""):
        pytest.fail("opened without a PIN")
    assert refused.value.code is Code.PIN_REQUIRED
    assert next(t for t in device.tokens() if t.label == token.label).pin is PinState.FINE


def test_token_is_logged_out_when_the_batch_fails(device: Pkcs11Device, office: Office) -> None:
    token, certificate = holding(device, office, "officer")
    with pytest.raises(ZeroDivisionError), device.open(token, certificate, office.pin) as session:
        raise ZeroDivisionError
    with pytest.raises(AppError):
        session.sign(b"data", "sha256")
    with device.open(token, certificate, office.pin) as again:
        confirm(certificate, b"data", again.sign(b"data", "sha256"))


def test_key_that_is_not_there(device: Pkcs11Device, office: Office) -> None:
    token, _ = holding(device, office, "officer")
    _, foreign = holding(device, office, "renewed")
    with pytest.raises(AppError) as refused, device.open(token, foreign, office.pin):
        pytest.fail("opened a key of another token")
    assert refused.value.code is Code.CERTIFICATE_ABSENT


def test_token_that_is_not_plugged_in(device: Pkcs11Device, office: Office) -> None:
    token, certificate = holding(device, office, "officer")
    other = Token(**{**vars(token), "serial": "0000", "label": "Token ở nhà"})
    with pytest.raises(AppError) as listing:
        device.certificates(other)
    with pytest.raises(AppError) as opening, device.open(other, certificate, office.pin):
        pytest.fail("opened an absent token")
    assert listing.value.code is opening.value.code is Code.TOKEN_REMOVED


def test_calls_on_another_thread_are_refused(office: Office) -> None:
    lane = Lane("token")
    guarded = Pkcs11Device([office.module], require_here=lane.require_here)
    try:
        assert lane.submit(guarded.tokens).result()
        with pytest.raises(RuntimeError, match="token lane"):
            guarded.tokens()
    finally:
        lane.close()


def test_no_module_that_works(tmp_path: Path) -> None:
    broken = tmp_path / "driver.so"
    broken.write_text("not a library")
    device = Pkcs11Device([broken])
    with pytest.raises(AppError) as absent:
        device.tokens()
    assert absent.value.code is Code.TOKEN_DRIVER_FAILED
    assert device.broken == {str(broken): "PKCS11Error"}
    with pytest.raises(AppError) as none:
        Pkcs11Device([]).tokens()
    assert none.value.code is Code.TOKEN_DRIVER_ABSENT
