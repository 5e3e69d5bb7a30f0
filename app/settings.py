"""What the officer or the administrator chose for this machine, kept in ``settings.toml``."""

import tomllib
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import tomli_w

from app.errors import AppError, Code
from app.province_settings import ProvinceSettings
from app.proxy import proxy_address
from app.whole_files import write_whole


@dataclass(frozen=True)
class ScanChoice:
    """How pages were taken last from one scanner."""

    feed: str = "glass"
    """``glass``, ``feeder``, ``duplex`` or ``manual`` (``app.scanning.choices.FeedChoice``)."""
    dpi: int = 200
    """At least 200 by Nghị định 30/2020, Phụ lục I, Phần II.I.2."""
    paper: str = "A4"
    """Name of a ``PaperSize``."""
    brightness: int = 0
    """-100 (darkest) to 100; 0 is the device's normal."""

    def __post_init__(self) -> None:
        if self.feed not in ("glass", "feeder", "duplex", "manual"):
            raise ValueError(self.feed)
        if self.dpi < 200 or not -100 <= self.brightness <= 100:
            raise ValueError(self)


_MOST_SCANNERS = 20
"""Of which choices are kept: in some networks a scanner has another address each morning."""


@dataclass(frozen=True)
class ScannerSettings:
    source: str = ""
    """``sane:NAME``, ``folder:DIR`` or empty when none was chosen."""
    read_text: bool = True
    """Turn pages upright and lay their text under them, in the background."""
    clean: bool = True
    """Do what is proposed for a page, unless the officer undoes it; else leave it until asked."""
    compression: str = "jpeg"
    """``jpeg`` or ``layered`` (``app.scanning.compression.steps.Compression``)."""
    devices: dict[str, ScanChoice] = field(default_factory=dict)
    """By address, the one used last at the end."""

    def __post_init__(self) -> None:
        if self.compression not in ("jpeg", "layered"):
            raise ValueError(self.compression)

    def choice(self, address: str) -> ScanChoice:
        """What was chosen last for the scanner at ``address``."""
        return self.devices.get(address, ScanChoice())

    def chosen(self, address: str, choice: ScanChoice) -> "ScannerSettings":
        """These settings once ``choice`` was made for the scanner at ``address``."""
        others = [each for each in self.devices.items() if each[0] != address]
        kept = (*others, (address, choice))[-_MOST_SCANNERS:]
        return replace(self, source=address, devices=dict(kept))


@dataclass(frozen=True)
class TokenSettings:
    modules: tuple[str, ...] = ()
    """PKCS#11 modules beyond those found by themselves, absolute paths."""
    label: str = ""
    """Token chosen last; empty means the only one present."""


@dataclass(frozen=True)
class BackupSettings:
    folder: str = ""
    """Absolute; better on another disk. Empty: in the profile."""
    hours: int = 4
    """Between two backups; 0 for none."""

    def __post_init__(self) -> None:
        if not 0 <= self.hours <= 168:
            raise ValueError(self.hours)


class DeviceKind(StrEnum):
    """What the officer signs with."""

    TOKEN = "token"  # USB token (PKCS#11)
    FILE = "file"  # software certificate (PKCS#12)
    REMOTE = "remote"  # signing service


@dataclass(frozen=True)
class DeviceSettings:
    kind: str = DeviceKind.TOKEN.value
    file: str = ""
    """The PKCS#12 file, absolute."""
    certificate: str = ""
    """Serial (hex) of the certificate chosen in a file or at a service; empty: the officer's own
    that is valid longest."""

    def __post_init__(self) -> None:
        DeviceKind(self.kind)

    @property
    def known_kind(self) -> DeviceKind:
        return DeviceKind(self.kind)


@dataclass(frozen=True)
class SignatureSettings:
    """Wishes: a certificate, key or token that demands something else has its way."""

    rsa_padding: str = "pkcs1"
    """``pkcs1`` or ``pss`` (TT 15/2025/TT-BKHCN, Phụ lục I knows both)."""
    digest: str = ""
    """``sha256``, ``sha384``, ``sha512``; empty: SHA-256, or what fits the curve of the key."""


@dataclass(frozen=True)
class RemoteSettings:
    """Signing service; its secrets lie sealed in the profile, never here."""

    service: str = ""
    """``vnpt_smartca``, ``vnpt_smartca_otp``, ``viettel_mysign``, ``csc``, ``csc_pin`` or none."""
    url: str = ""
    """Base address, e.g. ``https://gwsca.vnpt.vn``."""
    client_id: str = ""
    """Of the office's contract (``sp_id``)."""
    profile_id: str = "adss:ras:profile:001"
    """At Viettel."""


