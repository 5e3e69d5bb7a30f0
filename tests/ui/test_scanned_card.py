"""A citizen card on a scanned page is offered, and fills in the applicant as the scanner does."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.dossier import Applicant, Dossier, Gender
from app.domain.identity import parse_card
from app.scanning.codes.drawing import draw_qr
from tests.domain.test_identity_codes import CARD, HEALTH
from tests.scanning.paper_drawings import Form
from tests.scanning.scanned_forms import Scan as Paper
from tests.scanning.scanned_forms import scan as scanned
from tests.store.conftest import MARRIAGE
from tests.ui.counter_bench import open_screen, sign_in
from tests.ui.test_intake_screen import choose_marriage
from tests.ui.test_scan_screen import dossier, scan, screen
from ui.intake.scanned_card import ScannedCard
from ui.intake.screen import IntakeScreen
from ui.scan.screen import ScanScreen
from ui.services import Services
from ui.widgets.confirm import ConfirmDialog

__all__ = ["dossier", "scan", "screen"]
Scan = Callable[[Path], None]


def page_with(code: str, path: Path) -> Path:
    """A scanned form with a real QR code, 20 mm wide, on its lower half."""
    page = Image.fromarray(scanned(Paper(Form.MARRIAGE, seed=1)).pixels)
    if code:
        side = round(20 / 25.4 * 200)
        page.paste(Image.fromarray(draw_qr(code)).convert("RGB").resize((side, side)), (1200, 1800))
    page.save(path, quality=90, dpi=(200, 200))
    return path


def test_the_card_on_the_second_page_goes_to_the_dossier(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, dossier: Dossier, tmp_path: Path
) -> None:
    bar = screen.cards.bar
    scan(page_with("", tmp_path / "1.jpg"))
    scan(page_with(CARD, tmp_path / "2.jpg"))
    qtbot.waitUntil(bar.isVisible, timeout=30_000)
    assert bar.said.text() == "Trang 2 có mã QR thẻ căn cước: Lê Thị Thu Hà, 12/05/1993"
    assert bar.take.text() == "Điền vào hồ sơ (F4)"
    with qtbot.waitSignal(screen.wanted) as wanted:
        qtbot.keyClick(screen, Qt.Key.Key_F4)
    name, subject = wanted.args
    assert name == "intake"
    assert (subject.card.number, subject.page) == ("089198001234", 2)
    assert subject.aim == (dossier.id, dossier.components[0].id)


def test_a_card_that_stands_in_the_dossier_already_is_not_offered(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, dossier: Dossier, counter: Counter, tmp_path: Path
) -> None:
    scan(page_with(CARD, tmp_path / "1.jpg"))
    qtbot.waitUntil(screen.cards.bar.isVisible, timeout=30_000)
    with counter.store.write() as work:
        applicant = Applicant(full_name="Lê Thị Thu Hà", identity_number="089198001234")
        work.dossiers.set_applicant(dossier.id, applicant)
    screen.enter((dossier.id, dossier.components[0].id))
    assert not screen.cards.bar.isVisible()


def test_the_card_goes_to_the_draft_that_is_chosen_for_the_pages(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, dossier: Dossier, tmp_path: Path
) -> None:
    screen.enter()
    bar, targets = screen.cards.bar, screen.panel.targets
    scan(page_with(CARD, tmp_path / "1.jpg"))
    qtbot.waitUntil(bar.isVisible, timeout=30_000)
    targets.setCurrentIndex(-1)
    assert bar.take.text() == "Tiếp nhận hồ sơ mới (F4)"
    targets.setCurrentIndex(0)
    assert bar.take.text() == "Điền vào hồ sơ (F4)"
    with qtbot.waitSignal(screen.wanted) as wanted:
        bar.take.click()
    subject = wanted.args[1]
    # The pages were taken for nobody: the way back leads to them and not to those of an aim.
    assert (subject.draft_id, subject.aim) == (dossier.id, ("", ""))


def test_without_an_aim_a_new_intake_begins(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, dossier: Dossier, counter: Counter, tmp_path: Path
) -> None:
    with counter.store.write() as work:  # the first of the list is somebody else
        work.dossiers.set_applicant(dossier.id, Applicant(full_name="Trần Văn Bình"))
    screen.enter()
    scan(page_with(CARD, tmp_path / "1.jpg"))
    qtbot.waitUntil(screen.cards.bar.isVisible, timeout=30_000)
    assert screen.cards.bar.take.text() == "Tiếp nhận hồ sơ mới (F4)"
    with qtbot.waitSignal(screen.wanted) as wanted:
        screen.cards.bar.take.click()
    assert wanted.args[1].aim == ("", "")
    assert not screen.cards.bar.isVisible()  # once is enough


def test_a_health_card_is_said_to_be_none(
    qtbot: QtBot, screen: ScanScreen, scan: Scan, tmp_path: Path
) -> None:
    scan(page_with(HEALTH, tmp_path / "1.jpg"))
    bar = screen.cards.bar
    qtbot.waitUntil(bar.isVisible, timeout=30_000)
    assert bar.said.text() == "Trang 1 có mã QR thẻ bảo hiểm y tế, không phải thẻ căn cước."
    assert not bar.take.isVisible()
    bar.closed.emit(bar._shown)
    assert not bar.isVisible()


# In the intake


@pytest.fixture
def intake(qtbot: QtBot, services: Services, counter: Counter) -> IntakeScreen:
    sign_in(counter)
    made = IntakeScreen(services)
    open_screen(qtbot, made)
    return made


@pytest.fixture
def card() -> ScannedCard:
    return ScannedCard(parse_card(CARD), 2)


def answer(says_yes: bool, heard: list[str]) -> None:
    """Answer the question that comes up, and note what it said."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ConfirmDialog)
        heard.extend(each.text() for each in dialog.findChildren(QLabel))
        (dialog.yes if says_yes else dialog.no).click()

    QTimer.singleShot(100, press)


