"""The trust services are good enough for a strict validator."""

import io
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from asn1crypto import x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from app.demo.office import Office
from app.demo.trust_services import trust_services
from app.errors import AppError, Code


def trust(office: Office, **more: object) -> ValidationContext:
    """A context that trusts the office's root alone and insists on revocation data."""
    root: x509.Certificate = load_cert_from_pemder(str(office.root_pem))
    return ValidationContext(
        trust_roots=[root], allow_fetching=True, revocation_mode="require", **more
    )


def sign(office: Office, name: str, pdf: Path, *, embed: bool) -> bytes:
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
                    validation_context=trust(office),
                    embed_validation_info=embed,
                ),
                signer=signer,
                timestamper=timestamps.HTTPTimeStamper(office.tsa_url),
                output=out,
            )
    return out.getvalue()


@pytest.mark.parametrize("embed", [False, True], ids=["B-T", "B-LT"])
def test_an_officer_signature_satisfies_a_strict_validator(
    services: Office, make_pdf: Callable[..., Path], tmp_path: Path, embed: bool
) -> None:
    pdf = make_pdf(tmp_path / "scan.pdf", text="Đơn đề nghị")
    signed = sign(services, "officer", pdf, embed=embed)
    embedded = PdfFileReader(io.BytesIO(signed)).embedded_signatures[0]
    status = validate_pdf_signature(embedded, trust(services), trust(services))
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted


def test_the_revoked_person_is_refused(
    services: Office, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    pdf = make_pdf(tmp_path / "scan.pdf")
    with pytest.raises(SigningError) as refusal:
        sign(services, "revoked", pdf, embed=True)
    assert "revoked" in str(refusal.value.__cause__)


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
