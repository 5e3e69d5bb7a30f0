"""The demonstration office: made once in a folder, loaded from it by everybody else."""

import json
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from app.demo import pki
from app.demo.people import DEMO_PEOPLE, Person
from app.demo.softhsm import SoftHsm, find_module
from app.errors import AppError, Code
from app.whole_files import write_whole

DEMO_PIN = "123456"
"""PIN of every token of every demonstration office. It guards nothing and may be shown."""
DEMO_SO_PIN = "12345678"

_MARKER = "office.json"
"""Written last: a folder without it is a half-made office."""


@dataclass(frozen=True)
class TokenHolder:
    """A person of the office with the certificate that lies on their token."""

    name: str
    """Short English name, e.g. ``officer``."""
    label: str
    """Label of the token."""
    key_id: str
    """CKA_ID of key and certificate, hex."""
    common_name: str
    identity_number: str
    """The digits after ``CCCD:`` or ``MST:`` in the subject's UID."""
    account: str
    """Account at the province, empty when there is none."""
    serial: str
    """Serial number of the certificate, lower-case hex."""
    certificate: Path
    """DER."""


@dataclass(frozen=True)
class Office:
    folder: Path
    services_port: int
    """Port on 127.0.0.1 where CRL, OCSP and time stamps are to be had."""
    people: tuple[TokenHolder, ...]

    @property
    def module(self) -> Path:
        """SoftHSM's PKCS#11 module. Errors: TOKEN_DRIVER_ABSENT."""
        return find_module()

    @property
    def pin(self) -> str:
        return DEMO_PIN

    @property
    def softhsm_conf(self) -> Path:
        return self.folder / "softhsm2.conf"

    @property
    def pki_folder(self) -> Path:
        return self.folder / "pki"

    @property
    def root_der(self) -> Path:
        return pki.certificate_file(self.pki_folder, "root")

    @property
    def root_pem(self) -> Path:
        return pki.certificate_file(self.pki_folder, "root", ".pem")

    @property
    def intermediate_der(self) -> Path:
        return pki.certificate_file(self.pki_folder, "ca")

    @property
    def intermediate_pem(self) -> Path:
        return pki.certificate_file(self.pki_folder, "ca", ".pem")

    @property
    def tsa_url(self) -> str:
        """Address of the RFC 3161 service."""
        return pki.timestamp_url(self.services_port)

    def person(self, name: str) -> TokenHolder:
        """The person with that short name. Raises KeyError."""
        for each in self.people:
            if each.name == name:
                return each
        raise KeyError(name)

    def environment(self) -> dict[str, str]:
        """What a process needs before it loads SoftHSM for the first time."""
        return {"SOFTHSM2_CONF": str(self.softhsm_conf)}


def make_office(
    folder: Path, *, services_port: int, people: Sequence[Person] = DEMO_PEOPLE
) -> Office:
    """The office in ``folder``: the one that is there if whole and for the same port and people.

    Anything else of an office in ``folder`` is thrown away and made anew, keys included.
    Errors: TOKEN_DRIVER_ABSENT, TOKEN_FAILED, DISK_FULL, PROFILE_UNWRITABLE.
    """
    folder = folder.resolve()
    present = _whole_office(folder)
    if present is not None and _is_for(present, services_port, people):
        return present
    office = Office(folder, services_port, ())
    hsm = SoftHsm(office.softhsm_conf, folder / "tokens", DEMO_PIN, DEMO_SO_PIN)
    (folder / _MARKER).unlink(missing_ok=True)
    for part in (hsm.tokens, office.pki_folder):
        if part.exists():
            shutil.rmtree(part)
    _make_keys(hsm, office.pki_folder, people)
    pki.issue_certificates(
        office.pki_folder, people=people, services_port=services_port, now=datetime.now(UTC)
    )
    for person in people:
        hsm.add_certificate(
            token=person.label,
            key_id=_key_id(people, person),
            label=person.common_name,
            der=pki.certificate_file(office.pki_folder, person.name),
        )
    whole = replace(office, people=tuple(_holder(office, people, each) for each in people))
    _save(whole)
    return whole


def load_office(folder: Path) -> Office:
    """The office made in ``folder``. Errors: FILE_MISSING when none is, or half of one."""
    folder = folder.resolve()
    office = _whole_office(folder)
    if office is None:
        raise AppError(Code.FILE_MISSING, path=str(folder / _MARKER))
    return office


def _make_keys(hsm: SoftHsm, pki_folder: Path, people: Sequence[Person]) -> None:
    hsm.make()
    pki.make_authority_keys(pki_folder)

    def make_token(label: str) -> None:
        with hsm.token_alone(label) as alone:
            for person in people:
                if person.label == label:
                    _make_key(alone, pki_folder, person, _key_id(people, person))

    # The work is done by child processes, so that threads are enough.
    with ThreadPoolExecutor() as pool:
        list(pool.map(make_token, dict.fromkeys(person.label for person in people)))


def _make_key(hsm: SoftHsm, pki_folder: Path, person: Person, key_id: bytes) -> None:
    hsm.generate_key(
        token=person.label,
        key_id=key_id,
        label=person.common_name,
        kind=person.key,
        policy=person.pin_policy,
    )
    public_key = pki.public_key_file(pki_folder, person)
    hsm.save_public_key(token=person.label, key_id=key_id, target=public_key)


def _key_id(people: Sequence[Person], person: Person) -> bytes:
    """01 for the first key on a token, 02 for the second."""
    on_token = [each for each in people if each.label == person.label]
    return bytes([on_token.index(person) + 1])


def _holder(office: Office, people: Sequence[Person], person: Person) -> TokenHolder:
    certificate = pki.certificate_file(office.pki_folder, person.name)
    serial = x509.load_der_x509_certificate(certificate.read_bytes()).serial_number
    return TokenHolder(
        name=person.name,
        label=person.label,
        key_id=_key_id(people, person).hex(),
        common_name=person.common_name,
        identity_number=person.identity_number,
        account=person.account,
        serial=f"{serial:x}",
        certificate=certificate,
    )


def _save(office: Office) -> None:
    people = [asdict(each) | {"certificate": each.certificate.name} for each in office.people]
    content = {
        "folder": str(office.folder),
        "services_port": office.services_port,
        "people": people,
    }
    write_whole(office.folder / _MARKER, json.dumps(content, ensure_ascii=False).encode())


def _whole_office(folder: Path) -> Office | None:
    """What the marker says; none when it is absent, of another version or from another folder.

    The tokens do not move with the folder: SoftHSM's configuration has its path.
    """
    marker = folder / _MARKER
    if not marker.exists():
        return None
    try:
        content = json.loads(marker.read_bytes())
        if content["folder"] != str(folder):
            return None
        empty = Office(folder, content["services_port"], ())
        people = (
            TokenHolder(**{**each, "certificate": empty.pki_folder / each["certificate"]})
            for each in content["people"]
        )
        return replace(empty, people=tuple(people))
    except (ValueError, KeyError, TypeError):
        return None


def _is_for(office: Office, services_port: int, people: Sequence[Person]) -> bool:
    wanted = [(p.name, p.label, p.common_name, p.identity_number, p.account) for p in people]
    found = [(h.name, h.label, h.common_name, h.identity_number, h.account) for h in office.people]
    return office.services_port == services_port and found == wanted
