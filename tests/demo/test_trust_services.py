"""The trust services are good enough for a strict validator."""

import io
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.ocsp import OCSPCertStatus, OCSPRequestBuilder, load_der_ocsp_response
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.validation import PdfSignatureStatus, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from app.demo.office import Office, make_office
from app.demo.people import DEMO_PEOPLE
from app.demo.trust_services import trust_services
from app.errors import AppError, Code


def trust(office: Office) -> ValidationContext:
    """A context that trusts the office's root alone and insists on revocation data."""
    root = load_cert_from_pemder(str(office.root_pem))
    return ValidationContext(trust_roots=[root], allow_fetching=True, revocation_mode="require")


def sign(office: Office, name: str, pdf: Path, *, trusting: ValidationContext | None) -> bytes:
    """A PAdES signature with a time stamp: B-LT when there is a context to trust, else B-T."""
    person = office.person(name)
    with open_pkcs11_session(
        str(office.module),
        token_criteria=TokenCriteria(label=person.label),
        user_pin=office.pin,
    ) as session:
        key_id = bytes.fromhex(person.key_id)
        intermediate = load_cert_from_pemder(str(office.intermediate_pem))
        signer = PKCS11Signer(session, cert_id=key_id, key_id=key_id, ca_chain=[intermediate])
        out = io.BytesIO()
        with pdf.open("rb") as original:
            signers.sign_pdf(
                IncrementalPdfFileWriter(original),
                signers.PdfSignatureMetadata(
                    field_name="Sig1",
                    subfilter=fields.SigSeedSubFilter.PADES,
                    validation_context=trusting,
                    embed_validation_info=trusting is not None,
                ),
                signer=signer,
                timestamper=timestamps.HTTPTimeStamper(office.tsa_url),
                output=out,
            )
    return out.getvalue()


def verdict(office: Office, signed: bytes) -> PdfSignatureStatus:
    embedded = PdfFileReader(io.BytesIO(signed)).embedded_signatures[0]
    return validate_pdf_signature(embedded, trust(office), trust(office))


def crl(office: Office) -> x509.CertificateRevocationList:
    address = f"http://127.0.0.1:{office.services_port}/pki/crls/ca/latest.crl"
    return x509.load_der_x509_crl(requests.get(address, timeout=10).content)


@pytest.mark.parametrize("embed", [False, True], ids=["B-T", "B-LT"])
def test_an_officer_signature_satisfies_a_strict_validator(
    services: Office, make_pdf: Callable[..., Path], tmp_path: Path, embed: bool
) -> None:
    pdf = make_pdf(tmp_path / "scan.pdf", text="Đơn đề nghị")
    signed = sign(services, "officer", pdf, trusting=trust(services) if embed else None)
    status = verdict(services, signed)
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted


def test_a_signature_of_the_revoked_person_is_not_trusted(
    services: Office, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    signed = sign(services, "revoked", make_pdf(tmp_path / "scan.pdf"), trusting=None)
    status = verdict(services, signed)
    assert status.intact
    assert status.revoked
    assert not status.bottom_line


@pytest.mark.parametrize(
    ("name", "expected"),
    [("officer", OCSPCertStatus.GOOD), ("revoked", OCSPCertStatus.REVOKED)],
)
def test_ocsp_and_crl_agree(services: Office, name: str, expected: OCSPCertStatus) -> None:
    asked = x509.load_der_x509_certificate(services.person(name).certificate.read_bytes())
    issuer = x509.load_der_x509_certificate(services.intermediate_der.read_bytes())
    request = OCSPRequestBuilder().add_certificate(asked, issuer, hashes.SHA256()).build()
    answer = requests.post(
        f"http://127.0.0.1:{services.services_port}/pki/ocsp/ca",
        data=request.public_bytes(Encoding.DER),
        timeout=10,
    )
    assert load_der_ocsp_response(answer.content).certificate_status is expected
    listed = crl(services).get_revoked_certificate_by_serial_number(asked.serial_number)
    assert (listed is not None) is (expected is OCSPCertStatus.REVOKED)


def test_the_command_serves_until_it_is_ended(idle: Office, tmp_path: Path) -> None:
    made = make_office(tmp_path, services_port=idle.services_port, people=DEMO_PEOPLE[:1])
    command = [sys.executable, "-m", "app.demo.trust_services", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"http://127.0.0.1:{made.services_port}\n"
        assert crl(made).next_update_utc is not None
        process.terminate()
        assert process.wait(timeout=30) == 0


@pytest.fixture
def idle(office: Office, free_port: Callable[[], int]) -> Office:
    """The office at a port where nothing runs, whatever other tests have started."""
    return replace(office, services_port=free_port())


def test_a_taken_port_is_said(idle: Office) -> None:
    with (
        socket.create_server(("127.0.0.1", idle.services_port)),
        pytest.raises(AppError) as refusal,
        trust_services(idle),
    ):
        pass
    assert refusal.value.code is Code.PORT_TAKEN
    assert refusal.value.facts == {"port": idle.services_port}


def test_nothing_is_left_running(idle: Office) -> None:
    before = set(threading.enumerate())
    with trust_services(idle), socket.create_connection(("127.0.0.1", idle.services_port)):
        pass
    assert set(threading.enumerate()) == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", idle.services_port))
