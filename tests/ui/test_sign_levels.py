"""Ký số above B-T: papers are signed first, then raised together, and their rows say so."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.demo.trust_services import trust_services
from app.domain.paper import Paper
from app.operations.build_paper import attach_file
from app.settings import TrustSettings
from tests.ui.test_sign_screen import _SLOW_MS, counter, opened, paper, results, said
from ui.services import Services

__all__ = ["counter", "paper"]


@pytest.fixture
def second(
    counter: Counter, paper: Paper, make_pdf: Callable[..., Path], tmp_path: Path, office: Office
) -> Paper:
    trust = TrustSettings(tsa_url=office.tsa_url, level="B-LT", check_revocation=False)
    counter.change_settings(replace(counter.settings, trust=trust))
    return attach_file(
        store=counter.store, vault=counter.vault, work_folder=counter.profile.work,
        path=make_pdf(tmp_path / "cccd.pdf", text="cccd"), dossier_id=paper.dossier_id,
        component_id="", title="Căn cước", now=counter.now(),
    )  # fmt: skip


def test_rows_say_signed_then_raised(
    qtbot: QtBot, services: Services, second: Paper, office: Office
) -> None:
    with trust_services(office):
        screen = opened(qtbot, services, office.pin)
        seen = [results(screen)]
        progress: list[str] = []
        screen.model.dataChanged.connect(lambda *_: seen.append(results(screen)))
        screen.batch.outcome.connect(lambda _: progress.append(screen.busy.row._text.text()))
        screen.panel.sign.click()
        qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    assert seen[-1] == ("Đã ký, mức B-LT", "Đã ký, mức B-LT")
    order = ["Chưa ký", "Đang ký", "Đã ký, mức B-T, đang nâng mức", "Đã ký, mức B-LT"]
    for row in zip(*seen, strict=True):
        steps = [order.index(each) for each in row]
        assert steps == sorted(steps), "no row falls back"
    assert 2 * ("Đã ký, mức B-T, đang nâng mức",) in seen, "all are signed before one is raised"
    assert "Đã ký 2/2 giấy tờ, đang nâng mức, còn 2" in progress
    assert "Đã ký 2 giấy tờ" in said(screen)


def test_cancelled_while_they_are_raised_all_are_signed_and_left_to_the_queue(
    qtbot: QtBot, services: Services, second: Paper, office: Office
) -> None:
    with trust_services(office):
        screen = opened(qtbot, services, office.pin)
        left = 2

        def count(*_: object) -> None:
            if screen.batch.progress.to_raise == left:
                screen.busy.cancelled.emit()

        screen.batch.outcome.connect(count)
        screen.panel.sign.click()
        qtbot.waitUntil(screen.banner.isVisible, timeout=_SLOW_MS)
    assert all(each.startswith("Đã ký, mức B-") for each in results(screen))
    assert not any("đang nâng mức" in each for each in results(screen))
