"""The certificates of the demonstration office, issued by certomancer.

A chain in the manner of the government's (domain §10): root, CA of the state agencies, leaves
with a citizen or tax number as UID. Every name says "thử nghiệm" (for trial).
"""

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import pem
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, PKIArchitecture
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from app.demo.people import KeyPurpose, Person
from app.whole_files import write_whole

AUTHORITIES = ("root", "ca", "tsa", "ocsp")
"""Certificates whose private keys are files, for they sign for the services."""

_ARCHITECTURE = "pki"
_CONFIGURATION = "certomancer.json"
_KEYS = "keys"
_GENERATION = ("2018-08-22T00:00:00+00:00", "2048-08-14T00:00:00+00:00")
"""The validity of the government's generation G2."""
_USAGES = {
    KeyPurpose.SIGNING: ["digital_signature", "non_repudiation"],
    KeyPurpose.ENCIPHERING: ["key_encipherment"],
}


def public_key_file(folder: Path, person: Person) -> Path:
    """Where the public key of ``person`` must lie (DER) before the certificates are issued."""
    return folder / _KEYS / f"{person.name}.der"


def certificate_file(folder: Path, name: str, suffix: str = ".der") -> Path:
    """The certificate of a person or of one of the ``AUTHORITIES``, as ``.der`` or ``.pem``."""
    return folder / f"{name}{suffix}"


def timestamp_url(services_port: int) -> str:
    """Address of the RFC 3161 service."""
    return f"http://127.0.0.1:{services_port}/{_ARCHITECTURE}/tsa/tsa"


def make_authority_keys(folder: Path) -> None:
    """Write new RSA-2048 keys of the ``AUTHORITIES`` as PEM."""
    keys = folder / _KEYS
    keys.mkdir(parents=True)
    for name in AUTHORITIES:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        write_whole(
            keys / f"{name}.pem",
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )


def issue_certificates(
    folder: Path, *, people: Sequence[Person], services_port: int, now: datetime
) -> None:
    """Issue every certificate into ``folder``, and what the services need to answer for them.

    The keys must be there: :func:`make_authority_keys`, :func:`public_key_file`.
    """
    configuration = _configuration(people, services_port, now)
    certificates = configuration["pki-architectures"][_ARCHITECTURE]["certs"]
    architecture = _architecture(folder, configuration)
    for name, specification in certificates.items():
        der = architecture.get_cert(CertLabel(name)).dump()
        target = certificate_file(folder, name)
        write_whole(target, der)
        write_whole(certificate_file(folder, name, ".pem"), pem.armor("CERTIFICATE", der))
        # The services read the file instead of signing every certificate again at each start.
        specification["certificate-file"] = target.name
    write_whole(folder / _CONFIGURATION, json.dumps(configuration, indent=1).encode())


def load_architecture(folder: Path) -> PKIArchitecture:
    """Certificates and services as :func:`issue_certificates` left them."""
    return _architecture(folder, json.loads((folder / _CONFIGURATION).read_bytes()))


def _architecture(folder: Path, configuration: dict[str, Any]) -> PKIArchitecture:
    loaded = CertomancerConfig(
        configuration,
        key_search_dir=str(folder),
        config_search_dir=str(folder),
        lazy_load_keys=True,  # checking all RSA keys would double the time of a start
    )
    return loaded.get_pki_arch(ArchLabel(_ARCHITECTURE))


def _configuration(people: Sequence[Person], services_port: int, now: datetime) -> dict[str, Any]:
    """Certomancer's configuration; its documentation explains the keys."""
    return {
        "external-url-prefix": f"http://127.0.0.1:{services_port}",
        "keysets": {
            _ARCHITECTURE: {
                "path-prefix": _KEYS,
                "keys": {
                    **{name: {"path": f"{name}.pem"} for name in AUTHORITIES},
                    **{
                        each.name: {"path": f"{each.name}.der", "public-only": True}
                        for each in people
                    },
                },
            }
        },
        "pki-architectures": {
            _ARCHITECTURE: {
                "entities": {**_authority_names(), **{p.name: _subject(p) for p in people}},
                "certs": {
                    **_authority_certificates(),
                    **{person.name: _leaf(person, now) for person in people},
                },
                "services": _services(),
            }
        },
    }


