"""The screen Ký số with a token that is pulled out while it signs, and plugged in again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.domain.paper import PaperState
from app.operations.build_paper import attach_file
from app.paths import Profile
from app.settings import TokenSettings, TrustSettings
from signing.device import PinState
from signing.pkcs11_device import Pkcs11Device
from tests.token_faults.shim import OWN_PIN_PAD, PIN_LOCKED, Function, Shim
from tests.ui.conftest import _dressed, lane, services
from tests.ui.queue_past import PROCEDURE
from ui.services import Services
from ui.sign.screen import SignScreen

__all__ = ["_dressed", "lane", "services"]
States = Callable[[], list[PaperState]]
_SLOW_MS = 30_000


@pytest.fixture
def counter(tmp_path: Path, office: Office, shim: Shim) -> Iterator[Counter]:
    profile = Profile(tmp_path / "profile")
    profile.make()
    for authority in (office.root_der, office.intermediate_der):
        (profile.trust / authority.name).write_bytes(authority.read_bytes())
    with Counter(profile) as opened:
        opened.change_settings(
            replace(
                opened.settings,
                token=TokenSettings(label=office.person("officer").label),
                trust=TrustSettings(check_revocation=False),
            )
        )
        # Not the other drivers of this machine, which see the same token and cannot lose it.
        opened.device = Pkcs11Device([shim.module], require_here=opened.token_lane.require_here)
        yield opened


@pytest.fixture
def papers(counter: Counter, tmp_path: Path, make_pdf: Callable[..., Path]) -> States:
    with counter.store.write() as work:
        work.catalogue.replace([PROCEDURE])
        dossier = work.dossiers.open_draft(
            procedure=PROCEDURE, case_code="TT", counter="0A1B", now=counter.now()
        )
    kept = [
        attach_file(
            store=counter.store, vault=counter.vault, folders=counter.page_folders,
            path=make_pdf(tmp_path / f"{number}.pdf", text=str(number), dpi=40),
            dossier_id=dossier.id, component_id=dossier.components[0].id, title=f"Tờ {number}",
            now=datetime.now(UTC),
        )
        for number in range(3)
    ]  # fmt: skip

    def states() -> list[PaperState]:
        with counter.store.read() as work:
            return [work.papers.get(each.id).state for each in kept]

    return states


def said(screen: SignScreen) -> str:
    return " ".join(each.text() for each in screen.banner.findChildren(QLabel))


@pytest.fixture
def asked() -> list[str]:
    """What the officer was asked for."""
    return []


@pytest.fixture
def screen(
    qtbot: QtBot,
    services: Services,
    office: Office,
    papers: States,
    asked: list[str],
) -> SignScreen:
    """The screen with three papers; whenever it asks for the PIN, it gets the right one."""

    def ask(*words: object) -> str:
        asked.append(str(words[0]))
        return office.pin

    screen = SignScreen(services, ask=ask)
    qtbot.addWidget(screen)
    screen.show()
    screen.enter()
    return screen


def look(qtbot: QtBot, services: Services) -> None:
    with qtbot.waitSignal(services.token_watch.changed, timeout=_SLOW_MS):
        services.token_watch.ask()


def test_a_batch_goes_on_where_it_was_when_the_token_is_back(
    qtbot: QtBot,
    shim: Shim,
    services: Services,
    screen: SignScreen,
    papers: States,
    asked: list[str],
) -> None:
    look(qtbot, services)
    inside = screen.panel.certificate.inside
    assert inside is not None
    shim.hold_sign()
    screen.panel.sign.click()
    qtbot.waitUntil(lambda: bool(shim.control.holding), timeout=_SLOW_MS)
    services.token_watch.ask()
    shim.unplug(inside.token.slot)
    shim.release_sign()
    qtbot.waitUntil(lambda: screen.panel.certificate.inside is None, timeout=_SLOW_MS)
    assert "Token đã bị rút ra" in said(screen)
    assert set(papers()) == {PaperState.SCANNED}
    assert not screen.panel.sign.isEnabled()

    shim.plug(inside.token.slot)
    services.token_watch.ask()
    qtbot.waitUntil(screen.panel.sign.isEnabled, timeout=_SLOW_MS)
    screen.panel.sign.click()
    qtbot.waitUntil(lambda: "Đã ký" in said(screen), timeout=_SLOW_MS)
    assert set(papers()) == {PaperState.SIGNED}
    assert len(asked) == 2


def test_a_token_is_said_to_be_locked_only_as_long_as_it_is(
    qtbot: QtBot, shim: Shim, services: Services, screen: SignScreen
) -> None:
    look(qtbot, services)
    shim.fail(Function.LOGIN, 0xA4, flags=PIN_LOCKED)
    screen.panel.sign.click()
    with qtbot.waitSignal(services.token_watch.changed, timeout=_SLOW_MS):
        qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    assert screen.panel.certificate.inside is not None
    assert screen.panel.certificate.inside.token.pin is PinState.LOCKED
    assert "USB token đã bị khóa" in said(screen)
    assert screen.banner.isVisible()
    shim.control.flags_set = 0
    look(qtbot, services)
    assert screen.banner.isHidden()


def test_a_token_that_is_back_is_not_said_to_be_gone(
    qtbot: QtBot, shim: Shim, services: Services, screen: SignScreen, papers: States
) -> None:
    look(qtbot, services)
    inside = screen.panel.certificate.inside
    assert inside is not None
    shim.fail(Function.LOGIN, 0x32, unplug=True)
    screen.panel.sign.click()
    qtbot.waitUntil(lambda: screen.panel.certificate.inside is None, timeout=_SLOW_MS)
    assert "Token đã bị rút ra" in said(screen)
    assert screen.banner.isVisible()
    shim.plug(inside.token.slot)
    services.token_watch.ask()
    qtbot.waitUntil(screen.panel.sign.isEnabled, timeout=_SLOW_MS)
    assert screen.banner.isHidden()


def test_no_further_paper_is_signed_once_the_program_ends(
    qtbot: QtBot, shim: Shim, services: Services, screen: SignScreen, papers: States
) -> None:
    look(qtbot, services)
    shim.hold_sign()
    screen.panel.sign.click()
    qtbot.waitUntil(lambda: bool(shim.control.holding), timeout=_SLOW_MS)
    services.counter.attendance.close()  # the first that Counter.close does to the lane
    shim.release_sign()
    qtbot.waitUntil(lambda: not screen.batch.running, timeout=_SLOW_MS)
    assert shim.calls(Function.SIGN) == 1
    assert sorted(papers()) == [PaperState.SCANNED, PaperState.SCANNED, PaperState.SIGNED]


def test_a_token_with_a_pin_pad_is_asked_there(
    qtbot: QtBot,
    shim: Shim,
    services: Services,
    screen: SignScreen,
    papers: States,
    asked: list[str],
) -> None:
    shim.control.flags_set, shim.control.pad_pin = OWN_PIN_PAD, b"123456"
    look(qtbot, services)
    shim.hold_sign()
    screen.panel.sign.click()
    qtbot.waitUntil(lambda: bool(shim.control.holding), timeout=_SLOW_MS)
    assert any("trên thiết bị" in each.text() for each in screen.busy.findChildren(QLabel))
    shim.release_sign()
    qtbot.waitUntil(lambda: "Đã ký 3" in said(screen), timeout=_SLOW_MS)
    assert asked == []
    assert (shim.calls(Function.LOGIN), shim.control.null_pins) == (1, 1)


@pytest.mark.parametrize(
    ("answer", "heading"),
    [(0xA4, "USB token đã bị khóa"), (0xB1, "Token đang bận"), (0x50, "Đã hủy trên thiết bị")],
)
def test_what_the_token_says_is_on_the_screen(
    qtbot: QtBot,
    shim: Shim,
    services: Services,
    screen: SignScreen,
    papers: States,
    answer: int,
    heading: str,
) -> None:
    look(qtbot, services)
    shim.fail(Function.LOGIN, answer)
    screen.panel.sign.click()
    qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    assert heading in said(screen)
    qtbot.waitUntil(screen.panel.sign.isEnabled, timeout=_SLOW_MS)
    assert set(papers()) == {PaperState.SCANNED}
    assert shim.calls(Function.LOGIN) == 1
