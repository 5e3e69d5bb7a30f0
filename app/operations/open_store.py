"""Opening the store of a profile, after everything that was begun with its files is ended."""

from datetime import datetime

from app.operations.audit_seal import AuditSeal
from app.operations.give_up_restoring import return_own_keys
from app.operations.restore_backup import finish_restoring
from app.paths import Profile
from app.sealing.keys import Keys
from app.secrets import ProfileKey
from app.store.database import database_errors
from app.store.resealing import bring_under_newest_key
from app.store.store import Store


def open_store(profile: Profile, key: ProfileKey, now: datetime) -> tuple[Keys, Store, AuditSeal]:
    """What ``profile``, whose lock is held, is sealed with and keeps.

    Errors: those of ``ProfileKey.load``, ``finish_restoring``, ``bring_under_newest_key`` and
    ``Store``; nothing stays open then.
    """
    return_own_keys(profile)
    keys = key.load()
    finish_restoring(profile, keys, now=now)
    with database_errors(profile.database):
        bring_under_newest_key(profile.database, keys)
    store = Store(profile.database, profile.backups, keys)
    try:
        return keys, store, AuditSeal.opened(profile, keys, store)
    except BaseException:
        store.close()
        raise