def _authority_names() -> dict[str, dict[str, str]]:
    names = {
        "root": "RootCA thử nghiệm G2",
        "ca": "CA phục vụ các cơ quan Nhà nước thử nghiệm G2",
        "tsa": "Dịch vụ cấp dấu thời gian thử nghiệm",
        "ocsp": "Dịch vụ kiểm tra trạng thái chứng thư số thử nghiệm",
    }
    return {
        key: {
            "country-name": "VN",
            "organization-name": "Ban Cơ yếu Chính phủ (thử nghiệm)",
            "common-name": name,
        }
        for key, name in names.items()
    }


def _subject(person: Person) -> dict[str, str]:
    subject = {
        "country-name": "VN",
        "locality-name": "An Giang",
        "organization-name": "UBND tỉnh An Giang (thử nghiệm)",
        "organizational-unit-name": "UBND xã Mỹ Hòa Hưng",
        "common-name": person.common_name,
        "user-id": person.subject_uid,
    }
    return subject | ({"title": person.title} if person.title else {})


def _authority_certificates() -> dict[str, dict[str, Any]]:
    start, end = _GENERATION
    signs_certificates = [
        _extension("basic_constraints", {"ca": True}, critical=True),
        _key_usage("key_cert_sign", "crl_sign"),
    ]
    signs_times = [
        _key_usage("digital_signature"),
        _extension("extended_key_usage", ["time_stamping"], critical=True),
    ]
    certificates: dict[str, dict[str, Any]] = {
        "root": {"issuer": "root", "extensions": signs_certificates},
        "ca": {"issuer": "root", "extensions": signs_certificates + _revocation("root")},
        "tsa": {"issuer": "ca", "extensions": signs_times + _revocation("ca", ocsp=("ca",))},
        "ocsp": {"issuer": "ca", "profiles": ["ocsp-responder"]},
    }
    for certificate in certificates.values():
        certificate |= {"serial": _serial(), "validity": {"valid-from": start, "valid-to": end}}
    return certificates


def _leaf(person: Person, now: datetime) -> dict[str, Any]:
    leaf: dict[str, Any] = {
        "serial": _serial(),
        "issuer": "ca",
        "validity": {
            "valid-from": _moment(now, person.valid_from),
            "valid-to": _moment(now, person.valid_to),
        },
        "extensions": [
            _key_usage(*_USAGES[person.purpose]),
            *_revocation("ca", ocsp=("ca",)),
        ],
    }
    if person.revoked is not None:
        since = _moment(now, person.revoked)
        leaf["revocation"] = {"revoked-since": since, "reason": "key_compromise"}
    return leaf


def _services() -> dict[str, Any]:
    lists = {"simulated-update-schedule": "PT1H"}
    return {
        "crl-repo": {
            "root": {"for-issuer": "root", **lists},
            "ca": {"for-issuer": "ca", **lists},
        },
        "cert-repo": {"root": {"for-issuer": "root"}, "ca": {"for-issuer": "ca"}},
        "ocsp": {
            "ca": {
                "for-issuer": "ca",
                "responder-cert": "ocsp",
                "signing-key": "ocsp",
                "validity-period": {"hours": 12},
            }
        },
        "time-stamping": {"tsa": {"signing-cert": "tsa", "certs-to-embed": ["ca"]}},
    }


def _revocation(issuer: str, *, ocsp: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Where to ask about certificates of ``issuer`` (RFC 5280 §4.2.1.13, §4.2.2.1)."""
    return [
        _smart("crl_distribution_points", "crl-dist-url", {"crl-repo-names": [issuer]}),
        _smart(
            "authority_information_access",
            "aia-urls",
            {"ocsp-responder-names": list(ocsp), "ca-issuer-links": [{"repo": issuer}]},
        ),
    ]


def _key_usage(*usages: str) -> dict[str, Any]:
    return _smart("key_usage", "key-usage", list(usages)) | {"critical": True}


def _smart(identifier: str, schema: str, parameters: object) -> dict[str, Any]:
    return {"id": identifier, "smart-value": {"schema": schema, "params": parameters}}


def _extension(identifier: str, value: object, *, critical: bool) -> dict[str, Any]:
    return {"id": identifier, "critical": critical, "value": value}


def _serial() -> int:
    """A positive 8-byte number, as the government's CA gives."""
    return secrets.randbits(62) | 1 << 62


def _moment(now: datetime, offset: timedelta) -> str:
    return (now + offset).replace(microsecond=0).isoformat()
