"""What python-pkcs11 raises, translated at the border of this package."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pkcs11 import exceptions as p11

from app.errors import AppError, Cancelled, Code
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
_WRONG_PIN = (p11.PinLocked, p11.PinIncorrect, p11.PinInvalid, p11.PinLenRange)
_PIN_TO_BE_SET = (p11.PinExpired, p11.PinTooWeak, p11.UserPinNotInitialized)
_REFUSED_ON_DEVICE = (p11.FunctionCancelled, p11.FunctionRejected)
_VENDOR_CODE = re.compile(r"0x[0-9a-fA-F]+")


@contextmanager
def token_errors(look_again: Callable[[], PinState | None]) -> Iterator[None]:
    """Run driver calls; every PKCS11Error leaves as an AppError.

    ``look_again`` reads the token's flags afresh and returns None when the token is gone; it is
    asked only after an error. Raises PIN_INCORRECT with ``state``, PIN_LOCKED, PIN_EXPIRED,
    TOKEN_REMOVED, CERTIFICATE_ABSENT, TOKEN_FAILED with ``error`` and the maker's ``vendor_code``;
    Cancelled when the officer refused on the token's own keys.
    """
    try:
        yield
    except p11.PKCS11Error as error:
        raise _translated(error, look_again) from error


def _translated(
    error: p11.PKCS11Error, look_again: Callable[[], PinState | None]
) -> AppError | Cancelled:
    if isinstance(error, _REFUSED_ON_DEVICE):
        return Cancelled()
    if isinstance(error, _PIN_TO_BE_SET):
        return AppError(Code.PIN_EXPIRED)
    state = PinState.LOCKED if isinstance(error, p11.PinLocked) else _state_now(look_again)
    if isinstance(error, _REMOVED) or state is None:
        return AppError(Code.TOKEN_REMOVED)
    if isinstance(error, _WRONG_PIN):
        code = Code.PIN_LOCKED if state is PinState.LOCKED else Code.PIN_INCORRECT
        return AppError(code, state=state.value)
    if isinstance(error, p11.NoSuchKey):
        return AppError(Code.CERTIFICATE_ABSENT)
    return _failure(error)


def _failure(error: p11.PKCS11Error) -> AppError:
    """The bare base class carries what the maker of the token defined for himself."""
    vendor = _VENDOR_CODE.search(str(error)) if type(error) is p11.PKCS11Error else None
    if vendor:
        return AppError(Code.TOKEN_FAILED, error="vendor", vendor_code=vendor.group())
    return AppError(Code.TOKEN_FAILED, error=type(error).__name__)


def _state_now(look_again: Callable[[], PinState | None]) -> PinState | None:
    try:
        return look_again()
    except p11.PKCS11Error:
        return None
