"""Any code from any function: an AppError with words, no crash, no session left, a token that works
afterwards.
"""

from collections.abc import Callable

import pytest

from app.errors import AppError, Code
from tests.token_faults.conftest import Key
from tests.token_faults.shim import Function, Shim
from ui.messages import Message, message

CODES = (
    *(0x01, 0x02, 0x03, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x10, 0x11, 0x12, 0x13, 0x20, 0x21),
    *(0x30, 0x31, 0x32, 0x50, 0x51, 0x54, 0x60, 0x62, 0x63, 0x68, 0x70, 0x71, 0x82, 0x90, 0x91),
    *(0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xB0, 0xB1, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xC0, 0xC1),
    *(0xD0, 0xD1, 0xE0, 0xE1, 0xE2, 0x100, 0x101, 0x102, 0x103, 0x104, 0x105, 0x150, 0x160, 0x170),
    *(0x190, 0x191, 0x1A0, 0x1A1, 0x1B8, 0x200, 0x80000001, 0xFFFFFFFF, 0x12345),
)
"""CKR_* of PKCS#11 2.40, makers' own and one that does not exist."""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.qt_no_exception_capture
@pytest.mark.parametrize("unplug", [False, True], ids=["plugged in", "pulled out"])
@pytest.mark.parametrize("function", list(Function)[Function.GET_SLOT_LIST :])
def test_any_code_becomes_words(
    shim: Shim,
    key_of: Callable[[str], Key],
    try_key: Callable[..., bytes],
    function: Function,
    unplug: bool,
) -> None:
    key = key_of("asks_each_time")
    for code in CODES:
        shim.reset()
        shim.fail(function, code, after=1, unplug=unplug)
        said = _said(lambda: try_key(key, times=2))
        assert said != message(AppError(Code.UNEXPECTED)), hex(code)
        assert shim.control.open_sessions == 0, hex(code)
        assert shim.calls(Function.LOGIN) <= 3, hex(code)
    shim.reset()
    assert try_key(key)


def _said(work: Callable[[], object]) -> Message | None:
    """The words for what ``work`` failed with; None when it did not."""
    try:
        work()
    except AppError as error:
        return message(error)
    return None
