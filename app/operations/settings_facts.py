"""What the audit log says of changed settings: those that decide with what is signed, whom the
program trusts and where dossiers go.
"""

from dataclasses import asdict

from app.domain.audit import Act
from app.operations.write_audit import AuditLog
from app.settings import Settings
from app.store.store import Store

_TOLD = (
    "device.kind", "device.certificate", "token.label", "token.modules", "signature.rsa_padding",
    "signature.digest", "remote.service", "remote.url", "trust.tsa_url", "trust.check_revocation",
    "trust.level", "trust.renew_days", "trust.grace_minutes", "province.kind", "province.url",
    "province.ask_again_hours", "lock.idle_minutes", "lock.when_token_leaves", "proxy.mode",
    "proxy.address", "proxy.bypass", "backup.folder", "backup.hours",
)  # fmt: skip
"""Never a name, a user or a secret."""


def note_settings(store: Store, before: Settings, after: Settings) -> None:
    """Write down what of it is told; nothing when that is as before."""
    changed = settings_facts(before, after)
    if changed:
        AuditLog(store).note(Act.SETTINGS_CHANGED, **changed)


def settings_facts(before: Settings, after: Settings) -> dict[str, str]:
    """The new value of each setting that is told and differs, by ``section.name``."""
    old, new = asdict(before), asdict(after)
    found: dict[str, str] = {}
    for name in _TOLD:
        section, key = name.split(".")
        value = new[section][key]
        if value != old[section][key]:
            found[name] = " ".join(value) if isinstance(value, tuple) else str(value)
    return found
