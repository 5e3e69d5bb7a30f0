"""Whose key signs, as the options of a command say."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.province import password_from

if TYPE_CHECKING:
    from app.operations.sign_files import Signer
    from app.paths import Profile
    from app.settings import Settings
    from signing.device import SigningDevice

ModuleOption = Annotated[
    list[Path] | None,
    typer.Option("--module", help="Trình điều khiển PKCS#11; bỏ trống: tự tìm."),
]
TokenOption = Annotated[str, typer.Option("--token", help="Nhãn token; bỏ trống: token duy nhất.")]
PinOption = Annotated[str, typer.Option("--pin-env", help="Biến môi trường chứa mã PIN.")]


def open_device(modules: list[Path] | None, settings: "Settings") -> "SigningDevice":
    """Tokens seen by ``modules``, or by every driver of this machine."""
    from app.operations.signing_settings import algorithm_wish
    from signing.pkcs11_device import Pkcs11Device
    from signing.pkcs11_modules import usable_modules

    found = modules or usable_modules(extra=settings.token.modules)
    return Pkcs11Device(found, wish=algorithm_wish(settings.signature))


def choose_signer(
    device: "SigningDevice", *, label: str, pin_env: str, identity_number: str = ""
) -> "Signer":
    """The token, its best certificate and the PIN. Errors: TOKEN_*, CERTIFICATE_*."""
    from datetime import UTC, datetime

    from app.operations.sign_files import Signer
    from signing.certificates import choose_certificate
    from signing.tokens import choose_token

    token = choose_token(device.tokens(), label=label)
    certificate = choose_certificate(
        device.certificates(token), now=datetime.now(UTC), identity_number=identity_number
    )
    pin = "" if token.own_pin_pad else password_from(pin_env, option="--pin-env")
    return Signer(token, certificate, pin, identity_number)


def signed_in_number(profile: "Profile") -> str:
    """The citizen number of the account signed in on this machine; empty when there is none.

    Errors: those of ``Store``.
    """
    from app.store.store import Store

    if not profile.database.exists():
        return ""
    # Reading needs no lock: files may be signed while the window is open.
    store = Store(profile.database, profile.backups)
    try:
        with store.read() as work:
            officer = work.facts.officer()
    finally:
        store.close()
    return officer.identity_number if officer else ""
