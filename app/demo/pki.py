"""Keys and certificates of the demonstration office as files, issued by certomancer."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import pem
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, PKIArchitecture
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from app.demo.certificate_plan import ARCHITECTURE, AUTHORITIES, KEYS, certificate_plan
from app.demo.people import Person
from app.whole_files import write_whole

_CONFIGURATION = "certomancer.json"


def public_key_file(folder: Path, person: Person) -> Path:
    """Where the public key of ``person`` must lie (DER) before the certificates are issued."""
    return folder / KEYS / f"{person.name}.der"


def certificate_file(folder: Path, name: str, suffix: str = ".der") -> Path:
    """The certificate of a person or of one of the ``AUTHORITIES``, as ``.der`` or ``.pem``."""
    return folder / f"{name}{suffix}"


def timestamp_url(services_port: int) -> str:
    """Address of the RFC 3161 service."""
    return f"http://127.0.0.1:{services_port}/{ARCHITECTURE}/tsa/tsa"


def make_authority_keys(folder: Path) -> None:
    """Write new RSA-2048 keys of the ``AUTHORITIES`` as PEM."""
    keys = folder / KEYS
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
    configuration = certificate_plan(people, services_port, now)
    certificates = configuration["pki-architectures"][ARCHITECTURE]["certs"]
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
        lazy_load_keys=True,  # checking RSA keys is nearly all of the time of a start
    )
    return loaded.get_pki_arch(ArchLabel(ARCHITECTURE))
