"""A batch of three papers and a token that fails in the middle: what is signed stays, the rest can
be signed afterwards, and the PIN was sent once.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.demo.office import Office
from app.domain.paper import PaperState
from app.errors import AppError, Code
from app.lanes import Lane
from app.operations.sign_papers import SigningOutcome
from signing.pkcs11_device import Pkcs11Device
from signing.tokens import choose_token
from tests.token_faults.conftest import Desk, Key
from tests.token_faults.shim import ALWAYS, OWN_PIN_PAD, Function, Shim
from ui.messages import message

SIGNED, WAITING = PaperState.SIGNED, PaperState.SCANNED
DEVICE_ERROR, DEVICE_REMOVED = 0x30, 0x32
SIGN_ANSWERS = [
    (DEVICE_ERROR, Code.TOKEN_FAILED),
    (0x31, Code.TOKEN_MEMORY_FULL),
    (DEVICE_REMOVED, Code.TOKEN_REMOVED),
    (0x50, Code.TOKEN_REFUSED),
    (0x200, Code.TOKEN_REFUSED),
    (0xA3, Code.PIN_EXPIRED),
    (0xE0, Code.TOKEN_REMOVED),  # CKR_TOKEN_NOT_PRESENT
    (0xB3, Code.TOKEN_REMOVED),  # CKR_SESSION_HANDLE_INVALID
    (0x82, Code.TOKEN_REMOVED),  # CKR_OBJECT_HANDLE_INVALID
    (0x101, Code.TOKEN_LOGGED_OUT),  # CKR_USER_NOT_LOGGED_IN
    (0x68, Code.TOKEN_FAILED),  # CKR_KEY_FUNCTION_NOT_PERMITTED
    (0x80000001, Code.TOKEN_VENDOR_ERROR),
]

OnLane = Callable[[Callable[[], tuple[SigningOutcome, ...]]], tuple[SigningOutcome, ...]]


@pytest.fixture
def sign(desk: Desk, on_lane: OnLane) -> Callable[[Key], list[Code | None]]:
    """``sign(key)``: what waits; the code of each outcome, None for a paper that is signed."""

    def batch(key: Key) -> list[Code | None]:
        outcomes = on_lane(lambda: desk.sign(key))
        return [each.error.code if each.error else None for each in outcomes]

    return batch


Sign = Callable[[Key], list[Code | None]]


@pytest.mark.parametrize("function", [Function.SIGN_INIT, Function.SIGN])
@pytest.mark.parametrize(("answer", "code"), SIGN_ANSWERS)
def test_an_error_at_the_second_paper_ends_the_batch(
    shim: Shim,
    desk: Desk,
    key_of: Callable[[str], Key],
    sign: Sign,
    function: Function,
    answer: int,
    code: Code,
) -> None:
    key = key_of("officer")
    shim.fail(function, answer, after=1)
    assert sign(key) == [None, code]
    assert desk.states() == [SIGNED, WAITING, WAITING]
    assert shim.calls(Function.LOGIN) == 1
    assert shim.calls(Function.SIGN_INIT) == 2, "nothing is tried a second time"
    assert sign(key) == [None, None]
    assert desk.states() == [SIGNED, SIGNED, SIGNED]


def test_makers_own_code_is_told() -> None:
    words = message(AppError(Code.TOKEN_VENDOR_ERROR, vendor_code="0x80000001"))
    assert "0x80000001" in words.sentence


@pytest.mark.parametrize("answer", [DEVICE_ERROR, DEVICE_REMOVED, 0x05, 0xB0])
def test_pulled_out_during_a_signature_in_whatever_words(
    shim: Shim, desk: Desk, key_of: Callable[[str], Key], sign: Sign, answer: int
) -> None:
    key = key_of("officer")
    shim.fail(Function.SIGN, answer, after=1, unplug=True)
    assert sign(key) == [None, Code.TOKEN_REMOVED]
    assert desk.states() == [SIGNED, WAITING, WAITING]
    shim.plug(key.token.slot)
    assert sign(key) == [None, None]
    assert shim.calls(Function.LOGIN) == 2


def test_a_driver_that_does_not_see_the_token_come_back_is_started_anew(
    shim: Shim, desk: Desk, key_of: Callable[[str], Key], sign: Sign
) -> None:
    shim.control.stubborn = 1
    key = key_of("officer")
    shim.fail(Function.SIGN, DEVICE_REMOVED, after=1, unplug=True)
    assert sign(key) == [None, Code.TOKEN_REMOVED]
    shim.plug(key.token.slot)
    assert sign(key) == [None, None]


def test_pulled_out_before_the_login(
    shim: Shim, desk: Desk, key_of: Callable[[str], Key], sign: Sign
) -> None:
    key = key_of("officer")
    shim.unplug(key.token.slot)
    with pytest.raises(AppError) as gone:
        sign(key)
    assert gone.value.code is Code.TOKEN_REMOVED
    assert shim.calls(Function.LOGIN) == 0
    shim.plug(key.token.slot)
    assert sign(key) == [None, None, None]


def test_pulled_out_between_two_papers_and_plugged_in_again_at_once(
    shim: Shim, desk: Desk, key_of: Callable[[str], Key], on_lane: OnLane, sign: Sign
) -> None:
    key = key_of("officer")

    def wriggle() -> None:
        shim.unplug(key.token.slot)
        shim.plug(key.token.slot)

    # Slow enough for the first paper to be read back while the second is being signed.
    shim.control.sign_delay_ms = 2_500
    first, second, third = on_lane(lambda: desk.sign(key, after_each=wriggle))
    assert first.error is second.error is None
    assert third.error is not None
    assert third.error.code is Code.TOKEN_REMOVED, "the old session is dead although it is back"
    assert desk.states() == [SIGNED, SIGNED, WAITING]
    assert shim.calls(Function.LOGIN) == 1
    shim.control.sign_delay_ms = 0
    assert sign(key) == [None]


def test_pulled_out_when_everything_is_signed(
    shim: Shim, desk: Desk, key_of: Callable[[str], Key], sign: Sign
) -> None:
    key = key_of("officer")
    shim.fail(Function.LOGOUT, DEVICE_REMOVED, unplug=True)
    assert sign(key) == [None, None, None]


def test_a_failed_logout_leaves_nobody_logged_in(
    shim: Shim, key_of: Callable[[str], Key], sign: Sign, try_key: Callable[..., bytes]
) -> None:
    key = key_of("rsa_3072")
    shim.fail(Function.LOGOUT, DEVICE_ERROR)
    assert sign(key) == [None, None, None]
    with pytest.raises(AppError) as refused:
        try_key(replace(key, pin="000000"))
    assert refused.value.code is Code.PIN_INCORRECT, "still logged in: any PIN would be taken"
    assert try_key(key)


def test_another_token_with_the_same_name_is_not_sent_the_pin(
    shim: Shim, desk: Desk, key_of: Callable[[str], Key], sign: Sign
) -> None:
    shim.say_label("Token công vụ")
    key = key_of("officer")
    shim.fail(Function.SIGN, DEVICE_REMOVED, after=1, unplug=True)
    assert sign(key) == [None, Code.TOKEN_REMOVED]
    logins, sessions = shim.calls(Function.LOGIN), shim.calls(Function.OPEN_SESSION)
    with pytest.raises(AppError) as other:
        sign(key)
    assert other.value.code is Code.TOKEN_EXCHANGED
    assert "Token công vụ" in message(other.value).sentence
    assert (shim.calls(Function.LOGIN), shim.calls(Function.OPEN_SESSION)) == (logins, sessions)
    shim.plug(key.token.slot)
    assert sign(key) == [None, None]


def test_two_tokens_with_one_name_are_told_apart_by_their_serial_numbers(
    shim: Shim,
    office: Office,
    device: Pkcs11Device,
    token_lane: Lane,
    key_of: Callable[[str], Key],
    try_key: Callable[..., bytes],
) -> None:
    shim.say_label("Token công vụ")
    with pytest.raises(AppError) as several:
        choose_token(token_lane.submit(device.tokens).result(), label="Token công vụ")
    assert several.value.code is Code.TOKEN_AMBIGUOUS
    officer, leader = key_of("officer"), key_of("leader")
    assert officer.token.label == leader.token.label
    for key in (officer, leader):
        assert try_key(key)
    with pytest.raises(AppError) as mixed:
        try_key(Key(officer.token, key_of("renewed").certificate, office.pin))
    assert mixed.value.code is Code.CERTIFICATE_ABSENT


def test_a_key_that_asks_each_time_is_sent_no_second_wrong_pin(
    shim: Shim, desk: Desk, key_of: Callable[[str], Key], sign: Sign
) -> None:
    key = key_of("asks_each_time")
    shim.fail(Function.LOGIN, 0xA0, after=2)  # the session, the first paper, the second
    assert sign(key) == [None, Code.PIN_INCORRECT]
    assert shim.calls(Function.LOGIN) == 3
    assert desk.states() == [SIGNED, WAITING, WAITING]
    assert sign(key) == [None, None]


def test_a_driver_that_knows_no_question_before_each_use(
    shim: Shim, desk: Desk, key_of: Callable[[str], Key], sign: Sign
) -> None:
    key = key_of("asks_each_time")
    shim.fail(Function.LOGIN, 0x103, after=1, times=ALWAYS)  # CKR_USER_TYPE_INVALID
    assert sign(key) == [Code.TOKEN_DRIVER_OUTDATED]
    assert desk.states() == [WAITING, WAITING, WAITING]


def test_refused_on_the_pin_pad_at_the_second_paper(
    shim: Shim, desk: Desk, key_of: Callable[[str], Key], sign: Sign
) -> None:
    shim.control.flags_set, shim.control.pad_pin = OWN_PIN_PAD, b"123456"
    key = replace(key_of("asks_each_time"), pin="")
    shim.fail(Function.LOGIN, 0x50, after=2)
    assert sign(key) == [None, Code.TOKEN_REFUSED]
    assert desk.states() == [SIGNED, WAITING, WAITING]
    assert sign(key) == [None, None]


def test_a_slow_token_is_waited_for(
    shim: Shim, desk: Desk, key_of: Callable[[str], Key], sign: Sign
) -> None:
    shim.control.sign_delay_ms = 50
    assert sign(key_of("officer")) == [None, None, None]
    assert (shim.calls(Function.SIGN), shim.calls(Function.LOGIN)) == (3, 1)


def test_each_situation_has_words_of_its_own() -> None:
    codes = {code for _, code in SIGN_ANSWERS}
    assert len({message(AppError(code)).sentence for code in codes}) == len(codes)
