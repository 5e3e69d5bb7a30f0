"""Keys and certificates for software devices, issued by the office's own authority."""

import hashlib
import hmac
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import core
from asn1crypto import pkcs12 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from app.demo.office import Office

PASSWORD = "mật khẩu thử 1"
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class SoftwareKey:
    key: Key
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def serial(self) -> str:
        return f"{self.certificate.serial_number:x}"


def new_key(kind: str) -> Key:
    """``rsa``, or the name of a curve: ``P-256``, ``P-384``, ``P-521``."""
    curves = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
    if kind == "rsa":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(curves[kind])


def issue(
    office: Office,
    kind: str = "rsa",
    *,
    common_name: str = "Nguyễn Thị Hồng Đào",
    uid: str = "CCCD:089188004217",
    purposes: Sequence[str] = (),
    usages: Sequence[str] = ("digital_signature", "content_commitment"),
    valid: tuple[int, int] = (-1, 30),
) -> SoftwareKey:
    """A new key with a certificate of the office's authority, which no service knows.

    ``purposes`` are the object identifiers of extendedKeyUsage, ``valid`` days from now.
    """
    key = new_key(kind)
    now = datetime.now(UTC)
    issuer = x509.load_der_x509_certificate(office.intermediate_der.read_bytes())
    builder = (
        x509.CertificateBuilder()
        .subject_name(
            x509.Name(
                [
                    x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name),
                    x509.NameAttribute(x509.NameOID.USER_ID, uid),
                ]
            )
        )
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=valid[0]))
        .not_valid_after(now + timedelta(days=valid[1]))
        .add_extension(x509.KeyUsage(**{each: each in usages for each in _USAGES}), critical=True)
    )
    if purposes:
        listed = [x509.ObjectIdentifier(each) for each in purposes]
        builder = builder.add_extension(x509.ExtendedKeyUsage(listed), critical=False)
    authority = serialization.load_pem_private_key(_authority_key(office).read_bytes(), None)
    return SoftwareKey(key, builder.sign(authority, hashes.SHA256()))


def issue_for_pss_alone(office: Office, folder: Path) -> SoftwareKey:
    """A key certified as id-RSASSA-PSS with SHA-384 (RFC 4055, 1.2), by the openssl program."""
    key, request, certificate = folder / "pss.pem", folder / "pss.csr", folder / "pss.crt"
    extensions = folder / "pss.cnf"
    extensions.write_text("keyUsage=critical,digitalSignature,nonRepudiation\n")
    for command in (
        ["genpkey", "-algorithm", "RSA-PSS", "-out", key, "-pkeyopt", "rsa_keygen_bits:2048",
         "-pkeyopt", "rsa_pss_keygen_md:sha384", "-pkeyopt", "rsa_pss_keygen_mgf1_md:sha384",
         "-pkeyopt", "rsa_pss_keygen_saltlen:48"],
        ["req", "-new", "-key", key, "-subj", "/CN=PSS", "-out", request],
        ["x509", "-req", "-in", request, "-CA", office.intermediate_pem, "-CAkey",
         _authority_key(office), "-CAcreateserial", "-CAserial", folder / "pss.srl", "-days", "30",
         "-extfile", extensions, "-out", certificate],
    ):  # fmt: skip
        subprocess.run(["openssl", *command], check=True, capture_output=True)
    loaded = serialization.load_pem_private_key(key.read_bytes(), None)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    return SoftwareKey(loaded, x509.load_pem_x509_certificate(certificate.read_bytes()))


def write_pfx(path: Path, *owned: SoftwareKey, password: str = PASSWORD) -> Path:
    """A PKCS#12 file with every one of ``owned``, keys and certificates encrypted."""
    parts = [
        asn1.Pfx.load(
            pkcs12.serialize_key_and_certificates(
                None,
                each.key,
                each.certificate,
                None,
                serialization.BestAvailableEncryption(password.encode()),
            )
        )
        for each in owned
    ]
    pfx = parts[0]
    if len(parts) > 1:
        safe = asn1.AuthenticatedSafe([part for each in parts for part in each.authenticated_safe])
        mac = pfx["mac_data"]
        pfx["auth_safe"]["content"] = core.OctetString(safe.dump())
        key = _mac_key(password, mac["mac_salt"].native, mac["iterations"].native)
        mac["mac"]["digest"] = hmac.new(key, safe.dump(), "sha256").digest()
    path.write_bytes(pfx.dump(force=True))
    return path


def _authority_key(office: Office) -> Path:
    return office.pki_folder / "keys" / "ca.pem"


def _mac_key(password: str, salt: bytes, iterations: int) -> bytes:
    """The key of the file's MAC with SHA-256 (RFC 7292, Appendix B.2, ID 3)."""
    block = 64
    secret = (password + "\0").encode("utf-16-be")
    filled = [part * (block // len(part) + 1) for part in (salt, secret)]
    lengths = [-(-len(part) // block) * block for part in (salt, secret)]
    salted = filled[0][: lengths[0]] + (secret * (lengths[1] // len(secret) + 1))[: lengths[1]]
    digest = hashlib.sha256(b"\x03" * block + salted).digest()
    for _ in range(iterations - 1):
        digest = hashlib.sha256(digest).digest()
    return digest
