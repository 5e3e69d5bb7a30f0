"""Which certificates the demonstration office has, and which services answer for them.

A chain in the manner of the government's (domain §10): root, CA of the state agencies, leaves
with a citizen or tax number as UID. Every certificate says "thử nghiệm" (for trial).
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.demo.people import KeyPurpose, Person

ARCHITECTURE = "pki"
"""Certomancer's name for the whole, the first part of every path on the services."""
AUTHORITIES = ("root", "ca", "tsa", "ocsp")
"""Certificates whose private keys are files, for they sign for the services."""
KEYS = "keys"
"""Folder of the keys, beside the certificates."""

_GENERATION = ("2018-08-22T00:00:00+00:00", "2048-08-14T00:00:00+00:00")
"""The validity of the government's generation G2."""
_USAGES = {
    KeyPurpose.SIGNING: ["digital_signature", "non_repudiation"],
    KeyPurpose.ENCIPHERING: ["key_encipherment"],
}


def certificate_plan(people: Sequence[Person], services_port: int, now: datetime) -> dict[str, Any]:
    """A configuration of certomancer, whose documentation explains the keys."""
    return {
        "external-url-prefix": f"http://127.0.0.1:{services_port}",
        "keysets": {
            ARCHITECTURE: {
                "path-prefix": KEYS,
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
            ARCHITECTURE: {
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
