"""Gắn vào: what the officer chose and wrote outlives a change in the list of dossiers."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.dossier import DossierId
from ui.scan.attach_panel import AttachPanel
from ui.scan.targets import Target


def target(dossier: str) -> Target:
    return Target(DossierId(dossier), "1", "Tờ khai", f"{dossier} · Tờ khai")


HA, TRAM, NEW = target("Hà"), target("Trâm"), target("Mới")


@pytest.fixture
def panel(qapp: QApplication, qtbot: QtBot) -> AttachPanel:
    made = AttachPanel()
    qtbot.addWidget(made)
    return made


def test_pages_of_nobody_known_do_not_go_to_the_newest_dossier(panel: AttachPanel) -> None:
    panel.show_targets((HA, TRAM), ("", ""), must_choose=True)
    panel.refresh_targets((NEW, HA, TRAM))
    assert panel.targets.currentData() is None


def test_pages_of_a_dossier_that_was_sent_do_not_go_to_another(panel: AttachPanel) -> None:
    panel.show_targets((HA, TRAM), ("Trâm", "1"))
    panel.refresh_targets((HA,))
    assert panel.targets.currentData() is None


def test_the_name_that_was_written_stays(panel: AttachPanel) -> None:
    panel.show_targets((HA, TRAM), ("Trâm", "1"))
    panel.title.setText("Tờ khai của mẹ")
    panel.refresh_targets((NEW, HA, TRAM))
    assert panel.targets.currentData() == TRAM
    assert panel.title.text() == "Tờ khai của mẹ"
