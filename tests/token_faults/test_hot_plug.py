"""Tokens that come and go while the window watches, also in the middle of a batch."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.domain.paper import PaperState
from app.errors import Code
from app.lanes import Lane
from signing.pkcs11_device import Pkcs11Device
from tests.token_faults.conftest import Desk, Key
from tests.token_faults.shim import Function, Shim
from ui.status_text import token_text
from ui.token_watch import TokenWatch


@pytest.fixture
def watch(device: Pkcs11Device, token_lane: Lane) -> Iterator[TokenWatch]:
    watch = TokenWatch(token_lane, lambda: device)
    yield watch
    watch.stop()


@pytest.fixture
def seen(qtbot: QtBot, watch: TokenWatch) -> Callable[[], set[int]]:
    """``seen()``: slots with a token after one more poll that told of a change."""

    def ask() -> set[int]:
        with qtbot.waitSignal(watch.changed, timeout=10_000):
            watch.ask()
        return {each.token.slot for each in watch.status.tokens}

    return ask


def test_one_poll_is_enough_to_see_a_token_go_and_come(
    shim: Shim, key_of: Callable[[str], Key], seen: Callable[[], set[int]], watch: TokenWatch
) -> None:
    slot = key_of("officer").token.slot
    everybody = seen()
    assert slot in everybody
    for _ in range(5):
        shim.unplug(slot)
        assert seen() == everybody - {slot}
        shim.plug(slot)
        assert seen() == everybody
    inside = next(each for each in watch.status.tokens if each.token.slot == slot)
    assert inside.latest is not None


def test_the_last_token_gone_is_said(
    shim: Shim, seen: Callable[[], set[int]], watch: TokenWatch, device: Pkcs11Device
) -> None:
    for slot in seen():
        shim.unplug(slot)
    assert seen() == set()
    assert watch.status.error is None


def test_a_token_pulled_out_while_it_is_read_does_not_hide_the_others(
    shim: Shim, seen: Callable[[], set[int]]
) -> None:
    shim.fail(Function.OPEN_SESSION, 0x32, after=2, unplug=True)  # CKR_DEVICE_REMOVED
    found = seen()
    (gone,) = (each.id_and_one - 1 for each in shim.control.slots if each.absent)
    shim.plug(gone)
    assert seen() == found | {gone}


def test_a_token_that_fails_is_said_only_when_no_other_works(
    shim: Shim, seen: Callable[[], set[int]], watch: TokenWatch
) -> None:
    shim.fail(Function.OPEN_SESSION, 0x30)  # CKR_DEVICE_ERROR
    others = seen()
    assert watch.status.error is None
    first, *rest = seen() - others
    assert not rest, "it answers at the next poll"
    for slot in others:
        shim.unplug(slot)
    assert seen() == {first}
    shim.unplug(first)
    seen()
    shim.plug(first)
    shim.fail(Function.OPEN_SESSION, 0xB1)  # CKR_SESSION_COUNT
    assert seen() == set()
    assert watch.status.error is not None
    assert watch.status.error.code is Code.TOKEN_BUSY


def test_a_driver_that_stops_answering_is_said_and_taken_up_again(
    shim: Shim, seen: Callable[[], set[int]], watch: TokenWatch, desk: Desk
) -> None:
    everybody = seen()
    shim.fail(Function.GET_SLOT_LIST, 0x05)  # CKR_GENERAL_ERROR
    assert seen() == set()
    assert watch.status.error is not None
    assert watch.status.error.code is Code.TOKEN_DRIVER_FAILED
    assert "Trình điều khiển" in token_text(watch.status, desk.now()).text
    assert seen() == everybody


def test_the_watch_waits_for_a_batch_and_then_sees_that_the_token_went(
    qtbot: QtBot,
    shim: Shim,
    desk: Desk,
    key_of: Callable[[str], Key],
    token_lane: Lane,
    seen: Callable[[], set[int]],
    watch: TokenWatch,
) -> None:
    key = key_of("officer")
    everybody = seen()
    shim.hold_sign()
    batch = token_lane.submit(lambda: desk.sign(key))
    shim.wait_until_held()
    for _ in range(3):
        watch.ask()
    shim.unplug(key.token.slot)
    assert not batch.done()
    with qtbot.waitSignal(watch.changed, timeout=10_000):
        shim.release_sign()
    assert {each.token.slot for each in watch.status.tokens} == everybody - {key.token.slot}
    (only,) = batch.result()
    assert only.error is not None
    assert only.error.code is Code.TOKEN_REMOVED
    shim.plug(key.token.slot)
    assert seen() == everybody
    assert all(each.error is None for each in token_lane.submit(lambda: desk.sign(key)).result())
    assert set(desk.states()) == {PaperState.SIGNED}


def test_a_token_exchanged_for_one_with_its_name_and_place_is_read_again(
    shim: Shim, key_of: Callable[[str], Key], seen: Callable[[], set[int]], watch: TokenWatch
) -> None:
    shim.say_label("Token công vụ")
    officer, leader = key_of("officer"), key_of("leader")
    shim.unplug(leader.token.slot)
    seen()
    shim.unplug(officer.token.slot)
    shim.plug(leader.token.slot)
    seen()
    inside = next(t for t in watch.status.tokens if t.token.serial == leader.token.serial)
    assert inside.latest == leader.certificate