@dataclass(frozen=True)
class TrustSettings:
    tsa_url: str = ""
    """RFC 3161 time-stamp service; empty means sign at level B-B."""
    check_revocation: bool = True
    level: str = "B-T"
    """Level of signatures when there is a time-stamp service (``app.domain.level_goal.LEVELS``)."""
    renew_days: int = 90
    """Days before the end of its last time stamp's certificate when an archived file gets a new
    one."""
    grace_minutes: int = 0
    """How much later than a signature the revocation data kept with it must be (EN 319 102-1)."""

    def __post_init__(self) -> None:
        if self.level not in ("B-B", "B-T", "B-LT", "B-LTA"):
            raise ValueError(self.level)
        if not 1 <= self.renew_days <= 3650:
            raise ValueError(self.renew_days)
        if not 0 <= self.grace_minutes <= 7 * 24 * 60:
            raise ValueError(self.grace_minutes)

    @property
    def renew_before(self) -> timedelta:
        """``renew_days`` as a duration."""
        return timedelta(days=self.renew_days)

    @property
    def wanted_level(self) -> str:
        """What can be wanted: nothing above B-B is to be had without a time-stamp service."""
        return self.level if self.tsa_url else "B-B"


@dataclass(frozen=True)
class LockSettings:
    idle_minutes: int = 10
    """Minutes without a key or the mouse until the window locks itself; 0 means never."""
    when_token_leaves: bool = True
    """Lock when the officer's own token is pulled out."""


@dataclass(frozen=True)
class ProxySettings:
    """HTTP proxy for time stamps, revocation, the province and signing services."""

    mode: str = "system"
    """``system``, ``none`` or ``own`` (``app.proxy.ProxyMode``)."""
    address: str = ""
    """``http://HOST:PORT`` for ``own``."""
    user: str = ""
    """Empty when the proxy asks for none; the password lies sealed in the profile, never here."""
    bypass: tuple[str, ...] = ()
    """Hosts, ``.domain`` or ``10.0.0.0/8``, to which the way is direct."""

    def __post_init__(self) -> None:
        if self.mode not in ("system", "none", "own"):
            raise ValueError(self.mode)
        if self.mode == "own" and proxy_address(self.address) != self.address:
            raise ValueError(self.address)
        if not all(isinstance(each, str) for each in self.bypass):
            raise TypeError("bypass")


@dataclass(frozen=True)
class Settings:
    scanner: ScannerSettings = field(default_factory=ScannerSettings)
    device: DeviceSettings = field(default_factory=DeviceSettings)
    token: TokenSettings = field(default_factory=TokenSettings)
    signature: SignatureSettings = field(default_factory=SignatureSettings)
    remote: RemoteSettings = field(default_factory=RemoteSettings)
    trust: TrustSettings = field(default_factory=TrustSettings)
    province: ProvinceSettings = field(default_factory=ProvinceSettings)
    lock: LockSettings = field(default_factory=LockSettings)
    proxy: ProxySettings = field(default_factory=ProxySettings)
    backup: BackupSettings = field(default_factory=BackupSettings)

    @property
    def token_label(self) -> str:
        """Label of the USB token to sign with; empty for the only one, and for other devices."""
        return self.token.label if self.device.known_kind is DeviceKind.TOKEN else ""

    @property
    def signs_with(self) -> tuple[object, ...]:
        """A device is as good as new when any of this has changed."""
        return self.device, self.token.modules, self.signature, self.remote


def load_settings(path: Path) -> Settings:
    """Read ``path``; a missing file means defaults, unknown keys are left alone.

    Errors: SETTINGS_UNREADABLE when the file cannot be read, is not TOML, or a value has
    the wrong type.
    """
    if not path.exists():
        return Settings()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return Settings(
            scanner=_scanner(raw.get("scanner", {})),
            device=_section(DeviceSettings(), raw.get("device", {})),
            token=_section(TokenSettings(), raw.get("token", {})),
            signature=_section(SignatureSettings(), raw.get("signature", {})),
            remote=_section(RemoteSettings(), raw.get("remote", {})),
            trust=_section(TrustSettings(), raw.get("trust", {})),
            province=_section(ProvinceSettings(), raw.get("province", {})),
            lock=_section(LockSettings(), raw.get("lock", {})),
            proxy=_section(ProxySettings(), raw.get("proxy", {})),
            backup=_section(BackupSettings(), raw.get("backup", {})),
        )
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise AppError(Code.SETTINGS_UNREADABLE, path=str(path)) from error


def save_settings(path: Path, settings: Settings) -> None:
    """Write ``settings`` whole."""
    write_whole(path, tomli_w.dumps(asdict(settings)).encode())


def _scanner(values: dict[str, Any]) -> ScannerSettings:
    made: ScannerSettings = _section(ScannerSettings(), values)
    choices: dict[str, Any] = dict(made.devices)
    devices = {address: _section(ScanChoice(), each) for address, each in choices.items()}
    return replace(made, devices=devices)


def _section(defaults: Any, values: dict[str, Any]) -> Any:
    known: dict[str, Any] = {}
    for each in fields(defaults):
        if each.name not in values:
            continue
        value = values[each.name]
        wanted = type(getattr(defaults, each.name))
        if wanted is tuple and isinstance(value, list):
            value = tuple(value)
        if type(value) is not wanted:
            raise TypeError(each.name)
        known[each.name] = value
    return replace(defaults, **known)
