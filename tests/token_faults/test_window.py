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
from signing.pkcs11_device import Pkcs11Device
from tests.token_faults.shim import Shim
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
            store=counter.store, vault=counter.vault, work_folder=counter.profile.work,
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


def test_a_batch_goes_on_where_it_was_when_the_token_is_back(
    qtbot: QtBot,
    shim: Shim,
    office: Office,
    services: Services,
    papers: States,
) -> None:
    asked: list[str] = []

    def ask(*words: object) -> str:
        asked.append(str(words[0]))
        return office.pin

    screen, watch = SignScreen(services, ask=ask), services.token_watch
    qtbot.addWidget(screen)
    screen.show()
    screen.enter()
    with qtbot.waitSignal(watch.changed, timeout=_SLOW_MS):
        watch.ask()
    inside = screen.panel.certificate.inside
    assert inside is not None
    shim.hold_sign()
    screen.panel.sign.click()
    qtbot.waitUntil(lambda: bool(shim.control.holding), timeout=_SLOW_MS)
    watch.ask()
    shim.unplug(inside.token.slot)
    shim.release_sign()
    qtbot.waitUntil(lambda: screen.panel.certificate.inside is None, timeout=_SLOW_MS)
    assert "Token đã bị rút ra" in said(screen)
    assert set(papers()) == {PaperState.SCANNED}
    assert not screen.panel.sign.isEnabled()

    shim.plug(inside.token.slot)
    watch.ask()
    qtbot.waitUntil(screen.panel.sign.isEnabled, timeout=_SLOW_MS)
    screen.panel.sign.click()
    qtbot.waitUntil(lambda: "Đã ký" in said(screen), timeout=_SLOW_MS)
    assert set(papers()) == {PaperState.SIGNED}
    assert len(asked) == 2
