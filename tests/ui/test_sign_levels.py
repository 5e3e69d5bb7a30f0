"""Ký số above B-T: papers are signed first, then raised together, and their rows say so."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.demo.trust_services import trust_services
from app.domain.paper import Paper
from app.operations.build_paper import attach_file
from app.settings import TrustSettings
from tests.ui.test_sign_screen import _SLOW_MS, Answering, counter, opened, paper, results, said
from ui.services import Services

__all__ = ["counter", "paper"]


@pytest.fixture
def second(
    counter: Counter, paper: Paper, make_pdf: Callable[..., Path], tmp_path: Path, office: Office
) -> Paper:
    trust = TrustSettings(tsa_url=office.tsa_url, level="B-LT", check_revocation=False)
    counter.change_settings(replace(counter.settings, trust=trust))
    return attach_file(
        store=counter.store, vault=counter.vault, folders=counter.page_folders,
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


class Mixed:
    """Two papers and a loose file, all ticked."""

    def __init__(self, qtbot: QtBot, services: Services, office: Office, file: Path) -> None:
        self.qtbot, self.file = qtbot, file
        self.screen = opened(qtbot, services, office.pin)
        self.screen.loose.add([file])
        qtbot.waitUntil(lambda: len(self.screen.model.rows) == 3, timeout=_SLOW_MS)
        for number in range(2):  # they were unticked for the file
            index = self.screen.model.index(number, 0)
            ticked = Qt.ItemDataRole.CheckStateRole
            self.screen.model.setData(index, Qt.CheckState.Checked, ticked)
        self.seen: list[tuple[str, ...]] = []
        self.screen.model.dataChanged.connect(lambda *_: self.seen.append(results(self.screen)))

    def sign(self) -> str:
        self.screen.banner.hide()
        self.screen.panel.sign.click()
        self.qtbot.waitUntil(self.screen.banner.isVisible, timeout=_SLOW_MS)
        return said(self.screen)

    def when_raising(self, act: Callable[[], object]) -> None:
        """Do ``act`` once, when all are signed and none is raised."""

        def look(*_: object) -> None:
            if self.screen.batch.progress.to_raise == 3:
                self.screen.batch.outcome.disconnect(look)
                act()

        self.screen.batch.outcome.connect(look)


@pytest.fixture
def mixed(
    qtbot: QtBot, services: Services, second: Paper, office: Office,
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> Iterator[Mixed]:  # fmt: skip
    with trust_services(office):
        yield Mixed(qtbot, services, office, make_pdf(tmp_path / "quyet-dinh.pdf", text="file"))


def test_papers_and_a_loose_file_are_all_signed_before_one_is_raised(mixed: Mixed) -> None:
    assert "Đã ký 3 giấy tờ" in mixed.sign()
    assert mixed.seen[-1] == 3 * ("Đã ký, mức B-LT",)
    assert 3 * ("Đã ký, mức B-T, đang nâng mức",) in mixed.seen
    shown = mixed.screen.model.rows[2].document
    assert (shown.signed, shown.level) == (True, "B-LT")


def test_cancelled_while_they_are_raised_a_loose_file_says_how_it_is_raised_and_is(
    mixed: Mixed,
) -> None:
    mixed.when_raising(mixed.screen.busy.cancelled.emit)
    told = mixed.sign()
    low = "Đã ký, mức B-T, chưa cao hơn: chưa đủ dữ liệu xác thực"
    assert results(mixed.screen)[2] == low
    assert "Tệp rời không được tự nâng mức" in told
    signed = (mixed.file.parent / "Đã ký" / mixed.file.name).read_bytes()
    screen = mixed.screen
    screen.table.selectRow(2)
    screen.loose.remove()
    screen.loose.add([mixed.file])
    mixed.qtbot.waitUntil(lambda: len(screen.model.chosen) == 1, timeout=_SLOW_MS)
    assert "Đã ký 1 giấy tờ" in mixed.sign()
    assert results(screen)[2] == "Đã ký từ trước, mức B-LT"
    raised = (mixed.file.parent / "Đã ký" / mixed.file.name).read_bytes()
    assert raised.startswith(signed)


@pytest.mark.parametrize(
    ("button", "left"), [("Thoát, nâng mức sau", True), ("Chờ nâng xong", False)]
)
def test_ending_the_program_while_signatures_are_raised_is_asked_about(
    mixed: Mixed, qtbot: QtBot, button: str, left: bool
) -> None:
    answering, closed = Answering(qtbot, button), []
    mixed.when_raising(lambda: closed.append(answering.close(mixed.screen)))
    mixed.screen.panel.sign.click()
    qtbot.waitUntil(lambda: bool(closed), timeout=_SLOW_MS)
    qtbot.waitUntil(lambda: not mixed.screen.batch.running, timeout=_SLOW_MS)
    assert "Đang nâng mức 3 giấy tờ" in answering.said
    assert "Tệp rời giữ mức hiện có" in answering.said
    assert all(each.startswith("Đã ký, mức B-") for each in results(mixed.screen))
    qtbot.waitUntil(lambda: mixed.screen.isVisible() is not left, timeout=_SLOW_MS)
