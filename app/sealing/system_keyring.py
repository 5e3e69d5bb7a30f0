"""The operating system's keyring: Windows Credential Manager, Secret Service, macOS Keychain."""

import base64
import logging
import os

from app.errors import AppError, Code
from app.sealing.keys import KEY_BYTES

_log = logging.getLogger(__name__)
_SERVICE = "quay-mot-cua"


def new_secret(name: str) -> bytes | None:
    """Make 32 random bytes and let the keyring keep them under ``name``.

    None when there is no keyring that keeps things to itself: a backend below priority 1 keeps
    nothing, or keeps it in the open. None, too, when it is locked and nobody unlocks it.
    """
    # Imported late: looking for backends takes time, and the window is shown before it.
    import keyring
    from keyring.errors import KeyringError

    if keyring.get_keyring().priority < 1:
        return None
    secret = os.urandom(KEY_BYTES)
    try:
        keyring.set_password(_SERVICE, name, base64.b64encode(secret).decode())
        kept = keyring.get_password(_SERVICE, name)
    except KeyringError as error:
        _log.warning("no use of the keyring: %s", type(error).__name__)
        return None
    return secret if kept == base64.b64encode(secret).decode() else None


def kept_secret(name: str) -> bytes | None:
    """What :func:`new_secret` made under ``name``; None when the keyring does not have it.

    Errors: KEYRING_FAILED when it is locked or does not answer.
    """
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        kept = keyring.get_password(_SERVICE, name)
    except NoKeyringError:
        return None
    except KeyringError as error:
        raise AppError(Code.KEYRING_FAILED, error=type(error).__name__) from error
    try:
        return None if kept is None else base64.b64decode(kept, validate=True)
    except ValueError:
        return None


def forget_secret(name: str) -> None:
    """Take it out again; a keyring that does not answer keeps what nobody needs."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.delete_password(_SERVICE, name)
    except KeyringError as error:
        _log.info("not taken out of the keyring: %s", type(error).__name__)