def applicant_kept(counter: Counter, dossier: Dossier) -> Applicant:
    with counter.store.read() as work:
        return work.dossiers.get(dossier.id).applicant


def test_an_empty_draft_is_filled_in_and_kept(
    qtbot: QtBot, intake: IntakeScreen, counter: Counter, card: ScannedCard
) -> None:
    draft = choose_marriage(qtbot, intake)
    component = draft.components[0].id
    intake.enter(ScannedCard(card.card, 2, (draft.id, component)))
    qtbot.waitUntil(lambda: applicant_kept(counter, draft).full_name == "Lê Thị Thu Hà")
    kept = applicant_kept(counter, draft)
    assert (kept.identity_number, kept.gender) == ("089198001234", Gender.FEMALE)
    assert "trang 2" in intake.banner.accessibleName()
    with qtbot.waitSignal(intake.wanted) as wanted:
        intake.banner.findChildren(type(intake.page.checklist.receive))[0].click()
    assert wanted.args == ["scan", (draft.id, component)]


@pytest.mark.parametrize("says_yes", [True, False])
def test_what_was_typed_is_not_overwritten_unasked(
    qtbot: QtBot, intake: IntakeScreen, counter: Counter, card: ScannedCard, says_yes: bool
) -> None:
    draft = choose_marriage(qtbot, intake)
    section = intake.page.form.applicant
    section.name.editor.setText("Lê Thị Hà")
    heard: list[str] = []
    answer(says_yes, heard)
    intake.enter(ScannedCard(card.card, 2, (draft.id, "")))
    assert any("Họ và tên: Lê Thị Hà → Lê Thị Thu Hà" in text for text in heard)
    assert section.applicant().full_name == ("Lê Thị Thu Hà" if says_yes else "Lê Thị Hà")
    assert section.applicant().identity_number == ("089198001234" if says_yes else "")


def test_the_same_name_in_other_letters_is_no_contradiction(
    qtbot: QtBot, intake: IntakeScreen, card: ScannedCard
) -> None:
    draft = choose_marriage(qtbot, intake)
    section = intake.page.form.applicant
    section.name.editor.setText("LÊ THỊ THU HÀ")
    intake.enter(ScannedCard(card.card, 2, (draft.id, "")))
    assert section.applicant().full_name == "Lê Thị Thu Hà"


def test_the_next_person_begins_with_the_card(
    qtbot: QtBot, intake: IntakeScreen, counter: Counter, card: ScannedCard
) -> None:
    before = choose_marriage(qtbot, intake)
    intake.enter(card)
    assert intake.page.dossier is None
    assert intake.page.form.applicant.applicant().identity_number == "089198001234"
    assert "chọn thủ tục" in intake.banner.accessibleName()
    after = choose_marriage(qtbot, intake)
    assert after.id != before.id
    qtbot.waitUntil(lambda: applicant_kept(counter, after).full_name == "Lê Thị Thu Hà")
    assert applicant_kept(counter, before).full_name == ""


def test_contradictions_within_the_card_are_hints(
    qtbot: QtBot, intake: IntakeScreen, card: ScannedCard
) -> None:
    draft = choose_marriage(qtbot, intake)
    odd = parse_card(CARD.replace("|Nữ|", "|Nam|"))
    intake.enter(ScannedCard(odd, 2, (draft.id, "")))
    warned = intake.page.form.applicant.number.findChildren(QLabel)
    assert any(each.text() == "Không khớp giới tính" for each in warned)


def test_a_dossier_that_was_received_meanwhile_is_left_alone(
    qtbot: QtBot, intake: IntakeScreen, counter: Counter, card: ScannedCard
) -> None:
    with counter.store.write() as work:
        other = work.dossiers.open_draft(
            procedure=MARRIAGE, case_code="TT", counter="0A1B", now=counter.now()
        )
        work.dossiers.discard_draft(other.id)
    intake.enter(ScannedCard(card.card, 2, (other.id, "")))
    assert intake.page.form.applicant.applicant().identity_number == ""
