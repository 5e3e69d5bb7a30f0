"""What this machine has for the work at the counter, and what is missing."""

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.errors import AppError
from app.paths import Profile
from app.scanning.sources import list_sources
from app.sealing.slots import SlotKind
from app.secrets import ProfileKey
from app.settings import Settings
from app.store.store import Store
from app.whole_files import write_whole
from signing.device import Certificate, SigningDevice, Token
from signing.pkcs11_modules import FoundModule, ModuleState
from sync.province import Province

MIN_FREE_BYTES = 1_000_000_000
EXPIRES_SOON_DAYS = 30


class Health(StrEnum):
    FINE = "fine"
    WARNING = "warning"
    MISSING = "missing"


class Check(StrEnum):
    """What was looked at; ``ui/diagnosis_text.py`` has the words."""

    PROFILE = "profile"
    SETTINGS = "settings"
    DATABASE = "database"
    DISK = "disk"
    KEYRING = "keyring"
    DEVICE = "device"
    MODULE = "module"
    TOKEN = "token"
    CERTIFICATE = "certificate"
    SCANNER = "scanner"
    PROVINCE = "province"
    TIMESTAMP = "timestamp"
    PACKAGE = "package"


@dataclass(frozen=True)
class Finding:
    check: Check
    health: Health
    subject: str
    """What it is about: a path, a token's label, an address."""
    facts: dict[str, str | int] = field(default_factory=dict)


def find_profile(*, profile: Profile) -> Iterator[Finding]:
    """The profile folder, whether it takes files, and its disk."""
    try:
        write_whole(profile.root / ".writable", b"")
        (profile.root / ".writable").unlink()
    except AppError as error:
        yield broken(Check.PROFILE, str(profile.root), error)
    else:
        yield Finding(Check.PROFILE, Health.FINE, str(profile.root))
    free = shutil.disk_usage(profile.root).free
    health = Health.FINE if free >= MIN_FREE_BYTES else Health.WARNING
    yield Finding(Check.DISK, health, str(profile.root), {"free_bytes": free})


def find_key(key: ProfileKey) -> Iterator[Finding]:
    """How this machine opens the data, and whether there is a way back when it cannot."""
    way, spare = key.way, key.file.has_recovery_code
    health = Health.FINE if way is not SlotKind.RECOVERY and spare else Health.WARNING
    yield Finding(Check.KEYRING, health, way.value, {"recovery_code": int(spare)})


def find_data(profile: Profile) -> Iterator[Finding]:
    """Whether the key is there and the database can be read; nothing when there is none yet."""
    if not profile.database.exists():
        return
    key = ProfileKey(profile)
    try:
        keys = key.load()
        yield from find_key(key)
    except AppError as error:
        yield broken(Check.KEYRING, str(profile.keys_file), error)
        return
    try:
        store = Store(profile.database, profile.backups, keys)
        try:
            with store.read() as work:
                work.outbox.counts()
                work.dossiers.counts()
        finally:
            store.close()
    except AppError as error:
        yield broken(Check.DATABASE, str(profile.database), error)
    else:
        yield Finding(Check.DATABASE, Health.FINE, str(profile.database))


def broken(check: Check, subject: str, error: AppError) -> Finding:
    """What cannot be used, and the error whose words say what to do."""
    return Finding(check, Health.MISSING, subject, {"code": error.code.value})


def find_packages(names: tuple[str, ...] = ("sane",)) -> Iterator[Finding]:
    """Optional Python packages; ``sane`` exists on Linux only."""
    for name in names:
        if name == "sane" and sys.platform != "linux":
            continue
        present = importlib.util.find_spec(name) is not None
        yield Finding(Check.PACKAGE, Health.FINE if present else Health.MISSING, name)


def find_modules(modules: tuple[FoundModule, ...]) -> Iterator[Finding]:
    """PKCS#11 modules of this machine, whether a token is used or not."""
    for module in modules:
        health = Health.FINE if module.state is ModuleState.USABLE else Health.WARNING
        facts: dict[str, str | int] = {"vendor": module.vendor, "state": module.state.value}
        yield Finding(Check.MODULE, health, str(module.path), facts)


def find_tokens(
    *, modules: tuple[FoundModule, ...], device: SigningDevice, now: datetime
) -> Iterator[Finding]:
    """Drivers, the tokens they see and the certificates on them. Runs on the token lane."""
    yield from find_modules(modules)
    if not any(each.state is ModuleState.USABLE for each in modules):
        yield Finding(Check.MODULE, Health.MISSING, "")
        return
    try:
        tokens = device.tokens()
    except AppError as error:
        yield Finding(Check.TOKEN, Health.MISSING, "", {"code": error.code.value})
        return
    if not tokens:
        yield Finding(Check.TOKEN, Health.MISSING, "")
    for token in tokens:
        facts: dict[str, str | int] = {
            "maker": token.maker, "pin": token.pin.value, "serial": token.serial
        }  # fmt: skip
        yield Finding(Check.TOKEN, Health.FINE, token.label, facts)
        yield from find_certificates(device, token, now)


def find_scanners(listed: Callable[[], tuple[object, ...]] = list_sources) -> Iterator[Finding]:
    """Scanners that answer now. Runs on the scanner lane."""
    try:
        sources = listed()
    except AppError as error:
        yield Finding(Check.SCANNER, Health.MISSING, "", {"code": error.code.value})
        return
    if not sources:
        yield Finding(Check.SCANNER, Health.MISSING, "")
    for source in sources:
        address, name = getattr(source, "address", ""), getattr(source, "name", "")
        yield Finding(Check.SCANNER, Health.FINE, address, {"name": name})


def find_province(*, settings: Settings, province: Province | None) -> Iterator[Finding]:
    """Whether the province answers; ``province`` is None when no address was set."""
    url = settings.province.url
    if province is None:
        yield Finding(Check.PROVINCE, Health.MISSING, "")
    else:
        try:
            province.health()
        except AppError as error:
            yield Finding(Check.PROVINCE, Health.WARNING, url, {"code": error.code.value})
        else:
            yield Finding(Check.PROVINCE, Health.FINE, url)
    tsa = settings.trust.tsa_url
    yield Finding(Check.TIMESTAMP, Health.FINE if tsa else Health.WARNING, tsa)


def find_certificates(device: SigningDevice, token: Token, now: datetime) -> Iterator[Finding]:
    """What ``token`` holds and how long it lasts. Runs on the token lane."""
    try:
        certificates = device.certificates(token)
    except AppError as error:
        yield Finding(Check.CERTIFICATE, Health.WARNING, token.label, {"code": error.code.value})
        return
    if not certificates:
        yield Finding(Check.CERTIFICATE, Health.WARNING, token.label)
    for each in certificates:
        days = days_left(each, now)
        health = Health.FINE if days > EXPIRES_SOON_DAYS and each.may_sign else Health.WARNING
        yield Finding(Check.CERTIFICATE, health, each.common_name, {"days_left": days})


def days_left(certificate: Certificate, now: datetime) -> int:
    """Whole days until the certificate ends; negative once it has."""
    return (certificate.not_after - now).days
