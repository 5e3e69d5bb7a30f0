"""What the other tests rely on: the shim notices a second thread and a session left open."""

from collections.abc import Callable

import pkcs11

from signing.pkcs11_device import Pkcs11Device
from tests.token_faults.shim import Function, Shim

OnLane = Callable[[Callable[[], object]], object]


def test_a_call_from_a_second_thread_is_noticed(
    shim: Shim, device: Pkcs11Device, on_lane: OnLane
) -> None:
    on_lane(device.tokens)
    assert shim.control.foreign_thread_calls == 0
    Pkcs11Device([shim.module]).tokens()
    assert shim.control.foreign_thread_calls > 0
    shim.reset()


def test_a_session_left_open_is_noticed(shim: Shim, on_lane: OnLane) -> None:
    def left_open() -> pkcs11.Session:
        return pkcs11.lib(str(shim.module)).get_slots(token_present=True)[0].get_token().open()

    session = on_lane(left_open)
    assert isinstance(session, pkcs11.Session)
    assert shim.control.open_sessions == 1
    shim.reset()
    assert shim.control.open_sessions == 1, "what is open stays counted"
    on_lane(session.close)
    assert shim.control.open_sessions == 0
    assert shim.calls(Function.CLOSE_SESSION) == 1
