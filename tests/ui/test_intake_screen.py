"""A dossier by keyboard, from the procedure to the code; and everything that may go otherwise."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.dossier import Applicant, Dossier, DossierState, Gender, ReturnWay
from app.operations.receive_dossier import open_draft, receive_dossier, write_applicant
from app.store.dossiers import DossierFilter
from tests.store.conftest import MARRIAGE, PENSION
from tests.ui.counter_bench import add_paper, open_screen, sign_all, sign_in
from tests.ui.queue_past import NOW
from ui.forms.guidance_slip import SlipKind
from ui.forms.separator_sheets import SeparatorSheets
from ui.intake.screen import NEW, IntakeScreen
from ui.pages.paper_window import PaperWindow
from ui.services import Services

CARD = "089198001234|352000111|Lê Thị Thu Hà|12041998|Nữ|Ấp Mỹ Khánh 1, xã Mỹ Hòa Hưng|15042021"
BRIDE = Applicant(full_name="Lê Thị Thu Hà", identity_number="089198001234")


@pytest.fixture
def screen(qtbot: QtBot, services: Services) -> IntakeScreen:
    sign_in(services.counter)
    made = IntakeScreen(services)
    open_screen(qtbot, made)
    made.enter(NEW)
    return made


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def type_in(qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(focus(), text)


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    qtbot.keyClick(focus(), key, modifier or Qt.KeyboardModifier.NoModifier)


def scan_card(qtbot: QtBot, payload: str = CARD) -> None:
    """As a wedge scanner does; keyClicks cannot type Vietnamese letters."""
    field = focus()
    assert isinstance(field, QLineEdit)
    field.setText(payload)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def drafts(counter: Counter, state: DossierState = DossierState.DRAFT) -> list[Dossier]:
    with counter.store.read() as work:
        return list(work.dossiers.find(DossierFilter(states=frozenset({state}))))


def choose_marriage(qtbot: QtBot, screen: IntakeScreen) -> Dossier:
    type_in(qtbot, "ket hon")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.page.dossier is not None)
    assert screen.page.dossier is not None
    return screen.page.dossier


def wanted_by(screen: IntakeScreen) -> list[tuple[str, object]]:
    heard: list[tuple[str, object]] = []
    screen.wanted.connect(lambda key, subject: heard.append((key, subject)))
    return heard


def test_a_dossier_by_keyboard_alone(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen, tmp_path: Path,
    make_pdf: Callable[..., Path],
) -> None:  # fmt: skip
    heard = wanted_by(screen)
    draft = choose_marriage(qtbot, screen)
    scan_card(qtbot)
    type_in(qtbot, "0912345678")
    press(qtbot, Qt.Key.Key_Return)
    assert focus() is screen.page.form.papers.table
    press(qtbot, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [("scan", (draft.id, draft.components[0].id))]
    add_paper(counter, draft, 0)
    qtbot.waitUntil(screen.page.form.papers.sign.isEnabled)
    press(qtbot, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: len(heard) == 2)
    with counter.store.read() as work:
        (paper,) = work.papers.of_dossier(draft.id)
    assert heard[1:] == [("sign", (paper.id,))]
    sign_all(counter, draft.id)
    qtbot.waitUntil(lambda: not screen.page.form.papers.sign.isEnabled())
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(screen.received.isVisible)
    (dossier,) = drafts(counter, DossierState.QUEUED)
    assert screen.received.code.text() == dossier.provisional_code
    assert screen.received.delivery.text() == "Chờ gửi"
    assert dossier.applicant.phone == "0912345678"
    assert dossier.applicant.gender is Gender.FEMALE
    assert dossier.fees == (("Lệ phí", 1, 0),)
    assert focus() is screen.received.print
    press(qtbot, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(screen.page.isVisible)
    assert focus() is screen.page.form.procedure.search
    assert screen.page.form.applicant.applicant() == Applicant()


def test_what_is_missing_is_said_where_it_is(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen
) -> None:
    form = screen.page.form
    screen.receive()
    assert focus() is form.procedure.search
    draft = choose_marriage(qtbot, screen)
    screen.receive()
    qtbot.waitUntil(lambda: focus() is form.applicant.name.editor)
    assert form.applicant.name.editor.property("invalid") is True
    qtbot.keyClicks(form.applicant.name.editor, "Le Thi Thu Ha")
    screen.receive()
    qtbot.waitUntil(lambda: focus() is form.applicant.number.editor)
    qtbot.keyClicks(form.applicant.number.editor, "089198001234")
    screen.receive()
    qtbot.waitUntil(form.papers.told.isVisible)
    assert "Tờ khai đăng ký kết hôn" in form.papers.told.text()
    assert focus() is form.papers.table
    add_paper(counter, draft, 0)
    qtbot.waitUntil(lambda: not form.papers.told.isVisible())
    screen.receive()
    qtbot.waitUntil(form.papers.told.isVisible)
    assert "chưa có chữ ký số" in form.papers.told.text()
    assert drafts(counter)[0].id == draft.id


def test_what_is_typed_is_kept_without_being_asked(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen
) -> None:
    choose_marriage(qtbot, screen)
    form = screen.page.form
    qtbot.keyClicks(form.applicant.name.editor, "Le Thi Thu Ha")
    qtbot.keyClicks(form.applicant.born.editor, "12041998")
    form.terms.buttons[ReturnWay.POST].click()
    form.terms.counts[0].setValue(3)
    qtbot.waitUntil(lambda: screen.page.keeper.all_kept)
    (kept,) = drafts(counter)
    assert kept.applicant.full_name == "Le Thi Thu Ha"
    assert kept.applicant.born is not None
    assert (kept.return_way, kept.fees) == (ReturnWay.POST, (("Lệ phí", 3, 0),))


def test_going_elsewhere_keeps_the_last_letter(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen
) -> None:
    choose_marriage(qtbot, screen)
    qtbot.waitUntil(lambda: screen.page.keeper.all_kept)
    qtbot.keyClicks(screen.page.form.applicant.name.editor, "Ha")
    assert screen.may_leave()
    assert drafts(counter)[0].applicant.full_name == "Ha"


def test_a_new_dossier_leaves_the_old_one_as_a_draft(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen
) -> None:
    first = choose_marriage(qtbot, screen)
    qtbot.keyClicks(screen.page.form.applicant.name.editor, "Ha")
    screen.enter(NEW)
    second = choose_marriage(qtbot, screen)
    assert second.id != first.id
    names = {each.id: each.applicant.full_name for each in drafts(counter)}
    assert names == {first.id: "Ha", second.id: ""}


def test_another_procedure_keeps_the_draft_and_its_papers(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen
) -> None:
    draft = choose_marriage(qtbot, screen)
    add_paper(counter, draft, 0)
    press(qtbot, Qt.Key.Key_F2)
    qtbot.waitUntil(screen.page.form.procedure.search.isVisible)
    type_in(qtbot, "mai tang")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.page.dossier.procedure_code == PENSION.code)
    (kept,) = drafts(counter)
    assert kept.id == draft.id
    with counter.store.read() as work:
        assert len(work.papers.of_dossier(draft.id)) == 1


def test_a_draft_is_taken_up_again(qtbot: QtBot, counter: Counter, screen: IntakeScreen) -> None:
    draft = open_draft(store=counter.store, procedure_code=MARRIAGE.code, case_code="XM", now=NOW)
    write_applicant(store=counter.store, dossier_id=draft.id, applicant=BRIDE)
    screen.enter(draft.id)
    form = screen.page.form
    assert form.applicant.applicant() == BRIDE
    assert form.procedure.case.currentData() == "XM"
    assert focus() is form.papers.table
    assert screen.page.keeper.all_kept


def test_a_refused_dossier_shows_the_reason_of_the_province(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen
) -> None:
    draft = open_draft(store=counter.store, procedure_code=MARRIAGE.code, case_code="TT", now=NOW)
    write_applicant(store=counter.store, dossier_id=draft.id, applicant=BRIDE)
    add_paper(counter, draft, 0, signed=True)
    receive_dossier(store=counter.store, dossier_id=draft.id, calendar=counter.calendar, now=NOW)
    with counter.store.write() as work:
        work.dossiers.refuse(draft.id, reason="Thiếu ngày sinh của bên nữ.")
    screen.enter(draft.id)
    assert "Thiếu ngày sinh của bên nữ." in screen.banner.accessibleName()
    screen.receive()
    qtbot.waitUntil(screen.received.isVisible)
    assert drafts(counter, DossierState.QUEUED)[0].id == draft.id


def test_what_was_received_is_shown_on_the_desk_instead(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen
) -> None:
    draft = open_draft(store=counter.store, procedure_code=MARRIAGE.code, case_code="TT", now=NOW)
    write_applicant(store=counter.store, dossier_id=draft.id, applicant=BRIDE)
    add_paper(counter, draft, 0, signed=True)
    receive_dossier(store=counter.store, dossier_id=draft.id, calendar=counter.calendar, now=NOW)
    heard = wanted_by(screen)
    screen.enter(draft.id)
    assert heard == [("desk", draft.id)]


def test_a_card_scanned_into_the_name_is_still_a_card(qtbot: QtBot, screen: IntakeScreen) -> None:
    choose_marriage(qtbot, screen)
    screen.page.form.applicant.name.editor.setFocus()
    scan_card(qtbot)
    applicant = screen.page.form.applicant.applicant()
    assert (applicant.full_name, applicant.identity_number) == (
        "Lê Thị Thu Hà", "089198001234",
    )  # fmt: skip
    assert applicant.card_issued is not None


def test_contradictions_are_hints_and_no_obstacle(qtbot: QtBot, screen: IntakeScreen) -> None:
    choose_marriage(qtbot, screen)
    scan_card(qtbot, CARD.replace("|Nữ|", "|Nam|"))
    number = screen.page.form.applicant.number
    assert number.editor.property("warned") is True
    assert number.editor.property("invalid") is False


def test_a_day_that_does_not_exist_is_not_lost_silently(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen
) -> None:
    choose_marriage(qtbot, screen)
    born = screen.page.form.applicant.born
    qtbot.keyClicks(born.editor, "31/02/1990")
    screen.receive()
    assert focus() is born.editor
    assert drafts(counter, DossierState.QUEUED) == []


def test_someone_who_came_before_need_not_be_typed_again(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen
) -> None:
    before = open_draft(store=counter.store, procedure_code=PENSION.code, case_code="", now=NOW)
    write_applicant(store=counter.store, dossier_id=before.id, applicant=BRIDE)
    choose_marriage(qtbot, screen)
    qtbot.keyClicks(screen.page.form.applicant.number.editor, BRIDE.identity_number)
    assert screen.page.form.applicant.name.editor.text() == BRIDE.full_name


def test_files_become_papers_of_their_row(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen, tmp_path: Path,
    make_pdf: Callable[..., Path],
) -> None:  # fmt: skip
    draft = choose_marriage(qtbot, screen)
    papers = screen.page.form.papers
    papers.files_dropped.emit(papers.model.row(0), [make_pdf(tmp_path / "a.pdf", pages=2)])
    qtbot.waitUntil(lambda: papers.model.row(0).paper is not None)
    paper = papers.model.row(0).paper
    assert (paper.pages, paper.title) == (2, draft.components[0].name)
    assert papers.table.current_row() == 0
    papers.files_dropped.emit(papers.model.row(1), [tmp_path / "gone.pdf"])
    qtbot.waitUntil(screen.banner.isVisible)


def test_the_checklist_counts(qtbot: QtBot, counter: Counter, screen: IntakeScreen) -> None:
    draft = choose_marriage(qtbot, screen)
    add_paper(counter, draft, 0)
    add_paper(counter, draft, 1, signed=True)
    qtbot.waitUntil(lambda: "Giấy tờ 2/2: xong" in screen.page.checklist.said())
    assert screen.page.checklist.said() == (
        "Thủ tục: xong", "Người nộp: chưa xong", "Giấy tờ 2/2: xong", "Ký số 1/2: chưa xong",
    )  # fmt: skip


def test_enter_looks_at_a_paper_and_del_takes_it_off(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen, tmp_path: Path,
    make_pdf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    choose_marriage(qtbot, screen)
    papers = screen.page.form.papers
    papers.files_dropped.emit(papers.model.row(0), [make_pdf(tmp_path / "a.pdf", pages=2)])
    qtbot.waitUntil(lambda: papers.model.row(0).paper is not None)
    papers.table.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    (window,) = screen.findChildren(PaperWindow)
    qtbot.waitUntil(lambda: len(window.viewer.renderer.sizes) == 2)
    with qtbot.waitSignal(window.destroyed):
        window.reject()
    with qtbot.waitActive(screen):
        screen.activateWindow()
    papers.table.setFocus()
    monkeypatch.setattr("ui.intake.paper_acts.confirm", lambda *_: True)
    press(qtbot, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: papers.model.row(0).paper is None)


def test_a_key_writes_what_is_to_be_completed(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = choose_marriage(qtbot, screen)
    asked: list[tuple[str, SlipKind]] = []
    monkeypatch.setattr(
        "ui.intake.screen.write_guidance", lambda _c, d, kind, *_: asked.append((d.id, kind))
    )
    control = Qt.KeyboardModifier.ControlModifier
    press(qtbot, Qt.Key.Key_B, control)
    qtbot.waitUntil(lambda: asked == [(dossier.id, SlipKind.SUPPLEMENT)])
    press(qtbot, Qt.Key.Key_B, control | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: asked[1:] == [(dossier.id, SlipKind.REFUSAL)])


def test_a_chosen_procedure_fits_a_window_at_150_percent(
    qtbot: QtBot, screen: IntakeScreen
) -> None:
    choose_marriage(qtbot, screen)
    screen.resize(846, 470)
    form = screen.page.form
    qtbot.waitUntil(form.procedure.isVisible)
    assert form.procedure.minimumSizeHint().width() <= 520


def test_the_checklist_says_what_is_missing(qtbot: QtBot, screen: IntakeScreen) -> None:
    assert screen.page.checklist.missing() == ("Còn thiếu", "• Chọn thủ tục")
    dossier = choose_marriage(qtbot, screen)
    scan_card(qtbot)
    needed = [line.name for line in dossier.components if line.required]
    qtbot.waitUntil(
        lambda: screen.page.checklist.missing() == ("Còn thiếu", *(f"• {name}" for name in needed))
    )


def test_sheets_for_a_stack_are_printed_of_the_draft(
    qtbot: QtBot, screen: IntakeScreen, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[SeparatorSheets] = []
    monkeypatch.setattr("ui.intake.draft_page.print_slip", lambda slip, _: printed.append(slip))
    assert not screen.page.form.papers.sheets.isEnabled()
    draft = open_draft(store=counter.store, procedure_code=MARRIAGE.code, case_code="", now=NOW)
    screen.enter(draft.id)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(qtbot, Qt.Key.Key_P, both)
    assert [slip.dossier for slip in printed] == [draft]
