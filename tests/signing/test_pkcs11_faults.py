"""Tokens that SoftHSM cannot play: PIN pads, locked PINs, drivers with their own errors.

Single entries of the module's function list are replaced in memory; everything else is real.
"""

import ctypes
from collections.abc import Callable, Iterator

import pytest

from app.demo.office import Office
from app.errors import AppError, Cancelled, Code
from signing.device import Certificate, PinState, Token
from signing.pkcs11_device import Pkcs11Device
from tests.signing.conftest import OpenSession

ULONG, POINTER = ctypes.c_ulong, ctypes.c_void_p
GET_SLOT_LIST, GET_TOKEN_INFO, LOGIN, LOGOUT, SIGN = 4, 6, 18, 19, 43
"""Places in CK_FUNCTION_LIST (PKCS#11 2.40, pkcs11f.h)."""
ARGUMENTS = {
    GET_SLOT_LIST: (ctypes.c_ubyte, POINTER, ctypes.POINTER(ULONG)),
    GET_TOKEN_INFO: (ULONG, POINTER),
    LOGIN: (ULONG, ULONG, POINTER, ULONG),
    LOGOUT: (ULONG,),
    SIGN: (ULONG, POINTER, ULONG, POINTER, POINTER),
}
FLAGS_AT = 96
"""Offset of the flags in CK_TOKEN_INFO."""
OWN_PIN_PAD, FINAL_TRY, LOCKED = 0x100, 0x20000, 0x40000
DEVICE_ERROR, DEVICE_REMOVED, CANCELED, PIN_INCORRECT = 0x30, 0x32, 0x50, 0xA0
VENDOR = 0x80000001

Replace = Callable[..., None]


@pytest.fixture
def replace(device: Pkcs11Device, office: Office) -> Iterator[Replace]:
    """``replace(index, function)``: ``function(real, *arguments)`` instead of that entry."""
    device.tokens()
    module = ctypes.CDLL(str(office.module))
    functions = ctypes.POINTER(POINTER)()
    assert module.C_GetFunctionList(ctypes.byref(functions)) == 0
    kept: dict[int, tuple[int | None, object]] = {}

    def put(index: int, function: Callable[..., int]) -> None:
        kind = ctypes.CFUNCTYPE(ULONG, *ARGUMENTS[index])
        real = functions[1 + index]  # the version comes before the pointers
        if index in kept:
            real = kept[index][0]
        original = kind(real)
        callback = kind(lambda *arguments: function(original, *arguments))
        kept[index] = (real, callback)
        functions[1 + index] = ctypes.cast(callback, POINTER).value

    yield put
    for index, (real, _) in kept.items():
        functions[1 + index] = real


def with_flags(more: int) -> Callable[..., int]:
    def get_token_info(real: Callable[..., int], slot: int, info: int) -> int:
        answer = real(slot, info)
        ULONG.from_address(info + FLAGS_AT).value |= more
        return answer

    return get_token_info


def answering(code: int) -> Callable[..., int]:
    return lambda real, *arguments: code


def officers(device: Pkcs11Device, office: Office) -> tuple[Token, Certificate]:
    holder = office.person("officer")
    token = next(each for each in device.tokens() if each.label == holder.label)
    return token, device.certificates(token)[0]


def test_pin_is_typed_on_the_device_and_never_passed(
    device: Pkcs11Device, office: Office, replace: Replace
) -> None:
    passed: list[int | None] = []
    typed = ctypes.create_string_buffer(office.pin.encode())

    def login(real: Callable[..., int], session: int, user: int, pin: int | None, _: int) -> int:
        passed.append(pin)
        return real(session, user, ctypes.addressof(typed), len(office.pin))

    replace(GET_TOKEN_INFO, with_flags(OWN_PIN_PAD))
    replace(LOGIN, login)
    token, certificate = officers(device, office)
    assert token.own_pin_pad
    with device.open(token, certificate, "") as session:
        assert len(session.sign(b"data", "sha256")) == 256
    assert passed == [None]


def test_refusal_on_the_pin_pad_is_silent(
    device: Pkcs11Device, office: Office, replace: Replace
) -> None:
    replace(GET_TOKEN_INFO, with_flags(OWN_PIN_PAD))
    replace(LOGIN, answering(CANCELED))
    token, certificate = officers(device, office)
    with pytest.raises(Cancelled), device.open(token, certificate, ""):
        pytest.fail("opened although it was refused")


@pytest.mark.parametrize(
    ("flags", "code", "state"),
    [
        (FINAL_TRY, Code.PIN_INCORRECT, PinState.FINAL_TRY),
        (FINAL_TRY | LOCKED, Code.PIN_LOCKED, PinState.LOCKED),
    ],
)
def test_wrong_pin_tells_what_the_flags_say_afterwards(
    device: Pkcs11Device, office: Office, replace: Replace, flags: int, code: Code, state: PinState
) -> None:
    token, certificate = officers(device, office)
    replace(LOGIN, answering(PIN_INCORRECT))
    replace(GET_TOKEN_INFO, with_flags(flags))
    with pytest.raises(AppError) as refused, device.open(token, certificate, "000000"):
        pytest.fail("opened with a wrong PIN")
    assert (refused.value.code, refused.value.facts) == (code, {"state": state})


@pytest.mark.parametrize(
    ("answer", "code", "facts"),
    [
        (DEVICE_REMOVED, Code.TOKEN_REMOVED, {}),
        (DEVICE_ERROR, Code.TOKEN_FAILED, {"error": "DeviceError"}),
        (VENDOR, Code.TOKEN_FAILED, {"error": "vendor", "vendor_code": "0x80000001"}),
    ],
)
def test_signing_fails_in_the_drivers_own_words(
    open_session: OpenSession, replace: Replace, answer: int, code: Code, facts: dict[str, str]
) -> None:
    with open_session("officer") as session:
        replace(SIGN, answering(answer))
        with pytest.raises(AppError) as failed:
            session.sign(b"data", "sha256")
    assert (failed.value.code, failed.value.facts) == (code, facts)


def test_vague_error_of_a_token_that_is_gone_is_a_removal(
    open_session: OpenSession, replace: Replace
) -> None:
    def no_slots(real: Callable[..., int], present: int, slots: int, count: object) -> int:
        count[0] = 0
        return 0

    with open_session("officer") as session:
        replace(SIGN, answering(DEVICE_ERROR))
        replace(GET_SLOT_LIST, no_slots)
        with pytest.raises(AppError) as failed:
            session.sign(b"data", "sha256")
    assert failed.value.code is Code.TOKEN_REMOVED


def test_failed_logout_does_not_leave_the_key_open(
    open_session: OpenSession, replace: Replace, office: Office, device: Pkcs11Device
) -> None:
    replace(LOGOUT, answering(DEVICE_ERROR))
    with open_session("officer") as first:
        first.sign(b"data", "sha256")
    token, certificate = officers(device, office)
    with pytest.raises(AppError) as refused, device.open(token, certificate, "000000"):
        pytest.fail("still logged in: any PIN is taken")
    assert refused.value.code is Code.PIN_INCORRECT
    with open_session("officer") as second:
        assert second.sign(b"data", "sha256")


def test_the_replacements_are_gone_afterwards(open_session: OpenSession) -> None:
    with open_session("officer") as session:
        assert session.sign(b"data", "sha256")
