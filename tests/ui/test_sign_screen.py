"""Ký số: a real token signs what is ticked; a wrong PIN signs nothing and is said."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.domain.paper import Paper, PaperState
from app.operations.build_paper import attach_file
from app.paths import Profile
from app.settings import TokenSettings, TrustSettings
from app.whole_files import write_whole
from tests.ui.queue_past import PROCEDURE
from ui.services import Services
from ui.sign.screen import SignScreen

_RESULT = 2
"""The column Kết quả."""
_SLOW_MS = 30_000
"""The process that reads signatures back starts within this."""


@pytest.fixture
def counter(tmp_path: Path, office: Office) -> Iterator[Counter]:
    """Trusts the office and uses its officer's token, by the clock of its certificates."""
    profile = Profile(tmp_path / "profile")
    profile.make()
    for authority in (office.root_der, office.intermediate_der):
        write_whole(profile.trust / authority.name, authority.read_bytes())
    with Counter(profile) as opened:
        label = office.person("officer").label
        opened.change_settings(
            replace(
                opened.settings,
                token=TokenSettings(modules=(str(office.module),), label=label),
                trust=TrustSettings(check_revocation=False),
            )
        )
        yield opened


@pytest.fixture
def paper(counter: Counter, tmp_path: Path, make_pdf: Callable[..., Path]) -> Paper:
    with counter.store.write() as work:
        work.catalogue.replace([PROCEDURE])
        dossier = work.dossiers.open_draft(
            procedure=PROCEDURE, case_code="TT", counter="0A1B", now=counter.now()
        )
    return attach_file(
        store=counter.store, vault=counter.vault, work_folder=counter.profile.work,
        path=make_pdf(tmp_path / "to-khai.pdf"), dossier_id=dossier.id,
        component_id=dossier.components[0].id, title="Tờ khai", now=counter.now(),
    )  # fmt: skip


def opened(qtbot: QtBot, services: Services, pin: str | None) -> SignScreen:
    """The screen with the token found; the officer will answer ``pin``."""
    screen = SignScreen(services, ask=lambda *_: pin)
    qtbot.addWidget(screen)
    screen.resize(1098, 720)
    screen.show()
    screen.enter()
    with qtbot.waitSignal(services.token_watch.changed, timeout=_SLOW_MS):
        services.token_watch.ask()
    return screen


def state(counter: Counter, paper: Paper) -> PaperState:
    with counter.store.read() as work:
        return work.papers.get(paper.id).state


def said(screen: SignScreen) -> str:
    return " ".join(each.text() for each in screen.banner.findChildren(QLabel))


def test_a_ticked_paper_is_signed_and_its_row_says_so(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office
) -> None:
    screen = opened(qtbot, services, office.pin)
    assert screen.panel.sign.isEnabled()
    screen.panel.sign.click()
    qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    assert state(counter, paper) is PaperState.SIGNED, said(screen)
    assert screen.model.index(0, _RESULT).data().startswith("Đã ký, mức ")
    assert "Đã ký 1 giấy tờ" in said(screen)
    assert not screen.panel.sign.isEnabled()
    assert screen.panel.verify.isEnabled()


def test_a_wrong_pin_signs_nothing_and_is_said(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper
) -> None:
    screen = opened(qtbot, services, "654321")
    screen.panel.sign.click()
    qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    assert "PIN" in said(screen)
    assert "654321" not in said(screen)
    assert state(counter, paper) is PaperState.SCANNED
    qtbot.waitUntil(screen.panel.sign.isEnabled, timeout=_SLOW_MS)


def test_a_cancelled_pin_changes_nothing(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper
) -> None:
    screen = opened(qtbot, services, None)
    screen.panel.sign.click()
    assert not screen.banner.isVisible()
    assert screen.panel.sign.isEnabled()
    assert state(counter, paper) is PaperState.SCANNED


def test_nothing_waiting_says_what_to_do(qtbot: QtBot, services: Services) -> None:
    screen = opened(qtbot, services, None)
    assert screen.empty.isVisible()
    assert not screen.table.isVisible()
    assert not screen.panel.sign.isEnabled()
