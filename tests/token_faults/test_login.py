"""What a token answers to a PIN: each answer has its own words, and the PIN is sent once."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.errors import AppError, Code
from signing.device import PinState
from tests.token_faults.conftest import Desk, Key
from tests.token_faults.shim import (
    ALWAYS,
    OWN_PIN_PAD,
    PIN_FINAL_TRY,
    PIN_LOCKED,
    PIN_LOW,
    PIN_TO_BE_CHANGED,
    Function,
    Shim,
)
from ui.messages import message

OnLane = Callable[[Callable[[], object]], object]

INCORRECT, INVALID, LENGTH, EXPIRED, LOCKED, TOO_WEAK = 0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0x1B8

LOGIN_ANSWERS = [
    (INCORRECT, 0, Code.PIN_INCORRECT, "fine"),
    (INCORRECT, PIN_LOW, Code.PIN_INCORRECT, "low"),
    (INCORRECT, PIN_LOW | PIN_FINAL_TRY, Code.PIN_INCORRECT, "final_try"),
    (INCORRECT, PIN_LOW | PIN_FINAL_TRY | PIN_LOCKED, Code.PIN_LOCKED, "locked"),
    (LOCKED, 0, Code.PIN_LOCKED, "locked"),
    (LENGTH, 0, Code.PIN_MALFORMED, "fine"),
    (INVALID, PIN_LOW, Code.PIN_MALFORMED, "low"),
    (INVALID, PIN_LOCKED, Code.PIN_LOCKED, "locked"),
    (EXPIRED, PIN_TO_BE_CHANGED, Code.PIN_EXPIRED, None),
    (TOO_WEAK, 0, Code.PIN_EXPIRED, None),
    (0x102, 0, Code.PIN_NOT_SET, None),  # CKR_USER_PIN_NOT_INITIALIZED
    (0x100, 0, Code.TOKEN_ALREADY_OPEN, None),  # CKR_USER_ALREADY_LOGGED_IN
    (0x104, 0, Code.TOKEN_OPEN_AS_ADMINISTRATOR, None),  # CKR_USER_ANOTHER_ALREADY_LOGGED_IN
    (0x105, 0, Code.TOKEN_OPEN_AS_ADMINISTRATOR, None),  # CKR_USER_TOO_MANY_TYPES
    (0x103, 0, Code.TOKEN_DRIVER_OUTDATED, None),  # CKR_USER_TYPE_INVALID
    (0x50, 0, Code.TOKEN_REFUSED, None),  # CKR_FUNCTION_CANCELED
    (0x200, 0, Code.TOKEN_REFUSED, None),  # CKR_FUNCTION_REJECTED
    (0x01, 0, Code.TOKEN_REFUSED, None),  # CKR_CANCEL
    (0x80000001, 0, Code.TOKEN_VENDOR_ERROR, None),
    (0x30, 0, Code.TOKEN_FAILED, None),  # CKR_DEVICE_ERROR
]


@pytest.mark.parametrize(("answer", "flags", "code", "state"), LOGIN_ANSWERS)
def test_an_answer_to_the_pin_is_said_and_the_pin_not_sent_again(
    shim: Shim,
    desk: Desk,
    key_of: Callable[[str], Key],
    try_key: Callable[..., bytes],
    on_lane: OnLane,
    answer: int,
    flags: int,
    code: Code,
    state: str | None,
) -> None:
    key = key_of("officer")
    shim.fail(Function.LOGIN, answer, flags=flags)
    with pytest.raises(AppError) as refused:
        on_lane(lambda: desk.sign(key))
    assert refused.value.code is code
    assert refused.value.facts.get("state") == state
    assert (shim.calls(Function.LOGIN), shim.calls(Function.SIGN)) == (1, 0)
    assert {each.value for each in desk.states()} == {"scanned"}
    shim.reset()
    assert try_key(key), "the token is not left in a state that needs a restart"


def test_a_real_wrong_pin_lowers_the_tokens_own_count_once(
    shim: Shim, key_of: Callable[[str], Key], try_key: Callable[..., bytes]
) -> None:
    key = key_of("rsa_3072")
    with pytest.raises(AppError) as refused:
        try_key(replace(key, pin="999999"))
    assert (refused.value.code, refused.value.facts) == (Code.PIN_INCORRECT, {"state": "low"})
    assert shim.calls(Function.LOGIN) == 1
    assert try_key(key)


def test_a_locked_token_is_not_sent_a_pin(
    shim: Shim, key_of: Callable[[str], Key], try_key: Callable[..., bytes]
) -> None:
    key = key_of("officer")
    shim.control.flags_set = PIN_LOCKED
    assert key_of("officer").token.pin is PinState.LOCKED
    with pytest.raises(AppError) as refused:
        try_key(key)
    assert refused.value.code is Code.PIN_LOCKED
    assert shim.calls(Function.LOGIN) == 0


def test_a_pin_that_should_be_changed_still_signs_while_the_token_lets_it(
    shim: Shim, key_of: Callable[[str], Key], try_key: Callable[..., bytes]
) -> None:
    shim.control.flags_set = PIN_TO_BE_CHANGED
    assert try_key(key_of("officer"))


def test_a_pin_typed_on_the_device_is_never_passed(
    shim: Shim, key_of: Callable[[str], Key], try_key: Callable[..., bytes]
) -> None:
    shim.control.flags_set, shim.control.pad_pin = OWN_PIN_PAD, b"123456"
    key = replace(key_of("officer"), pin="")
    assert key.token.own_pin_pad
    assert try_key(key, times=2)
    assert (shim.calls(Function.LOGIN), shim.control.null_pins) == (1, 1)


def test_a_key_that_asks_each_time_asks_on_the_device(
    shim: Shim, key_of: Callable[[str], Key], try_key: Callable[..., bytes]
) -> None:
    shim.control.flags_set, shim.control.pad_pin = OWN_PIN_PAD, b"123456"
    assert try_key(replace(key_of("asks_each_time"), pin=""), times=2)
    assert shim.calls(Function.LOGIN) == 3
    assert (shim.control.null_pins, shim.control.empty_pins) == (1, 2)


@pytest.mark.parametrize(
    ("function", "answer", "code"),
    [
        (Function.OPEN_SESSION, 0xB1, Code.TOKEN_BUSY),  # CKR_SESSION_COUNT
        (Function.OPEN_SESSION, 0x31, Code.TOKEN_MEMORY_FULL),  # CKR_DEVICE_MEMORY
        (Function.OPEN_SESSION, 0xE0, Code.TOKEN_REMOVED),  # CKR_TOKEN_NOT_PRESENT
        (Function.OPEN_SESSION, 0xB8, Code.TOKEN_OPEN_AS_ADMINISTRATOR),  # …READ_WRITE_SO_EXISTS
        pytest.param(
            *(Function.FIND_OBJECTS_INIT, 0x30, Code.TOKEN_FAILED),
            # The library ends a search that never began, and only its destructor hears of it.
            marks=[
                pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
                pytest.mark.qt_no_exception_capture,
            ],
        ),
        (Function.FIND_OBJECTS, 0x30, Code.TOKEN_FAILED),
        (Function.FIND_OBJECTS_FINAL, 0x30, Code.TOKEN_FAILED),
        (Function.GET_MECHANISM_LIST, 0x32, Code.TOKEN_REMOVED),  # CKR_DEVICE_REMOVED
    ],
)
def test_what_goes_wrong_around_the_login(
    shim: Shim,
    key_of: Callable[[str], Key],
    try_key: Callable[..., bytes],
    function: Function,
    answer: int,
    code: Code,
) -> None:
    key = key_of("officer")
    shim.reset()
    shim.fail(function, answer)
    with pytest.raises(AppError) as refused:
        try_key(key)
    assert refused.value.code is code
    assert shim.calls(Function.LOGIN) <= 1
    assert try_key(key)


def test_a_token_that_does_not_describe_its_key(
    shim: Shim, key_of: Callable[[str], Key], try_key: Callable[..., bytes]
) -> None:
    key = key_of("officer")
    shim.fail(Function.GET_ATTRIBUTE_VALUE, 0x30, times=ALWAYS)
    with pytest.raises(AppError) as refused:
        try_key(key)
    assert refused.value.code is Code.TOKEN_FAILED


@pytest.mark.parametrize("answer", [0x191, 0x05, 0x80000002])  # …ALREADY_INITIALIZED, GENERAL_ERROR
def test_a_driver_that_does_not_start(
    shim: Shim,
    key_of: Callable[[str], Key],
    try_key: Callable[..., bytes],
    on_lane: OnLane,
    device: object,
    answer: int,
) -> None:
    key = key_of("officer")
    shim.fail(Function.LOGIN, INCORRECT)  # after which the module is started anew
    shim.fail(Function.INITIALIZE, answer, times=ALWAYS)
    with pytest.raises(AppError):
        try_key(key)
    with pytest.raises(AppError) as absent:
        on_lane(device.tokens)
    assert absent.value.code is Code.TOKEN_DRIVER_FAILED
    assert absent.value.facts["module"] == "shim.so"
    shim.reset()
    assert try_key(key), "taken up again once it starts"


def test_each_situation_has_words_of_its_own() -> None:
    said = {message(AppError(code, state=state or "")) for _, _, code, state in LOGIN_ANSWERS}
    situations = {(code, state) for _, _, code, state in LOGIN_ANSWERS}
    assert len(said) == len(situations)
    assert len({words.next_step for words in said}) > 10
