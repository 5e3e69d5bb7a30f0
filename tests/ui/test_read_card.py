"""Đọc được: what was read is offered with its place, and becomes what the officer says it is."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.demo.sample_papers import SamplePaper, draw_sample_paper
from app.domain.dossier import Dossier
from app.domain.paper_field import Field
from app.operations.page_fields import PageField, batch_fields
from tests.ui.test_scan_screen import batches, dossier, press, scan, screen
from ui.scan.read_card import ReadCard
from ui.scan.screen import ScanScreen

__all__ = ["dossier", "scan", "screen"]
SUBJECT = "Về việc giải quyết chế độ mai táng phí đối với thân nhân cựu chiến binh"
Scan = Callable[[Path], None]
LONG = 60_000
"""Milliseconds: pages are read at the lowest priority."""


@pytest.fixture(scope="module")
def decision(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_sample_paper(
        SamplePaper.DECISION, tmp_path_factory.mktemp("drawn") / "decision.jpg",
        applicant_name="Lê Thị Thu Hà", identity_number="089198001234", day=date(2026, 10, 5),
    ).file  # fmt: skip


@pytest.fixture
def card(qtbot: QtBot, screen: ScanScreen, scan: Scan, decision: Path) -> ReadCard:
    assert not screen.panel.read.isVisible()
    scan(decision)
    qtbot.waitUntil(screen.panel.read.isVisible, timeout=LONG)
    return screen.panel.read


def kept(counter: Counter) -> dict[Field, PageField]:
    (batch,) = batches(counter)
    return {each.field: each for each in batch_fields(counter.store, batch.pages)}


def type_over(qtbot: QtBot, card: ReadCard, field: Field, text: str) -> None:
    value = card.rows[field].value
    value.setFocus()
    value.selectAll()
    qtbot.keyClicks(value, text) if text else qtbot.keyClick(value, Qt.Key.Key_Delete)
    qtbot.keyClick(value, Qt.Key.Key_Return)


def test_closed_it_says_the_most_important_and_what_is_unsure(card: ReadCard) -> None:
    assert card.brief.text() == "128/QĐ-UBND · 05/10/2026 · Trần Quốc Vượng"
    assert card.unsure.text() == "2 cần xem lại"  # the number's line is read with doubts
    assert not card.is_open


def test_a_key_opens_it_and_the_place_is_shown(
    qtbot: QtBot, screen: ScanScreen, card: ReadCard
) -> None:
    view = screen.viewer.view
    before = view.zoom
    qtbot.keyClick(screen, Qt.Key.Key_F9)
    assert card.looked_at is not None
    assert card.looked_at.field is Field.NUMBER
    assert {field: row.value.text() for field, row in card.rows.items()} == {
        Field.NUMBER: "128",
        Field.NOTATION: "QĐ-UBND",
        Field.DAY: "05/10/2026",
        Field.ORGANISATION: "ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG",
        Field.KIND: "QUYẾT ĐỊNH",
        Field.SUBJECT: SUBJECT,
        Field.SIGNER: "Trần Quốc Vượng",
    }
    card.rows[Field.SIGNER].value.setFocus()
    assert view.mark.index == 0
    # The foot of the page, brought into view.
    assert view.mark.rect.y1 < view.renderer.sizes[0].height / 2
    shown = view.mark.box(view.layout_).translated(-view.origin())
    assert view.viewport().rect().contains(shown.toRect())
    assert view.percent == 100
    qtbot.keyClick(card.rows[Field.SIGNER].value, Qt.Key.Key_Escape)
    assert not card.is_open
    assert (view.mark.index, view.zoom) == (-1, before)


def test_nothing_beside_the_pages_is_cut_off(screen: ScanScreen, card: ReadCard) -> None:
    card.look()
    screen.panel.targets.setCurrentIndex(screen.panel.targets.count() - 1)
    [area] = screen.panel.findChildren(QScrollArea)
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()


def test_her_word_is_kept_and_marked(qtbot: QtBot, card: ReadCard, counter: Counter) -> None:
    card.look()
    type_over(qtbot, card, Field.NUMBER, "129")
    assert card.looked_at is not None
    assert card.looked_at.field is Field.NOTATION  # Enter goes on
    qtbot.waitUntil(lambda: kept(counter)[Field.NUMBER].confirmed, timeout=LONG)
    assert kept(counter)[Field.NUMBER].value == "129"
    assert not kept(counter)[Field.NOTATION].confirmed
    qtbot.keyClick(card.rows[Field.NOTATION].value, Qt.Key.Key_Return)  # as it was read
    assert not card.rows[Field.NOTATION].value.textCursor().hasSelection()
    type_over(qtbot, card, Field.SIGNER, "")
    qtbot.waitUntil(lambda: kept(counter)[Field.SIGNER].confirmed, timeout=LONG)
    assert kept(counter)[Field.SIGNER].value == ""
    assert kept(counter)[Field.NOTATION].value == "QĐ-UBND"
    qtbot.waitUntil(lambda: not card.unsure.isVisible(), timeout=LONG)
    assert not card.is_open  # that was the last one
    qtbot.waitUntil(lambda: card.brief.text() == "129/QĐ-UBND · 05/10/2026", timeout=LONG)


def test_a_new_reading_leaves_her_word_alone(
    qtbot: QtBot, screen: ScanScreen, card: ReadCard, counter: Counter
) -> None:
    card.look()
    type_over(qtbot, card, Field.NUMBER, "129")
    qtbot.waitUntil(lambda: kept(counter)[Field.NUMBER].confirmed, timeout=LONG)
    press(screen, "Làm sạch hoặc giữ ảnh gốc")
    qtbot.waitUntil(lambda: Field.SIGNER not in kept(counter), timeout=LONG)
    qtbot.waitUntil(lambda: Field.SIGNER in kept(counter), timeout=LONG)
    assert kept(counter)[Field.NUMBER].value == "129"
    assert kept(counter)[Field.NUMBER].box is not None
    assert card.rows[Field.NUMBER].value.text() == "129"


def test_all_right_confirms_what_is_shown(qtbot: QtBot, card: ReadCard, counter: Counter) -> None:
    card.look()
    card.all_right.click()
    qtbot.waitUntil(lambda: all(each.confirmed for each in kept(counter).values()), timeout=LONG)
    assert kept(counter)[Field.DAY].value == "2026-10-05"
    qtbot.waitUntil(lambda: not card.all_right.isVisibleTo(card), timeout=LONG)


def test_a_day_that_does_not_exist_is_said_and_not_kept(
    qtbot: QtBot, card: ReadCard, counter: Counter
) -> None:
    card.look()
    type_over(qtbot, card, Field.DAY, "31/02/2026")
    assert card.rows[Field.DAY].value.property("invalid")
    assert not kept(counter)[Field.DAY].confirmed
    type_over(qtbot, card, Field.DAY, "05112026")
    qtbot.waitUntil(lambda: kept(counter)[Field.DAY].confirmed, timeout=LONG)
    assert kept(counter)[Field.DAY].value == "2026-11-05"


def test_escape_takes_back_what_was_typed(qtbot: QtBot, card: ReadCard, counter: Counter) -> None:
    card.look()
    value = card.rows[Field.NUMBER].value
    qtbot.keyClicks(value, "7")
    qtbot.keyClick(value, Qt.Key.Key_Escape)
    assert value.text() == "128"
    assert not kept(counter)[Field.NUMBER].confirmed


def test_a_field_that_is_left_is_kept_and_goes_with_the_paper(
    qtbot: QtBot, screen: ScanScreen, card: ReadCard, counter: Counter, dossier: Dossier
) -> None:
    card.look()
    qtbot.keyClicks(card.rows[Field.NUMBER].value, "130")
    with qtbot.waitSignal(screen.wanted, timeout=LONG):
        qtbot.keyClick(screen, Qt.Key.Key_F10)
    with counter.store.read() as work:
        (paper,) = work.papers.of_dossier(dossier.id)
        fields = {each.field: each for each in work.fields.of_paper(paper.id)}
    assert (fields[Field.NUMBER].value, fields[Field.NUMBER].confirmed) == ("130", True)
    assert (fields[Field.SIGNER].value, fields[Field.SIGNER].confirmed) == (
        "Trần Quốc Vượng", False,
    )  # fmt: skip


def test_the_same_value_typed_for_the_next_paper_counts_again(
    qtbot: QtBot, screen: ScanScreen, card: ReadCard, scan: Scan, counter: Counter, decision: Path
) -> None:
    card.look()
    type_over(qtbot, card, Field.NUMBER, "129")
    qtbot.waitUntil(lambda: kept(counter)[Field.NUMBER].confirmed, timeout=LONG)
    with qtbot.waitSignal(screen.wanted, timeout=LONG):
        qtbot.keyClick(screen, Qt.Key.Key_F10)
    scan(decision)
    qtbot.waitUntil(lambda: Field.NUMBER in kept(counter), timeout=LONG)
    qtbot.waitUntil(lambda: card.rows[Field.NUMBER].value.text() == "128", timeout=LONG)
    value = card.rows[Field.NUMBER].value
    value.setFocus()
    value.selectAll()
    qtbot.keyClicks(value, "129")
    screen.setFocus()
    qtbot.waitUntil(lambda: kept(counter)[Field.NUMBER].value == "129", timeout=LONG)


def test_a_paper_without_a_name_of_its_own_is_offered_one(
    qtbot: QtBot, screen: ScanScreen, card: ReadCard
) -> None:
    panel = screen.panel
    assert not panel.offer.isVisible()  # the component has a name
    panel.targets.setCurrentIndex(panel.targets.count() - 1)
    assert panel.title.text() == "Giấy tờ khác"
    assert panel.offer.isVisible()
    panel.offer.use.click()
    assert panel.title.text() == SUBJECT.replace("Về việc", "Quyết định về việc")
    assert not panel.offer.isVisible()
    panel.targets.setCurrentIndex(0)
    panel.title.clear()
    assert panel.offer.isVisible()
    assert QApplication.focusWidget() is panel.title
