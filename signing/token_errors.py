"""What python-pkcs11 raises, translated at the border of this package."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pkcs11 import exceptions as p11

from app.errors import AppError, Code
from signing.device import PinState

# Handles become invalid when their token goes: software tokens and several drivers say only that.
_REMOVED = (
    p11.DeviceRemoved,
    p11.TokenNotPresent,
    p11.TokenNotRecognised,
    p11.NoSuchToken,
    p11.SlotIDInvalid,
    p11.SessionHandleInvalid,
    p11.SessionClosed,
    p11.ObjectHandleInvalid,
    p11.KeyHandleInvalid,
)
_OWN_SITUATION: dict[type[p11.PKCS11Error], Code] = {
    p11.PinExpired: Code.PIN_EXPIRED,
    p11.PinTooWeak: Code.PIN_EXPIRED,
    p11.UserPinNotInitialized: Code.PIN_NOT_SET,
    p11.FunctionCancelled: Code.TOKEN_REFUSED,
    p11.FunctionRejected: Code.TOKEN_REFUSED,
    p11.SessionCount: Code.TOKEN_BUSY,
    p11.UserAlreadyLoggedIn: Code.TOKEN_ALREADY_OPEN,
    p11.AnotherUserAlreadyLoggedIn: Code.TOKEN_OPEN_AS_ADMINISTRATOR,
    p11.UserTooManyTypes: Code.TOKEN_OPEN_AS_ADMINISTRATOR,
    p11.SessionReadWriteSOExists: Code.TOKEN_OPEN_AS_ADMINISTRATOR,
    p11.UserNotLoggedIn: Code.TOKEN_LOGGED_OUT,
    p11.DeviceMemory: Code.TOKEN_MEMORY_FULL,
    p11.NoSuchKey: Code.CERTIFICATE_ABSENT,
}
_MALFORMED_PIN = (p11.PinInvalid, p11.PinLenRange)
_CKR_CANCEL, _CKR_VENDOR_DEFINED = 0x1, 0x80000000
_UNNAMED_CODE = re.compile(r"0x[0-9a-fA-F]+")
_USER_TYPE_INVALID = "User type invalid"
"""How the library says CKR_USER_TYPE_INVALID, for which it has no class."""


@contextmanager
def token_errors(look_again: Callable[[], PinState | None]) -> Iterator[None]:
    """Run driver calls; every PKCS11Error leaves as an AppError.

    ``look_again`` reads the token's flags afresh and returns None when the token is gone; it is
    asked only after an error. Raises PIN_INCORRECT and PIN_MALFORMED with ``state``, PIN_LOCKED,
    PIN_EXPIRED, PIN_NOT_SET, CERTIFICATE_ABSENT, any TOKEN_* that a token in use can be in;
    TOKEN_VENDOR_ERROR with the maker's ``vendor_code`` and TOKEN_FAILED with ``error``.
    """
    try:
        yield
    except p11.PKCS11Error as error:
        raise _translated(error, look_again) from error


def _translated(error: p11.PKCS11Error, look_again: Callable[[], PinState | None]) -> AppError:
    state = PinState.LOCKED if isinstance(error, p11.PinLocked) else _state_now(look_again)
    if isinstance(error, _REMOVED) or state is None:
        return AppError(Code.TOKEN_REMOVED)
    if isinstance(error, (p11.PinLocked, p11.PinIncorrect, *_MALFORMED_PIN)):
        return _wrong_pin(error, state)
    code = _OWN_SITUATION.get(type(error))
    return AppError(code) if code else _failure(error)


def _wrong_pin(error: p11.PKCS11Error, state: PinState) -> AppError:
    """What the flags say counts: a module may lock at the very try that it calls incorrect."""
    code = Code.PIN_MALFORMED if isinstance(error, _MALFORMED_PIN) else Code.PIN_INCORRECT
    return AppError(Code.PIN_LOCKED if state is PinState.LOCKED else code, state=state.value)


def _failure(error: p11.PKCS11Error) -> AppError:
    """The bare base class carries what the library has no name for, makers' own codes included."""
    if type(error) is not p11.PKCS11Error:
        return AppError(Code.TOKEN_FAILED, error=type(error).__name__)
    if str(error).startswith(_USER_TYPE_INVALID):
        return AppError(Code.TOKEN_DRIVER_OUTDATED)
    found = _UNNAMED_CODE.search(str(error))
    number = int(found.group(), 16) if found else 0
    if number == _CKR_CANCEL:
        return AppError(Code.TOKEN_REFUSED)
    if number >= _CKR_VENDOR_DEFINED:
        return AppError(Code.TOKEN_VENDOR_ERROR, vendor_code=hex(number))
    return AppError(Code.TOKEN_FAILED, error=hex(number) if found else type(error).__name__)


def _state_now(look_again: Callable[[], PinState | None]) -> PinState | None:
    try:
        return look_again()
    except p11.PKCS11Error:
        return None
