"""The demonstration put together: services, province and a signed-in counter in one folder."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import keyring
from platformdirs import user_data_path

from app.counter import Counter
from app.demo.keyring_backend import DemoKeyring, environment
from app.demo.office import Office, make_office
from app.demo.trust_services import trust_services
from app.main import main as open_window
from app.main import open_counter
from app.operations.sign_in import complete_sign_in
from app.paths import Profile
from app.province_settings import ProvinceSettings
from app.scanning.sane_test_device import TEST_DEVICE, write_test_device_config
from app.sealing.recovery_code import make_recovery_code
from app.settings import (
    ScannerSettings,
    Settings,
    TokenSettings,
    TrustSettings,
    load_settings,
    save_settings,
)
from app.whole_files import make_folder, write_whole
from sync.password_sign_in import sign_in_with_password
from sync.reference_province import ProvinceServerSettings, running_province
from sync.reference_province.seed import OfficerSecrets, seed

PASSWORD = "mot-cua-2026"
"""Of every account of the demonstration's province."""
_OFFICER = "officer"
_SERVICES_PORT, _PROVINCE_PORT = 18_461, 18_462


@dataclass(frozen=True)
class Demonstration:
    """A running office."""

    office: Office
    profile: Profile
    province_url: str


@contextmanager
def running_demonstration(folder: Path | None) -> Iterator[Demonstration]:
    """Make what is missing in ``folder`` and run it until the block ends.

    Everything listens on 127.0.0.1. Environment variables of this process point SoftHSM and SANE
    at the demonstration. Errors: PORT_TAKEN, TOKEN_DRIVER_ABSENT, DISK_FULL.
    """
    place = folder or user_data_path("quay-mot-cua-demo", appauthor=False)
    make_folder(place)
    services_port, province_port = _ports(place)
    office = make_office(place / "office", services_port=services_port)
    write_test_device_config(place / "sane")
    os.environ.update(
        office.environment() | environment(place) | {"SANE_CONFIG_DIR": str(place / "sane")}
    )
    # The machine's own keyring is not for invented data, and many a machine has none.
    keyring.set_keyring(DemoKeyring())  # type: ignore[no-untyped-call]
    url = f"http://127.0.0.1:{province_port}"
    server = ProvinceServerSettings(
        database_url=f"sqlite:///{place / 'province' / 'province.sqlite3'}",
        files_folder=place / "province" / "files",
        public_url=url,
        play=True,
    )
    (place / "province").mkdir(exist_ok=True)
    seed(server, officers=_secrets(office))
    profile = Profile(place / "profile")
    _settle(profile, office, url)
    with ExitStack() as running:
        running.enter_context(trust_services(office))
        running.enter_context(running_province(server, province_port))
        with open_counter(profile) as counter:
            _sign_in(counter, url, office)
            _note_recovery_code(counter, place / "recovery-code.txt")
        yield Demonstration(office, profile, url)


def run_window(folder: Path | None) -> int:
    """Open the program in the demonstration; the exit status."""
    with running_demonstration(folder) as demonstration:
        return open_window(demonstration.profile)


def _ports(place: Path) -> tuple[int, int]:
    """The two ports of this demonstration, the same at every start: certificates name one."""
    kept = place / "ports.json"
    if not kept.exists():
        ports = [_free_port(_SERVICES_PORT), _free_port(_PROVINCE_PORT)]
        write_whole(kept, json.dumps(ports).encode())
    services, province = json.loads(kept.read_text())
    return services, province


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _secrets(office: Office) -> dict[str, OfficerSecrets]:
    known = {
        person.account: OfficerSecrets(PASSWORD, _citizen_number(person), person.serial)
        for person in office.people
    }
    others = {account: OfficerSecrets(PASSWORD) for account in ("hieu.pm", "hai.lv")}
    return others | known


def _citizen_number(person: object) -> str:
    number = str(getattr(person, "identity_number", ""))
    return number if len(number) == 12 else ""


def _settle(profile: Profile, office: Office, url: str) -> None:
    """Trust the demonstration's authorities and choose its devices, as an administrator would."""
    profile.make()
    for authority in (office.root_der, office.intermediate_der):
        write_whole(profile.trust / authority.name, authority.read_bytes())
    settings = load_settings(profile.settings_file)
    if settings != Settings():
        return
    save_settings(
        profile.settings_file,
        replace(
            settings,
            scanner=ScannerSettings(source=TEST_DEVICE),
            token=TokenSettings(modules=(str(office.module),), label=office.person(_OFFICER).label),
            trust=TrustSettings(tsa_url=office.tsa_url),
            province=ProvinceSettings(url=url, account=office.person(_OFFICER).account),
        ),
    )


def _note_recovery_code(counter: Counter, sheet: Path) -> None:
    """As somebody would who has just set up a counter; here the paper is a file."""
    if not counter.key.file.has_recovery_code:
        code = make_recovery_code()
        write_whole(sheet, f"{code}\n".encode())
        counter.key.file.keep_recovery_code(counter.keys, code)


def _sign_in(counter: Counter, url: str, office: Office) -> None:
    if counter.officer() is None or not counter.tokens.signed_in:
        answer = sign_in_with_password(
            url, account=office.person(_OFFICER).account, password=PASSWORD
        )
        complete_sign_in(
            store=counter.store, tokens=counter.tokens, province=counter.province(), answer=answer
        )
    daemon = counter.make_daemon()
    daemon.drain(_FIRST_NEWS_SECONDS)
    daemon.stop(1)


_FIRST_NEWS_SECONDS = 20
"""Procedures and dossiers come with the first round of delivery."""
