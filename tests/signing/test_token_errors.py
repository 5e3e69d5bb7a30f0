"""Every family of driver errors becomes the situation that the officer is told about."""

import pytest
from pkcs11 import exceptions as p11

from app.errors import AppError, Cancelled, Code
from signing.device import PinState, Token
from signing.token_errors import token_errors
from signing.tokens import choose_token


def translated(error: p11.PKCS11Error, state: PinState | None) -> AppError:
    with pytest.raises(AppError) as caught, token_errors(lambda: state):
        raise error
    assert caught.value.__cause__ is error
    return caught.value


@pytest.mark.parametrize("state", [PinState.FINE, PinState.LOW, PinState.FINAL_TRY])
def test_wrong_pin_tells_the_state_that_the_token_shows_afterwards(state: PinState) -> None:
    found = translated(p11.PinIncorrect(), state)
    assert found.code is Code.PIN_INCORRECT
    assert found.facts == {"state": state.value}


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (p11.PinLocked(), PinState.FINE),
        (p11.PinIncorrect(), PinState.LOCKED),
        (p11.PinLenRange(), PinState.LOCKED),
    ],
)
def test_locked_pin_is_told_by_the_error_or_by_the_flags(
    error: p11.PKCS11Error, state: PinState
) -> None:
    found = translated(error, state)
    assert found.code is Code.PIN_LOCKED
    assert found.facts == {"state": "locked"}


@pytest.mark.parametrize("error", [p11.PinExpired(), p11.UserPinNotInitialized()])
def test_pin_that_must_be_set_first(error: p11.PKCS11Error) -> None:
    assert translated(error, PinState.FINE).code is Code.PIN_EXPIRED


@pytest.mark.parametrize(
    "error",
    [
        p11.DeviceRemoved(),
        p11.TokenNotPresent(),
        p11.SessionHandleInvalid(),
        p11.ObjectHandleInvalid(),
    ],
)
def test_removal_in_the_words_of_several_drivers(error: p11.PKCS11Error) -> None:
    assert translated(error, PinState.FINE).code is Code.TOKEN_REMOVED


@pytest.mark.parametrize("error", [p11.DeviceError(), p11.GeneralError(), p11.NoSuchKey()])
def test_vague_error_is_a_removal_once_the_token_is_gone(error: p11.PKCS11Error) -> None:
    assert translated(error, None).code is Code.TOKEN_REMOVED
    assert translated(error, PinState.FINE).code is not Code.TOKEN_REMOVED


def test_token_that_cannot_even_be_asked_counts_as_removed() -> None:
    def fails() -> PinState:
        raise p11.GeneralError

    with pytest.raises(AppError) as caught, token_errors(fails):
        raise p11.DeviceError
    assert caught.value.code is Code.TOKEN_REMOVED


def test_vendor_code_is_kept_in_hex() -> None:
    found = translated(p11.PKCS11Error("Unmapped error code 0x80000001"), PinState.FINE)
    assert found.code is Code.TOKEN_FAILED
    assert found.facts == {"error": "vendor", "vendor_code": "0x80000001"}


def test_standard_error_is_kept_by_its_name() -> None:
    found = translated(p11.SessionCount(), PinState.FINE)
    assert (found.code, found.facts) == (Code.TOKEN_FAILED, {"error": "SessionCount"})


def test_refusal_on_the_device_is_silent() -> None:
    with pytest.raises(Cancelled), token_errors(lambda: PinState.FINE):
        raise p11.FunctionCancelled


def token(label: str, serial: str) -> Token:
    return Token("/m.so", 0, label, serial, "maker", PinState.FINE, own_pin_pad=False)


def test_choice_of_a_token() -> None:
    first, second, twin = token("A", "1"), token("B", "2"), token("B", "3")
    assert choose_token([first], label="") is first
    assert choose_token([first, second], label="B") is second
    for tokens, label, code in (
        ([], "", Code.TOKEN_ABSENT),
        ([first], "B", Code.TOKEN_ABSENT),
        ([first, second], "", Code.TOKEN_AMBIGUOUS),
        ([first, second, twin], "B", Code.TOKEN_AMBIGUOUS),
    ):
        with pytest.raises(AppError) as refused:
            choose_token(tokens, label=label)
        assert refused.value.code is code
