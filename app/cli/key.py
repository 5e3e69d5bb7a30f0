"""Whose key signs, as the options of a command say: token, certificate file or signing service."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.province import password_from
from app.errors import AppError, Code
from signing.remote.account import RemoteKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.officer import Officer
    from app.operations.sign_files import Signer
    from app.paths import Profile
    from app.settings import Settings
    from signing.device import Certificate, SigningDevice, Token
    from signing.remote.patience import Patience

ModuleOption = Annotated[
    list[Path] | None,
    typer.Option("--module", help="Trình điều khiển PKCS#11; bỏ trống: tự tìm."),
]
TokenOption = Annotated[str, typer.Option("--token", help="Nhãn token; bỏ trống: token duy nhất.")]
PinOption = Annotated[
    str,
    typer.Option(
        "--pin-env", help="Biến môi trường chứa mã PIN, hoặc mật khẩu, mã OTP ký số từ xa."
    ),
]
Pkcs12Option = Annotated[
    Path | None, typer.Option("--pkcs12", help="Ký bằng tệp chứng thư .p12 hoặc .pfx.")
]
PasswordOption = Annotated[
    str,
    typer.Option(
        "--password-env",
        help="Biến môi trường chứa mật khẩu của tệp chứng thư; bỏ trống: QUAY_PASSWORD.",
    ),
]
RemoteOption = Annotated[
    RemoteKind | None,
    typer.Option("--remote", help="Ký số từ xa; không có --remote-url: tài khoản trong Cấu hình."),
]
RemoteUrlOption = Annotated[
    str,
    typer.Option(
        "--remote-url",
        help="Địa chỉ dịch vụ ký số. Mã bí mật, số căn cước, khóa OTP lấy từ biến môi trường "
        "QUAY_CLIENT_SECRET, QUAY_REMOTE_USER, QUAY_TOTP_KEY.",
    ),
]
ClientOption = Annotated[
    str, typer.Option("--client-id", help="Mã ứng dụng ở dịch vụ ký số, dùng cùng --remote-url.")
]
DEFAULT_PIN = "QUAY_PIN"


@dataclass(frozen=True)
class KeyOptions:
    """Empty ones were not given; then the device is that of the settings."""

    modules: list[Path] | None = None
    label: str = ""
    pin_env: str = DEFAULT_PIN
    pkcs12: Path | None = None
    password_env: str = ""
    remote: RemoteKind | None = None
    remote_url: str = ""
    client_id: str = ""

    def require_one_device(self, command: str) -> None:
        """Errors: WRONG_USAGE when options of several devices, or half of one, were given."""
        pin = "--pin-env" if self.pin_env != DEFAULT_PIN else ""
        password = "--password-env" if self.password_env else ""
        module = "--module" if self.modules else ""
        token = module or ("--token" if self.label else "")
        file = "--pkcs12" if self.pkcs12 is not None else ""
        remote = "--remote" if self.remote is not None else ""
        url = "--remote-url" if self.remote_url else ""
        client = "--client-id" if self.client_id else ""
        pairs = (
            (file, token), (file, remote), (remote, token), (file, pin), (password, token),
            (password, remote),
        )  # fmt: skip
        for name, other in pairs:
            if name and other:
                raise AppError(
                    Code.WRONG_USAGE, problem="devices", name=name, other=other, command=command
                )
        for name, there, other in (
            (url, remote, "--remote"), (client, url, "--remote-url"), (url, client, "--client-id")
        ):  # fmt: skip
            if name and not there:
                raise AppError(
                    Code.WRONG_USAGE, problem="needs", name=name, other=other, command=command
                )

    def applied(self, settings: "Settings") -> "Settings":
        """``settings`` with the device that the options name."""
        from app.settings import DeviceKind, DeviceSettings, RemoteSettings

        if self.pkcs12 is not None:
            file = str(self.pkcs12.absolute())
            return replace(settings, device=DeviceSettings(DeviceKind.FILE.value, file))
        if self.modules or self.label:
            return replace(settings, device=DeviceSettings())
        if self.remote is not None:
            remote = settings.remote
            if self.remote_url:
                remote = RemoteSettings(self.remote.value, self.remote_url, self.client_id)
            elif remote.service != self.remote.value:
                remote = RemoteSettings(self.remote.value)
            kept = settings.device.known_kind is DeviceKind.REMOTE and remote == settings.remote
            device = settings.device if kept else DeviceSettings(DeviceKind.REMOTE.value)
            return replace(settings, device=device, remote=remote)
        return settings


def open_device(key: KeyOptions, settings: "Settings", patience: "Patience") -> "SigningDevice":
    """The device of ``settings``, to which ``key`` was applied. Errors: REMOTE_*, WRONG_USAGE."""
    from app.operations.signing_device import open_signing_device
    from app.operations.signing_settings import algorithm_wish
    from app.paths import default_profile
    from app.secrets import ProfileKey, SealedFile
    from signing.pkcs11_device import Pkcs11Device

    if key.modules:
        return Pkcs11Device(key.modules, wish=algorithm_wish(settings.signature))
    if key.remote_url:
        return _named_account(settings, patience)
    profile = default_profile()
    profile_key = ProfileKey(profile)
    return open_signing_device(
        settings,
        remote_secrets=SealedFile(profile.remote_secrets, profile_key),
        file_certificates=SealedFile(profile.file_certificates, profile_key),
        patience=patience,
    )


def _named_account(settings: "Settings", patience: "Patience") -> "SigningDevice":
    """An account of the command line alone; its secrets come from the environment."""
    from app.operations.remote_account import RemoteEntry, whole_secrets
    from app.operations.signing_settings import RemoteSecrets, remote_device_of

    remote, totp = settings.remote, ""
    if remote.service == RemoteKind.VNPT_SMARTCA_OTP.value:
        totp = password_from("QUAY_TOTP_KEY", option="--remote")
    typed = RemoteSecrets(
        client_secret=password_from("QUAY_CLIENT_SECRET", option="--remote"),
        user_id=password_from("QUAY_REMOTE_USER", option="--remote"),
        totp_key=totp,
    )
    secrets = whole_secrets(RemoteEntry(remote, typed, "totp_key" if totp else ""))
    return remote_device_of(remote, secrets, signature=settings.signature, patience=patience)


def choose_signer(
    device: "SigningDevice",
    *,
    label: str,
    pin_env: str,
    password_env: str = "",
    officer: "Officer | None" = None,
) -> "Signer":
    """Token, its best certificate and what unlocks it; for ``officer`` only their own.

    Errors: TOKEN_*, CERTIFICATE_*, REMOTE_*, FILE_*, PIN_INCORRECT of a file.
    """
    from datetime import UTC, datetime

    from app.operations.sign_files import Signer
    from signing.certificates import choose_certificate
    from signing.device import Unlock
    from signing.tokens import choose_token

    token = choose_token(device.tokens(), label=label)
    now = datetime.now(UTC)
    number = officer.identity_number if officer else ""
    serial = officer.certificate_serial if officer else ""

    def choose(certificates: "Sequence[Certificate]") -> "Certificate":
        return choose_certificate(
            certificates, now=now, identity_number=number, bound_serial=serial
        )

    if token.unlocked_by is Unlock.FILE_PASSWORD:
        pin = password_from(password_env or "QUAY_PASSWORD", option="--password-env")
        return Signer(token, choose(device.unlock(token, pin)), pin, number, serial)
    certificate = choose(device.certificates(token))
    return Signer(token, certificate, _typed(token, pin_env), number, serial)


def _typed(token: "Token", pin_env: str) -> str:
    return "" if token.own_pin_pad else password_from(pin_env, option="--pin-env")


def signed_in_officer(profile: "Profile") -> "Officer | None":
    """Whose account is signed in on this machine; None when there is none.

    Errors: those of ``Store``.
    """
    from app.secrets import ProfileKey
    from app.store.store import Store

    if not profile.database.exists():
        return None
    # Reading needs no lock: files may be signed while the window is open.
    store = Store(profile.database, profile.backups, ProfileKey(profile).load())
    try:
        with store.read() as work:
            return work.facts.officer()
    finally:
        store.close()
