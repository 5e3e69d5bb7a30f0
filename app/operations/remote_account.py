"""An account at a signing service: what was entered with what was kept, tried before its use."""

from dataclasses import asdict, dataclass, field, replace

from app.domain.audit import Act
from app.operations.signing_settings import (
    RemoteSecrets,
    load_remote_secrets,
    remote_device_of,
    save_remote_secrets,
)
from app.operations.write_audit import AuditLog
from app.secrets import SealedFile
from app.settings import RemoteSettings, SignatureSettings
from signing.device import Certificate
from signing.remote.account import RemoteKind
from signing.remote.patience import Patience
from signing.remote.totp import one_time_code

FACTORS = ("password", "totp_key")
"""Of SmartCA v2 one is kept here and the other one typed at each batch."""


@dataclass(frozen=True)
class RemoteEntry:
    """What the officer entered; an empty secret is the one that was kept."""

    remote: RemoteSettings
    typed: RemoteSecrets = field(default_factory=RemoteSecrets)
    factor: str = ""
    """Which of FACTORS is kept; empty where the service has none."""


def whole_secrets(entry: RemoteEntry, kept: RemoteSecrets = RemoteSecrets()) -> RemoteSecrets:  # noqa: B008 (frozen)
    """What was typed, else what was ``kept``; of two factors only the one that is to be kept."""
    typed = entry.typed
    factors = {
        name: getattr(typed, name) or getattr(kept, name) if name == entry.factor else ""
        for name in FACTORS
    }
    return RemoteSecrets(
        client_secret=typed.client_secret or kept.client_secret,
        user_id=_user_id(entry.remote.service, typed.user_id) or kept.user_id,
        **factors,
    )


def kept_for(entry: RemoteEntry, *, before: RemoteSettings, sealed: SealedFile) -> RemoteSecrets:
    """Secrets kept with the settings ``before``: what one address was told no other one is."""
    same = entry.remote.url == before.url
    return load_remote_secrets(sealed) if same else RemoteSecrets()


def require_usable(
    remote: RemoteSettings, secrets: RemoteSecrets, signature: SignatureSettings
) -> None:
    """Raise unless everything is there, without asking the service.

    Errors: REMOTE_NOT_SET with ``missing``, REMOTE_INSECURE.
    """
    remote_device_of(remote, secrets, signature=signature, patience=Patience())
    if secrets.totp_key:
        one_time_code(secrets.totp_key, 0)


def try_account(
    remote: RemoteSettings, secrets: RemoteSecrets, signature: SignatureSettings
) -> tuple[Certificate, ...]:
    """The certificates that the service has for the officer. Errors: REMOTE_*."""
    require_usable(remote, secrets, signature)
    device = remote_device_of(remote, secrets, signature=signature, patience=Patience())
    [token] = device.tokens()
    return device.certificates(token)


def keep_account(
    sealed: SealedFile, secrets: RemoteSecrets, *, service: str, audit: AuditLog
) -> None:
    """Keep ``secrets`` for ``service``; the audit log is told which of them are others now."""
    before, after = asdict(load_remote_secrets(sealed)), asdict(secrets)
    changed = [name for name, value in after.items() if value != before[name]]
    if changed:
        save_remote_secrets(sealed, secrets)
        audit.note(Act.REMOTE_ACCOUNT_CHANGED, service=service, changed=" ".join(changed))


def kept_hints(sealed: SealedFile) -> dict[str, str]:
    """Which secrets are kept: the end of the user's number, nothing of the others."""
    secrets = load_remote_secrets(sealed)
    hidden = replace(secrets, user_id="")
    hints = {name: "" for name in ("client_secret", *FACTORS) if getattr(hidden, name)}
    if secrets.user_id:
        hints["user_id"] = secrets.user_id[-3:]
    return hints


def _user_id(service: str, typed: str) -> str:
    """At Viettel a citizen number stands behind ``CMT_`` (domain §8.3)."""
    number = typed.strip()
    if service == RemoteKind.VIETTEL_MYSIGN.value and number.isdigit():
        return f"CMT_{number}"
    return number
