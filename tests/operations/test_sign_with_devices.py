"""One way of signing for every device and algorithm, read back by the program itself."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.demo.office import Office
from app.operations.sign_files import Signer, SigningKit, sign_file, signing_session
from signing.algorithms import AlgorithmWish, RsaPadding
from signing.device import Certificate, SigningDevice, Token
from signing.pkcs12_device import Pkcs12Device
from signing.profiles import DIGITISING
from signing.remote.account import RemoteKind
from signing.trust import TrustStore, load_trust
from signing.verification.worker import VerificationWorker
from tests.signing.doubles.signing_service import SigningService
from tests.signing.remote_services import PINS, remote
from tests.signing.software_keys import (
    PASSWORD,
    SoftwareKey,
    issue,
    issue_for_pss_alone,
    write_pfx,
)

NUMBER = "089188004217"


@pytest.fixture(scope="module")
def verification() -> Iterator[VerificationWorker]:
    with VerificationWorker() as worker:
        yield worker


@pytest.fixture(scope="module")
def trust(office: Office, tmp_path_factory: pytest.TempPathFactory) -> TrustStore:
    folder: Path = tmp_path_factory.mktemp("trust")
    (folder / "root.pem").write_bytes(office.root_pem.read_bytes())
    (folder / "ca.cer").write_bytes(office.intermediate_der.read_bytes())
    return load_trust([folder])


@pytest.fixture
def signed(
    verification: VerificationWorker,
    trust: TrustStore,
    make_pdf: Callable[..., Path],
    tmp_path: Path,
) -> Callable[..., str]:
    """``signed(device, token, certificate, pin, number)``: the verdict on the signed file."""

    def sign(
        device: SigningDevice, token: Token, certificate: Certificate, pin: str, number: str = ""
    ) -> str:
        kit = SigningKit(
            device=device,
            verification=verification,
            trust=trust,
            timestamper=None,
            check_revocation=False,
            now=lambda: datetime.now(UTC),
        )
        with signing_session(kit, Signer(token, certificate, pin, number)) as session:
            result = sign_file(
                kit=kit, session=session, source=make_pdf(tmp_path / "scan.pdf"),
                profile=DIGITISING,
            )  # fmt: skip
        return result.facts.verdict

    return sign


def in_file(mine: SoftwareKey, folder: Path, wish: AlgorithmWish) -> Pkcs12Device:
    return Pkcs12Device([write_pfx(folder / "key.p12", mine)], wish=wish)


@pytest.mark.parametrize(
    ("kind", "wish"),
    [
        ("rsa", AlgorithmWish()),
        ("rsa", AlgorithmWish(RsaPadding.PSS, "sha512")),
        ("P-384", AlgorithmWish()),
        ("P-521", AlgorithmWish()),
    ],
)
def test_software_certificate(
    kind: str, wish: AlgorithmWish, office: Office, tmp_path: Path, signed: Callable[..., str]
) -> None:
    device = in_file(issue(office, kind), tmp_path, wish)
    [token] = device.tokens()
    [certificate] = device.unlock(token, PASSWORD)
    assert signed(device, token, certificate, PASSWORD, NUMBER) == "valid"


def test_certificate_for_pss_alone(
    office: Office, tmp_path: Path, signed: Callable[..., str]
) -> None:
    device = in_file(issue_for_pss_alone(office, tmp_path), tmp_path, AlgorithmWish())
    [token] = device.tokens()
    [certificate] = device.unlock(token, PASSWORD)
    assert signed(device, token, certificate, PASSWORD) == "valid"


@pytest.mark.parametrize("kind", list(RemoteKind))
def test_signing_service(kind: RemoteKind, office: Office, signed: Callable[..., str]) -> None:
    with remote(kind, SigningService(issue(office))) as made:
        [token] = made.device.tokens()
        pin = PINS.get(kind, "")
        assert signed(made.device, token, made.certificate, pin, NUMBER) == "valid"
