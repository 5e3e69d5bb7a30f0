"""Certificates for verification tests: made in memory, with any validity and any purpose."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from asn1crypto import algos, crl, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.trust import TrustStore

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""The present of these tests."""
_YEAR = timedelta(days=365)


Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass
class Holder:
    certificate: x509.Certificate
    key: Key

    @cached_property
    def asn1(self) -> asn1.Certificate:
        return asn1.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))

    @property
    def private(self) -> keys.PrivateKeyInfo:
        return keys.PrivateKeyInfo.load(
            self.key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


@dataclass
class ThrowawayPki:
    """Root → CA → holders, all on P-256 but the time-stamp authority."""

    holders: dict[str, Holder] = field(default_factory=dict)
    port: int = 9
    """Where the certificates say that revocation lists are; nobody listens at 9."""
    host: str = "127.0.0.1"

    @cached_property
    def root(self) -> Holder:
        return _issue("RootCA kiểm thử", None, authority=True, port=self.port, host=self.host)

    @cached_property
    def ca(self) -> Holder:
        return _issue("CA kiểm thử", self.root, authority=True, port=self.port, host=self.host)

    @classmethod
    def of_first_generation(cls) -> "ThrowawayPki":
        """On RSA, its CA signed with SHA-1 as the government's first generation (domain §10)."""
        pki = cls()
        pki.root = _issue("RootCA G1", None, key=_rsa(), authority=True)
        pki.ca = _issue("CA G1", pki.root, key=_rsa(), authority=True)
        algorithm = algos.SignedDigestAlgorithm({"algorithm": "sha1_rsa", "parameters": None})
        content = pki.ca.asn1["tbs_certificate"]
        content["signature"] = algorithm
        signature = pki.root.key.sign(content.dump(force=True), padding.PKCS1v15(), hashes.SHA1())
        pki.ca.asn1 = asn1.Certificate.load(
            asn1.Certificate(
                {
                    "tbs_certificate": content,
                    "signature_algorithm": algorithm,
                    "signature_value": signature,
                }
            ).dump()
        )
        return pki

    def trust(self) -> TrustStore:
        return TrustStore(anchors=(self.root.asn1,), intermediates=(self.ca.asn1,))

    def signer(
        self,
        name: str = "Nguyễn Thị Hồng Đào",
        *,
        start: datetime = NOW - _YEAR,
        end: datetime = NOW + _YEAR,
        signs: bool = True,
    ) -> SimpleSigner:
        holder = self._holder(name, start, end, signs)
        return SimpleSigner(
            signing_cert=holder.asn1, signing_key=holder.private, cert_registry=self.registry()
        )

    def registry(self) -> SimpleCertificateStore:
        return SimpleCertificateStore.from_certs([self.ca.asn1])

    def time_stamper(
        self, moment: datetime | None, *, end: datetime = NOW + 10 * _YEAR
    ) -> DummyTimeStamper:
        """A time-stamp authority that states ``moment`` (None: its own clock), certified until
        ``end``.
        """
        if "TSA" not in self.holders:
            self.holders["TSA"] = _issue(
                "Dấu thời gian kiểm thử",
                self.ca,
                key=_rsa(),
                purpose=ExtendedKeyUsageOID.TIME_STAMPING,
                port=self.port,
                host=self.host,
                end=end,
            )
        holder = self.holders["TSA"]
        return DummyTimeStamper(
            tsa_cert=holder.asn1,
            tsa_key=holder.private,
            certs_to_embed=self.registry(),
            fixed_dt=moment,
        )

    def revocation_list(
        self, *revoked: tuple[Holder, datetime], issuer: Holder, at: datetime
    ) -> crl.CertificateList:
        """A CRL of ``issuer`` issued ``at``, good for a day."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(at)
            .next_update(at + timedelta(days=1))
        )
        for holder, since in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(holder.certificate.serial_number)
                .revocation_date(since)
                .build()
            )
        signed = builder.sign(issuer.key, hashes.SHA256())
        return crl.CertificateList.load(signed.public_bytes(serialization.Encoding.DER))

    def _holder(self, name: str, start: datetime, end: datetime, signs: bool) -> Holder:
        if name not in self.holders:
            self.holders[name] = _issue(
                name, self.ca, start=start, end=end, signs=signs, port=self.port, host=self.host
            )
        return self.holders[name]


def _issue(
    name: str,
    issuer: Holder | None,
    *,
    key: Key | None = None,
    start: datetime = NOW - 10 * _YEAR,
    end: datetime = NOW + 10 * _YEAR,
    authority: bool = False,
    signs: bool = True,
    purpose: x509.ObjectIdentifier | None = None,
    port: int = 9,
    host: str = "127.0.0.1",
) -> Holder:
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "UBND tỉnh An Giang"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "UBND xã Mỹ Hòa Hưng"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(_usage(authority=authority, signs=signs), critical=True)
        .add_extension(
            x509.CRLDistributionPoints(
                [
                    x509.DistributionPoint(
                        [
                            x509.UniformResourceIdentifier(
                                f"http://{host}:{port}/{_list(issuer)}.crl"
                            )
                        ],
                        None,
                        None,
                        None,
                    )
                ]
            ),
            critical=False,
        )
    )
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return Holder(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def _list(issuer: Holder | None) -> str:
    """``root`` or ``ca``: which list of revoked certificates that issuer keeps."""
    of_root = issuer is None or issuer.certificate.issuer == issuer.certificate.subject
    return "root" if of_root else "ca"


def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _usage(*, authority: bool, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs and not authority,
        content_commitment=signs and not authority,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
