"""A clock that is days off is told before a dossier gets its dates; who insists gets through."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.clock import LastAnswer
from app.domain.dossier import Applicant, Dossier, DossierState
from app.operations.receive_dossier import open_draft, write_applicant
from tests.store.conftest import MARRIAGE
from tests.ui.counter_bench import add_paper, open_screen, sign_in
from tests.ui.queue_past import NOW
from ui.intake.screen import IntakeScreen
from ui.services import Services
from ui.widgets.confirm import ConfirmDialog

BRIDE = Applicant(full_name="Lê Thị Thu Hà", identity_number="089198001234")


@pytest.fixture
def screen(qtbot: QtBot, services: Services) -> IntakeScreen:
    sign_in(services.counter)
    made = IntakeScreen(services)
    open_screen(qtbot, made)
    return made


def ready(counter: Counter, screen: IntakeScreen) -> Dossier:
    store = counter.store
    draft = open_draft(store=store, procedure_code=MARRIAGE.code, case_code="TT", now=NOW)
    for place, line in enumerate(draft.components):
        if line.required:
            add_paper(counter, draft, place, signed=True)
    write_applicant(store=store, dossier_id=draft.id, applicant=BRIDE)
    screen.enter(draft.id)
    return draft


def answered(counter: Counter, ahead: timedelta) -> None:
    with counter.store.write() as work:
        work.facts.note_answer(LastAnswer(province=NOW + ahead, here=NOW))


def state(counter: Counter, dossier: Dossier) -> DossierState:
    with counter.store.read() as work:
        return work.dossiers.get(dossier.id).state


class Officer:
    """Reads what she is asked, and answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []
        self.insists = False
        answered = self

        def execute(dialog: ConfirmDialog) -> QDialog.DialogCode:
            answered.read.append(" ".join(each.text() for each in dialog.findChildren(QLabel)))
            return QDialog.DialogCode(answered.insists)

        monkeypatch.setattr(ConfirmDialog, "exec", execute)


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> Officer:
    return Officer(monkeypatch)


def test_days_behind_the_province(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen, officer: Officer
) -> None:
    draft = ready(counter, screen)
    answered(counter, timedelta(days=3))
    screen.receive()
    qtbot.waitUntil(lambda: len(officer.read) == 1)
    assert "09:21 ngày 23/11/2026, chậm 3 ngày so với giờ của tỉnh" in officer.read[0]
    qtbot.waitUntil(screen.page.checklist.receive.isEnabled)
    assert state(counter, draft) is DossierState.DRAFT
    officer.insists = True
    screen.receive()
    qtbot.waitUntil(lambda: state(counter, draft) is DossierState.QUEUED)


def test_who_insisted_is_not_asked_for_each_dossier(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen, officer: Officer
) -> None:
    officer.insists = True
    answered(counter, timedelta(days=-3))
    for _ in range(2):
        draft = ready(counter, screen)
        screen.receive()
        qtbot.waitUntil(lambda draft=draft: state(counter, draft) is DossierState.QUEUED)
        qtbot.waitUntil(screen.received.isVisible)
    assert len(officer.read) == 1
    assert "nhanh 3 ngày" in officer.read[0]
    third, officer.insists = ready(counter, screen), False
    answered(counter, timedelta(days=30))
    screen.receive()
    qtbot.waitUntil(lambda: len(officer.read) == 2)
    assert state(counter, third) is DossierState.DRAFT


def test_a_clock_behind_what_was_received_before(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen, officer: Officer
) -> None:
    open_draft(
        store=counter.store, procedure_code=MARRIAGE.code, case_code="TT",
        now=NOW + timedelta(days=40),
    )  # fmt: skip
    draft = ready(counter, screen)
    screen.receive()
    qtbot.waitUntil(lambda: len(officer.read) == 1)
    assert "chậm 40 ngày so với hồ sơ mới nhất" in officer.read[0]
    assert state(counter, draft) is DossierState.DRAFT


def test_hours_are_for_the_strip_alone(
    qtbot: QtBot, counter: Counter, screen: IntakeScreen, officer: Officer
) -> None:
    draft = ready(counter, screen)
    answered(counter, timedelta(hours=20))
    screen.receive()
    qtbot.waitUntil(lambda: state(counter, draft) is DossierState.QUEUED)
    assert officer.read == []
