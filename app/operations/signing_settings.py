"""From settings and sealed secrets to what signs."""

import json
from dataclasses import asdict, dataclass, field

from app.errors import AppError, Code
from app.secrets import SealedFile
from app.settings import RemoteSettings, SignatureSettings
from signing.algorithms import DIGESTS, AlgorithmWish, RsaPadding
from signing.remote.account import RemoteAccount, RemoteKind
from signing.remote.device import RemoteDevice
from signing.remote.opening import open_remote
from signing.remote.patience import Patience


@dataclass(frozen=True)
class RemoteSecrets:
    """What must not stand in ``settings.toml``."""

    client_secret: str = field(default="", repr=False)
    user_id: str = field(default="", repr=False)
    """It is a citizen number at most services."""
    password: str = field(default="", repr=False)
    totp_key: str = field(default="", repr=False)


def algorithm_wish(settings: SignatureSettings) -> AlgorithmWish:
    """Errors: SETTINGS_UNREADABLE for a padding or digest that there is not."""
    try:
        padding = RsaPadding(settings.rsa_padding)
    except ValueError as error:
        raise AppError(Code.SETTINGS_UNREADABLE, field="signature.rsa_padding") from error
    if settings.digest and settings.digest not in DIGESTS:
        raise AppError(Code.SETTINGS_UNREADABLE, field="signature.digest")
    return AlgorithmWish(padding, settings.digest)


def save_remote_secrets(sealed: SealedFile, secrets: RemoteSecrets) -> None:
    """Keep ``secrets`` sealed; when all are empty nothing is kept."""
    known = {name: value for name, value in asdict(secrets).items() if value}
    sealed.save(json.dumps(known) if known else "")


def load_remote_secrets(sealed: SealedFile) -> RemoteSecrets:
    """What was kept; empty when nothing was, or it was sealed with another key."""
    text = sealed.load()
    return RemoteSecrets(**json.loads(text)) if text else RemoteSecrets()


def remote_device(
    *,
    remote: RemoteSettings,
    signature: SignatureSettings,
    sealed: SealedFile,
    patience: Patience,
) -> RemoteDevice:
    """The officer's keys at the signing service. Errors: REMOTE_NOT_SET, REMOTE_INSECURE."""
    secrets = load_remote_secrets(sealed)
    return remote_device_of(remote, secrets, signature=signature, patience=patience)


def remote_device_of(
    remote: RemoteSettings,
    secrets: RemoteSecrets,
    *,
    signature: SignatureSettings,
    patience: Patience,
) -> RemoteDevice:
    """As :func:`remote_device`, with secrets that need not be kept."""
    try:
        kind = RemoteKind(remote.service)
    except ValueError:
        raise AppError(Code.REMOTE_NOT_SET, missing="service") from None
    account = RemoteAccount(
        kind=kind,
        url=remote.url,
        client_id=remote.client_id,
        profile_id=remote.profile_id,
        **asdict(secrets),
    )
    return open_remote(account, patience=patience, wish=algorithm_wish(signature))
