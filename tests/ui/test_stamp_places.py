"""Ký số: which placement is in force is said; the officer keeps it, and lets go of it again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.office import Office
from app.domain.paper import Paper, PaperState
from app.errors import AppError, Code
from app.operations.build_paper import attach_file
from signing.profiles import APPROVAL, Show
from tests.ui.test_sign_screen import counter, opened, paper, results, state
from ui.services import Services
from ui.sign.batch_result import BatchResult
from ui.sign.document import PaperDocument
from ui.sign.outcome import DocumentOutcome
from ui.sign.profile_needs import ORDER
from ui.sign.screen import SignScreen
from ui.theme import Tone

__all__ = ["counter", "paper"]
_SLOW_MS = 30_000


def words(screen: SignScreen) -> str:
    shown = screen.placement.findChildren(QLabel)
    return " | ".join(each.text() for each in shown if each.isVisible() and each.text())


def waits_for(qtbot: QtBot, screen: SignScreen, text: str) -> None:
    def said() -> None:
        assert text in words(screen)

    qtbot.waitUntil(said, timeout=_SLOW_MS)


def stamp_shows(qtbot: QtBot, screen: SignScreen) -> None:
    stamp = screen.preview.view.stamp
    qtbot.waitUntil(lambda: stamp.index >= 0 and stamp.selected, timeout=_SLOW_MS)


def another(counter: Counter, paper: Paper, file: Path, component: str = "") -> Paper:
    return attach_file(
        store=counter.store, vault=counter.vault, folders=counter.page_folders, path=file,
        dossier_id=paper.dossier_id, component_id=component, title=file.stem, now=counter.now(),
    )  # fmt: skip


def press(qtbot: QtBot, widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    """``key`` with ``held``, which is let go of: Qt's test keys keep it down until the next key."""
    qtbot.keyClick(widget, key, held)
    qtbot.keyClick(widget, Qt.Key.Key_F13)


def move(qtbot: QtBot, screen: SignScreen) -> None:
    """10 mm to the right and 20 mm down, by keys."""
    stamp_shows(qtbot, screen)
    view = screen.preview.view
    for key in [Qt.Key.Key_Right] * 10 + [Qt.Key.Key_Down] * 20:
        qtbot.keyClick(view, key)


def test_the_rules_place_is_said_and_looking_changes_nothing(
    qtbot: QtBot, services: Services, paper: Paper
) -> None:
    screen = opened(qtbot, services, None)
    waits_for(qtbot, screen, "Theo quy định | Trang 1/1, cách mép trái 4 mm, mép trên 4 mm.")
    stamp_shows(qtbot, screen)
    assert screen.model.rows[0].placement is None
    bar = screen.placement
    assert not any(each.isVisible() for each in (bar.remember, bar.more, bar.back))


def test_a_moved_stamp_is_the_officers_own_until_it_goes_back(
    qtbot: QtBot, services: Services, paper: Paper
) -> None:
    screen = opened(qtbot, services, None)
    move(qtbot, screen)
    assert "Tự đặt | Trái 14, trên 24 mm, trang 1/1" in words(screen)
    assert screen.model.rows[0].placement is not None
    assert screen.placement.back.text() == "Về vị trí theo quy định (F5)"
    qtbot.keyClick(screen, Qt.Key.Key_F5)
    waits_for(qtbot, screen, "Theo quy định | Trang 1/1, cách mép trái 4 mm")
    assert screen.model.rows[0].placement is None
    qtbot.waitUntil(lambda: screen.preview.view.stamp.rect.x0 == pytest.approx(12))


def test_a_stamp_that_comes_back_is_the_rules_again(
    qtbot: QtBot, services: Services, paper: Paper
) -> None:
    screen = opened(qtbot, services, None)
    stamp_shows(qtbot, screen)
    view = screen.preview.view
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert words(screen).startswith("Tự đặt")
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert words(screen).startswith("Theo quy định")
    assert screen.model.rows[0].placement is None


