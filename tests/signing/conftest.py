"""Sessions on the demonstration office's tokens, its trust, and other people's signatures."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.keys.internal import translate_pyca_cryptography_key_to_asn1
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.demo.office import Office
from signing.device import SigningSession
from signing.pkcs11_device import Pkcs11Device
from signing.trust import TrustStore, load_trust

OpenSession = Callable[[str], AbstractContextManager[SigningSession]]
SignElsewhere = Callable[..., Path]


@pytest.fixture(scope="session")
def device(office: Office) -> Pkcs11Device:
    return Pkcs11Device([office.module])


@pytest.fixture(scope="session")
def open_session(device: Pkcs11Device, office: Office) -> OpenSession:
    """``open_session(name)``: a logged-in session of that person."""

    @contextmanager
    def opened(name: str) -> Iterator[SigningSession]:
        holder = office.person(name)
        token = next(each for each in device.tokens() if each.label == holder.label)
        found = device.certificates(token)
        certificate = next(each for each in found if each.serial == holder.serial)
        with device.open(token, certificate, office.pin) as session:
            yield session

    return opened


@pytest.fixture(scope="session")
def trust(office: Office, tmp_path_factory: pytest.TempPathFactory) -> TrustStore:
    """The office's root and intermediate authority, from a folder as an administrator fills it."""
    folder = tmp_path_factory.mktemp("trust")
    (folder / "root.pem").write_bytes(office.root_pem.read_bytes())
    (folder / "ca.cer").write_bytes(office.intermediate_der.read_bytes())
    return load_trust([folder])


@pytest.fixture(scope="session")
def sign_elsewhere() -> SignElsewhere:
    """``sign_elsewhere(source, target, field_mdp=…, …)``: another program's software signature."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Elsewhere")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(
            certificate.public_bytes(serialization.Encoding.DER)
        ),
        signing_key=translate_pyca_cryptography_key_to_asn1(key),
        cert_registry=SimpleCertificateStore(),
    )

    def sign(source: Path, target: Path, lock: Any = None, **metadata: Any) -> Path:
        spec = fields.SigFieldSpec("Elsewhere", box=(300, 100, 400, 150), field_mdp_spec=lock)
        if lock is not None and "docmdp_permissions" in metadata:
            spec = fields.SigFieldSpec(
                "Elsewhere",
                box=(300, 100, 400, 150),
                field_mdp_spec=lock,
                doc_mdp_update_value=metadata["docmdp_permissions"],
            )
        with source.open("rb") as stream, target.open("wb+") as output:
            signers.sign_pdf(
                IncrementalPdfFileWriter(stream),
                signers.PdfSignatureMetadata(field_name="Elsewhere", **metadata),
                signer=signer,
                new_field_spec=spec,
                output=output,
            )
        return target

    return sign
