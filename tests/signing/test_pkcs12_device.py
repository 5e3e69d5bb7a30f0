"""PKCS#12 files as tokens: the password is the PIN."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from app.demo.office import Office
from app.errors import AppError, Code
from signing.certificates import read_certificate
from signing.device import PinState, Token
from signing.pkcs12_device import Pkcs12Device
from tests.signing.software_keys import PASSWORD, SoftwareKey, issue, write_pfx


@pytest.fixture(scope="module")
def owned(office: Office) -> SoftwareKey:
    return issue(office)


@pytest.fixture
def device(owned: SoftwareKey, tmp_path: Path) -> Pkcs12Device:
    return Pkcs12Device([write_pfx(tmp_path / "Hồng Đào.p12", owned)])


@pytest.fixture
def token(device: Pkcs12Device) -> Token:
    [token] = device.tokens()
    return token


def test_file_is_a_token_while_it_is_there(device: Pkcs12Device, token: Token) -> None:
    assert (token.label, token.pin, token.own_pin_pad) == ("Hồng Đào", PinState.FINE, False)
    Path(token.module).unlink()
    with pytest.raises(AppError) as gone:
        device.tokens()
    assert gone.value.code is Code.FILE_MISSING


@pytest.mark.parametrize("kind", ["rsa", "P-256"])
def test_password_opens_the_key(kind: str, office: Office, tmp_path: Path) -> None:
    mine = issue(office, kind)
    device = Pkcs12Device([write_pfx(tmp_path / "key.p12", mine)])
    [token] = device.tokens()
    [certificate] = device.unlock(token, PASSWORD)
    with device.open(token, certificate, PASSWORD) as session:
        signature = session.sign(b"data")
    public = mine.key.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, b"data", padding.PKCS1v15(), hashes.SHA256())
    else:
        public.verify(signature, b"data", ec.ECDSA(hashes.SHA256()))


def test_wrong_password_is_a_wrong_pin(
    device: Pkcs12Device, token: Token, owned: SoftwareKey
) -> None:
    certificate = read_certificate(owned.der)
    for pin, code in (("sai", Code.PIN_INCORRECT), ("", Code.PIN_REQUIRED)):
        with pytest.raises(AppError) as refused, device.open(token, certificate, pin):
            pytest.fail("opened with a wrong password")
        assert refused.value.code is code


def test_encrypted_certificates_need_the_password_once(
    device: Pkcs12Device, token: Token, owned: SoftwareKey
) -> None:
    with pytest.raises(AppError) as refused:
        device.certificates(token)
    assert refused.value.code is Code.PIN_REQUIRED
    device.unlock(token, PASSWORD)
    [certificate] = device.certificates(token)
    assert (certificate.der, certificate.identity_number) == (owned.der, "089188004217")


def test_open_certificates_are_listed_without_the_password(
    owned: SoftwareKey, tmp_path: Path
) -> None:
    path = tmp_path / "open.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            None, owned.key, owned.certificate, None, serialization.NoEncryption()
        )
    )
    device = Pkcs12Device([path])
    [certificate] = device.certificates(*device.tokens())
    assert certificate.der == owned.der


def test_several_keys_in_one_file_sign_each_with_its_own(office: Office, tmp_path: Path) -> None:
    first, second = issue(office), issue(office, "P-256")
    device = Pkcs12Device([write_pfx(tmp_path / "both.p12", first, second)])
    [token] = device.tokens()
    found = {each.der: each for each in device.unlock(token, PASSWORD)}
    assert set(found) == {first.der, second.der}
    with device.open(token, found[second.der], PASSWORD) as session:
        signature = session.sign(b"data")
    second.key.public_key().verify(signature, b"data", ec.ECDSA(hashes.SHA256()))


def test_certificate_that_is_not_in_the_file(
    device: Pkcs12Device, token: Token, office: Office
) -> None:
    other = read_certificate(office.person("leader").certificate.read_bytes())
    with pytest.raises(AppError) as refused, device.open(token, other, PASSWORD):
        pytest.fail("opened a key that is not there")
    assert refused.value.code is Code.CERTIFICATE_ABSENT


@pytest.mark.parametrize(
    "content", [b"no PKCS#12", b"\x30\x03\x02\x01\x07", b"\x30\x80\x30\x00", b"%PDF-1.7\n"]
)
def test_file_that_is_none(content: bytes, tmp_path: Path) -> None:
    assert refusal(tmp_path, content).facts["reason"] == "other"


def test_certificate_alone_is_no_key(owned: SoftwareKey, tmp_path: Path) -> None:
    assert refusal(tmp_path, owned.der).facts["reason"] == "other"


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99, 1.01])
def test_file_that_was_cut_or_grew(share: float, owned: SoftwareKey, tmp_path: Path) -> None:
    whole = write_pfx(tmp_path / "whole.p12", owned).read_bytes()
    content = (whole + bytes(len(whole)))[: int(len(whole) * share)]
    assert refusal(tmp_path, content).facts["reason"] == "damaged"


def refusal(folder: Path, content: bytes) -> AppError:
    """What a file with ``content`` is refused with, whether a password is needed or not."""
    path = folder / "none.p12"
    path.write_bytes(content)
    device = Pkcs12Device([path])
    [token] = device.tokens()
    with pytest.raises(AppError) as looked_at:
        device.certificates(token)
    with pytest.raises(AppError) as unlocked:
        device.unlock(token, PASSWORD)
    assert looked_at.value.code is unlocked.value.code is Code.CERTIFICATE_FILE_UNUSABLE
    assert looked_at.value.facts == unlocked.value.facts
    return unlocked.value


def test_key_is_gone_after_the_batch(
    device: Pkcs12Device, token: Token, owned: SoftwareKey
) -> None:
    with device.open(token, read_certificate(owned.der), PASSWORD) as session:
        pass
    with pytest.raises(AppError) as gone:
        session.sign(b"data")
    assert gone.value.code is Code.TOKEN_REMOVED
    assert PASSWORD not in repr(vars(device)) + repr(vars(session))
