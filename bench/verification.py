"""A whole verification, pages compared pixel by pixel, against pyHanko's own of the same file."""

import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bench.scanned_form import scanned_form

PAGES, RUNS = 20, 3
_WIDTH, _HEIGHT = 160, 30
"""Points, of a stamp."""


def verification(folder: Path, signatures: int) -> tuple[list[float], list[float]]:
    """Seconds of our verification of a scan signed that often, and of pyHanko's, in turn."""
    from signing.trust import TrustStore
    from signing.verification.reasons import Verdict
    from signing.verification.verdict import verify_pdf

    signer = _signer()
    data = scanned_form(folder, PAGES).read_bytes()
    for number in range(signatures):
        data = _signed(data, signer, number)
    path = folder / f"signed-{signatures}.pdf"
    path.write_bytes(data)
    trust = TrustStore(anchors=(signer.signing_cert,))
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        verdict = verify_pdf(path, trust=trust).verdict
        ours.append(time.perf_counter() - start)
        if verdict is not Verdict.VALID:
            raise RuntimeError(f"not valid but {verdict}")
        start = time.perf_counter()
        _validate(path, signer.signing_cert)
        theirs.append(time.perf_counter() - start)
    return ours[1:], theirs[1:]


def _validate(path: Path, root: asn1.Certificate) -> None:
    """As pyHanko's documentation does it: each signature, difference analysis included."""
    with path.open("rb") as file:
        for each in PdfFileReader(file).embedded_signatures:
            context = ValidationContext(trust_roots=[root], allow_fetching=False)
            if not validate_pdf_signature(each, context).bottom_line:
                raise RuntimeError("pyHanko does not agree")


def _signed(data: bytes, signer: SimpleSigner, number: int) -> bytes:
    """Signed once more: a stamp in the left margin, page by page, two columns in the end."""
    x, y = 30 + 300 * (number // PAGES), 4
    field = SigFieldSpec(
        f"Signature{number}", on_page=number % PAGES, box=(x, y, x + _WIDTH, y + _HEIGHT)
    )
    drawing = RawContent(
        b"0.1 0.2 0.6 RG 1 1 158 28 re S", box=BoxConstraints(width=_WIDTH, height=_HEIGHT)
    )
    out = BytesIO()
    PdfSigner(
        PdfSignatureMetadata(
            field_name=field.sig_field_name,
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
        ),
        signer=signer,
        stamp_style=StaticStampStyle(background=drawing, border_width=0, background_opacity=1),
        new_field_spec=field,
    ).sign_pdf(IncrementalPdfFileWriter(BytesIO(data)), output=out)
    return out.getvalue()


def _signer() -> SimpleSigner:
    """A key whose certificate is its own root."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Người ký đo tốc độ")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, True, False, False, False, True, True, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(True, None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return SimpleSigner(
        signing_cert=asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )
