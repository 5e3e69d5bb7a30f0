"""Neo tin cậy: two lists, fingerprints to compare, one question before anybody is trusted."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.demo.office import Office
from signing.authorities import Scheme
from signing.trust_folder import TrustFolder
from ui.services import Services
from ui.settings_screen.add_authority import AddAuthorityDialog
from ui.settings_screen.anchors_section import AnchorsSection


def words(widget: QWidget) -> str:
    return " ".join(each.text() for each in widget.findChildren(QLabel) if not each.isHidden())


def shown(qtbot: QtBot, services: Services, **how: object) -> AnchorsSection:
    section = AnchorsSection(services, **how)
    qtbot.addWidget(section)
    section.show()
    qtbot.waitUntil(lambda: "Công cộng" in words(section))
    return section


def test_what_is_pinned_is_listed_and_awaited(qtbot: QtBot, services: Services) -> None:
    section = shown(qtbot, services)
    said = words(section)
    assert "RootCA chuyên dùng Chính phủ G2" in said
    assert "F04B A4B4 59A7 C9A1" in said
    assert "Chờ tệp chứng thư" in said
    assert "Đang tin cậy" not in said
    assert not [each for each in section.findChildren(QPushButton) if each.text() == "Gỡ"]


def test_added_after_one_question_and_removed(
    qtbot: QtBot, services: Services, office: Office
) -> None:
    asked: list[str] = []

    def ask(parent: QWidget, authorities: object) -> Scheme | None:
        asked.append(words(AddAuthorityDialog(authorities, parent)))
        return Scheme.GOVERNMENT

    section = shown(
        qtbot, services, choose=lambda _: office.root_der, ask=ask, sure=lambda *_: True
    )
    with qtbot.waitSignal(section.saved):
        section.add.click()
    qtbot.waitUntil(lambda: "Đang tin cậy" in words(section))
    [question] = asked
    assert "CA gốc · Hiệu lực" in question
    assert "SHA-256" in question
    [anchor] = services.counter.trust().anchors
    assert services.counter.trust().label(anchor) == "chuyên dùng công vụ"
    [remove] = [each for each in section.findChildren(QPushButton) if each.text() == "Gỡ"]
    with qtbot.waitSignal(section.saved):
        remove.click()
    assert services.counter.trust().anchors == ()
    qtbot.waitUntil(lambda: "Đang tin cậy" not in words(section))


@pytest.mark.parametrize("answer", ["no", "no file"])
def test_nobody_is_trusted_without_a_yes(
    answer: str, qtbot: QtBot, services: Services, office: Office
) -> None:
    chosen = None if answer == "no file" else office.root_der
    asked: list[object] = []

    def ask(_: QWidget, authorities: object) -> Scheme | None:
        asked.append(authorities)
        return None

    section = shown(qtbot, services, choose=lambda _: chosen, ask=ask)
    section.add.click()
    if chosen:
        qtbot.waitUntil(lambda: bool(asked))
    assert TrustFolder(services.counter.profile.trust).authorities()
    assert services.counter.trust().anchors == ()


def test_a_file_without_an_authority_is_said(
    qtbot: QtBot, services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "a.cer"
    path.write_bytes(b"rubbish")
    section = shown(qtbot, services, choose=lambda _: path)
    section.add.click()
    qtbot.waitUntil(section.banner.isVisible)
    assert "không chứa chứng thư của CA" in words(section.banner)