def test_what_is_remembered_holds_for_the_next_paper_and_is_signed_there(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office,
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    next_one = another(counter, paper, make_pdf(tmp_path / "next.pdf", size=(842, 1191)))
    screen = opened(qtbot, services, office.pin)
    move(qtbot, screen)
    press(qtbot, screen, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    waits_for(qtbot, screen, "Theo mẫu của thủ tục | Trang đầu, cách mép trái 14 mm, mép trên 24")
    assert screen.model.rows[0].placement is None
    screen.table.selectRow(1)
    qtbot.waitUntil(lambda: screen.preview.renderer.sizes[:1] != (), timeout=_SLOW_MS)
    qtbot.waitUntil(
        lambda: (
            bool(screen.preview.renderer.sizes)
            and screen.preview.renderer.sizes[0].width == pytest.approx(842)
        ),
        timeout=_SLOW_MS,
    )
    stamp_shows(qtbot, screen)
    drawn = screen.preview.view.stamp.rect
    assert screen.model.rows[1].placement is None
    screen.panel.sign.click()
    qtbot.waitUntil(lambda: state(counter, next_one) is PaperState.SIGNED, timeout=_SLOW_MS)
    with counter.store.read() as work:
        facts = work.papers.get(next_one.id).signature
    assert facts is not None
    signed = facts.rect
    assert (signed.x0, signed.y0, signed.x1, signed.y1) == pytest.approx(
        (drawn.x0, drawn.y0, drawn.x1, drawn.y1), abs=0.01
    )
    millimetre = 72 / 25.4
    assert signed.x0 == pytest.approx(12 + 10 * millimetre, abs=0.01)
    assert signed.y1 == pytest.approx(1191 - 12 - 20 * millimetre, abs=0.01)


def test_what_is_forgotten_can_be_taken_back(
    qtbot: QtBot, services: Services, paper: Paper
) -> None:
    screen = opened(qtbot, services, None)
    move(qtbot, screen)
    screen.placement.remember.click()
    waits_for(qtbot, screen, "Theo mẫu của thủ tục")
    assert screen.placement.back.text() == "Về vị trí theo quy định (F5)"
    screen.placement.back.click()
    waits_for(qtbot, screen, "Theo quy định | Trang 1/1, cách mép trái 4 mm")
    undo = next(
        each for each in screen.banner.findChildren(type(screen.panel.sign))
        if each.text() == "Hoàn tác" and each.isVisible()
    )  # fmt: skip
    undo.click()
    waits_for(qtbot, screen, "Theo mẫu của thủ tục")


def test_where_no_rule_finds_a_place_the_remembered_one_serves_and_no_other(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper,
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    another(counter, paper, make_pdf(tmp_path / "khac.pdf", text="other"))
    screen = opened(qtbot, services, None)
    card = screen.panel.profile
    card.choice.setCurrentIndex(ORDER.index(APPROVAL))
    card.fields.show_.setCurrentIndex(card.fields.show_.findData(Show.TEXT))
    card.fields.changed.emit()
    absent, ready = "Chưa tìm được chỗ ký", "Chưa ký"
    qtbot.waitUntil(lambda: results(screen) == (absent, absent), timeout=_SLOW_MS)
    move(qtbot, screen)
    qtbot.waitUntil(lambda: results(screen) == (ready, absent), timeout=_SLOW_MS)
    screen.placement.remember.click()
    qtbot.waitUntil(lambda: results(screen) == (ready, ready), timeout=_SLOW_MS)
    screen.placement.back.click()
    qtbot.waitUntil(lambda: results(screen) == (absent, absent), timeout=_SLOW_MS)
    move(qtbot, screen)
    qtbot.waitUntil(lambda: results(screen) == (ready, absent), timeout=_SLOW_MS)
    screen.placement.back.click()
    qtbot.waitUntil(lambda: results(screen) == (absent, absent), timeout=_SLOW_MS)


def test_a_stamp_that_found_no_place_is_not_the_officers(
    qtbot: QtBot, services: Services, paper: Paper
) -> None:
    screen = opened(qtbot, services, None)
    card = screen.panel.profile
    card.choice.setCurrentIndex(ORDER.index(APPROVAL))
    card.fields.show_.setCurrentIndex(card.fields.show_.findData(Show.TEXT))
    card.fields.changed.emit()
    waits_for(qtbot, screen, "Chưa tìm được chỗ | Không thấy họ tên")
    assert "Bấm vào chỗ cần ký trên trang" in words(screen)
    assert not screen.placement.remember.isVisible(), "nobody has placed anything yet"
    stamp_shows(qtbot, screen)
    view = screen.preview.view
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert words(screen).startswith("Tự đặt")
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert words(screen).startswith("Tự đặt"), "where it happened to be is a place too"
    assert screen.model.rows[0].placement is not None


def test_one_kind_of_paper_may_have_a_place_of_its_own(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper,
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    another(counter, paper, make_pdf(tmp_path / "khac.pdf", text="other"))
    screen = opened(qtbot, services, None)
    move(qtbot, screen)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(qtbot, screen, Qt.Key.Key_M, held)
    waits_for(qtbot, screen, "Theo mẫu của loại giấy tờ")
    screen.table.selectRow(1)
    waits_for(qtbot, screen, "Theo quy định")
    move(qtbot, screen)
    assert not screen.placement.more.isVisible(), "a paper of no component"
    screen.placement.remember.click()
    waits_for(qtbot, screen, "Theo mẫu của thủ tục")
    screen.table.selectRow(0)
    waits_for(qtbot, screen, "Theo mẫu của loại giấy tờ")
    assert screen.placement.back.text() == "Về mẫu chung của thủ tục (F5)"
    screen.placement.back.click()
    waits_for(qtbot, screen, "Theo mẫu của thủ tục")


def test_a_paper_that_it_does_not_fit_says_so_before_and_after(
    qtbot: QtBot, services: Services, counter: Counter, paper: Paper, office: Office,
    make_pdf: Callable[..., Path], tmp_path: Path,
) -> None:  # fmt: skip
    another(counter, paper, make_pdf(tmp_path / "the.pdf", text="card", size=(240, 150)))
    screen = opened(qtbot, services, office.pin)
    move(qtbot, screen)
    for _ in range(40):
        qtbot.keyClick(screen.preview.view, Qt.Key.Key_Right)
    screen.placement.remember.click()
    waits_for(qtbot, screen, "Theo mẫu của thủ tục")
    screen.table.selectRow(1)
    waits_for(qtbot, screen, "dấu ký ra ngoài mép")
    assert words(screen).startswith("Theo quy định")
    screen.panel.sign.click()
    qtbot.waitUntil(
        lambda: any("1 giấy tờ có dấu ký ở vị trí theo quy định" in each.text()
                    for each in screen.banner.findChildren(QLabel)),
        timeout=_SLOW_MS,
    )  # fmt: skip


def test_no_token_no_stamp_no_place(qtbot: QtBot, services: Services, paper: Paper) -> None:
    screen = SignScreen(services, ask=lambda *_: None)
    qtbot.addWidget(screen)
    screen.show()
    screen.enter()
    qtbot.waitUntil(lambda: bool(screen.preview.renderer.sizes), timeout=_SLOW_MS)
    assert not screen.placement.isVisible()


def test_a_stamp_that_may_cover_something_is_said_after_signing(paper: Paper) -> None:
    unfit, crowded = (
        DocumentOutcome(PaperDocument(paper, "H01"), None, unfit=AppError(code))
        for code in (Code.TEMPLATE_UNFIT, Code.BLANK_PLACE_ABSENT)
    )
    result = BatchResult(2, (unfit, crowded), stopped=False)
    assert not result.complete
    notice = result.notice()
    assert notice is not None
    said, tone = notice
    assert said.sentence == (
        "1 giấy tờ cần xem lại dấu ký. Chưa thấy chỗ trống đủ cho dấu ký, dấu có thể đè lên chữ."
    )
    assert tone is Tone.WARN
