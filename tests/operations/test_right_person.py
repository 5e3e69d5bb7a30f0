"""Who may sign is known before the PIN is asked: each refusal with its own reason."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.demo.office import Office
from app.errors import AppError, Code
from app.operations.sign_files import Signer, SigningKit, signing_session
from signing.certificates import read_certificate
from signing.device import Certificate, PinState, Token
from signing.pkcs11_device import Pkcs11Device
from signing.trust import TrustStore, load_trust
from signing.verification.worker import VerificationWorker
from tests.signing.software_keys import issue

TOKEN = Token("no module", 0, "Token", "1", "", PinState.FINE, own_pin_pad=False)


class NeverOpened(Pkcs11Device):
    """A device that must not be asked to log in."""

    def open(self, *_: object) -> object:
        raise AssertionError("the PIN was used")


@pytest.fixture(scope="module")
def trust(office: Office, tmp_path_factory: pytest.TempPathFactory) -> TrustStore:
    folder: Path = tmp_path_factory.mktemp("trust")
    (folder / "root.pem").write_bytes(office.root_pem.read_bytes())
    (folder / "ca.cer").write_bytes(office.intermediate_der.read_bytes())
    return load_trust([folder])


@pytest.fixture
def refused(services: Office, trust: TrustStore) -> Callable[..., AppError]:
    """``refused(certificate, number="", serial="", asked=True, trust=…)``: why it may not sign."""

    def attempt(
        certificate: Certificate,
        number: str = "",
        serial: str = "",
        asked: bool = True,
        anchors: TrustStore = trust,
    ) -> AppError:
        kit = SigningKit(
            device=NeverOpened([services.module]),
            verification=VerificationWorker(),
            trust=anchors,
            timestamper=None,
            check_revocation=asked,
            now=lambda: datetime.now(UTC),
        )
        signer = Signer(TOKEN, certificate, "123456", number, serial)
        with pytest.raises(AppError) as caught, signing_session(kit, signer):
            pytest.fail("may sign")
        return caught.value

    return attempt


def of(office: Office, name: str) -> Certificate:
    return read_certificate(office.person(name).certificate.read_bytes())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("expired", Code.CERTIFICATE_EXPIRED),
        ("not_yet_valid", Code.CERTIFICATE_NOT_YET_VALID),
        ("wrong_purpose", Code.CERTIFICATE_WRONG_PURPOSE),
        ("revoked", Code.CERTIFICATE_REVOKED),
    ],
)
def test_certificate_that_may_not_sign(
    name: str, code: Code, services: Office, refused: Callable[..., AppError]
) -> None:
    assert refused(of(services, name)).code is code


def test_certificate_of_another_officer(services: Office, refused: Callable[..., AppError]) -> None:
    theirs, mine = of(services, "another_officer"), of(services, "officer")
    by_number = refused(theirs, mine.identity_number)
    by_serial = refused(theirs, "", mine.serial)
    assert by_number.code is by_serial.code is Code.CERTIFICATE_OF_ANOTHER_OFFICER
    assert refused(mine, mine.identity_number, theirs.serial).code is Code.CERTIFICATE_NOT_BOUND


@pytest.mark.parametrize("asked", [True, False])
def test_certificate_of_an_unknown_authority_though_nobody_is_asked(
    asked: bool, office: Office, refused: Callable[..., AppError]
) -> None:
    nobody = TrustStore(anchors=())
    why = refused(of(office, "officer"), asked=asked, anchors=nobody)
    assert why.code is Code.CERTIFICATE_UNTRUSTED


def test_certificate_for_signing_in_alone(office: Office, refused: Callable[..., AppError]) -> None:
    mine = issue(office, purposes=["1.3.6.1.5.5.7.3.2"])
    assert refused(read_certificate(mine.der)).code is Code.CERTIFICATE_WRONG_PURPOSE
