"""The device that the officer signs with, as chosen in settings."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from app.errors import AppError, Code
from app.operations.signing_settings import algorithm_wish, remote_device
from app.secrets import SealedFile
from app.settings import DeviceKind, Settings
from signing.chosen_certificate import ChosenCertificate
from signing.device import Certificate, SigningDevice, Token
from signing.pkcs11_device import Pkcs11Device
from signing.pkcs11_modules import usable_modules
from signing.pkcs12_device import Pkcs12Device
from signing.remote.patience import Patience

KnownCertificates = dict[str, tuple[bytes, ...]]
"""DER, by serial of the file they lie in."""


def open_signing_device(
    settings: Settings,
    *,
    remote_secrets: SealedFile,
    file_certificates: SealedFile,
    patience: Patience,
    require_here: Callable[[], None] = lambda: None,
) -> SigningDevice:
    """What ``settings.device`` names; nothing is asked yet. Used on the token lane.

    Errors: REMOTE_NOT_SET, REMOTE_INSECURE, DEVICE_FILE_NOT_SET, SETTINGS_UNREADABLE.
    """
    chosen, wish = settings.device, algorithm_wish(settings.signature)
    device: SigningDevice
    match chosen.known_kind:
        case DeviceKind.TOKEN:
            modules = usable_modules(extra=settings.token.modules)
            return Pkcs11Device(modules, require_here=require_here, wish=wish)
        case DeviceKind.FILE:
            if not chosen.file:
                raise AppError(Code.DEVICE_FILE_NOT_SET)
            known = load_certificates(file_certificates)
            device = Pkcs12Device([Path(chosen.file)], wish=wish, known=known)
        case DeviceKind.REMOTE:
            device = remote_device(
                remote=settings.remote,
                signature=settings.signature,
                sealed=remote_secrets,
                patience=patience,
            )
    return ChosenCertificate(device, chosen.certificate) if chosen.certificate else device


def keep_certificates(
    sealed: SealedFile, token: Token, certificates: Sequence[Certificate]
) -> None:
    """Remember what a file holds, so that its owner is known before the next password.

    They name the officer's citizen number: sealed, and of one file at a time.
    """
    ders = [base64.b64encode(each.der).decode() for each in certificates]
    sealed.save(json.dumps({token.serial: ders}))


def load_certificates(sealed: SealedFile) -> KnownCertificates:
    """What was kept; nothing when it cannot be read, since the password opens the file anyway."""
    try:
        kept = json.loads(sealed.load() or "{}")
        return {
            str(serial): tuple(base64.b64decode(each, validate=True) for each in ders)
            for serial, ders in kept.items()
        }
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return {}
