"""A draft follows what is typed: in order, in the end complete, and again after a failure."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.counter import Counter
from app.domain.dossier import Applicant, Dossier
from app.errors import AppError, Code
from app.store.changes import Changes
from app.store.dossiers import DossierFilter
from tests.store.conftest import MARRIAGE
from tests.ui.counter_bench import sign_in
from tests.ui.queue_past import NOW
from ui.intake.draft_content import DraftContent
from ui.intake.draft_keeper import DraftKeeper

BEGUN = DraftContent(procedure_code=MARRIAGE.code, case_code="TT")


@pytest.fixture
def owner(qapp: object) -> QObject:
    return QObject()


@pytest.fixture
def keeper(counter: Counter, owner: QObject) -> DraftKeeper:
    sign_in(counter)
    made = DraftKeeper(lane=counter.files_lane, store=counter.store, now=lambda: NOW, parent=owner)
    made.begin(None)
    return made


def named(name: str) -> DraftContent:
    return replace(BEGUN, applicant=Applicant(full_name=name))


def kept(counter: Counter) -> list[Dossier]:
    with counter.store.read() as work:
        return list(work.dossiers.find(DossierFilter()))


def test_what_came_while_writing_is_written_after_it(
    qtbot: QtBot, counter: Counter, keeper: DraftKeeper
) -> None:
    keeper.want(BEGUN)
    for name in ("L", "Lê", "Lê Thị", "Lê Thị Hà"):
        keeper.want(named(name))
    qtbot.waitUntil(lambda: keeper.all_kept)
    assert [each.applicant.full_name for each in kept(counter)] == ["Lê Thị Hà"]


def test_typing_is_written_once_it_pauses(
    qtbot: QtBot, counter: Counter, keeper: DraftKeeper
) -> None:
    keeper.want(BEGUN)
    qtbot.waitUntil(lambda: keeper.all_kept)
    heard: list[Changes] = []
    counter.store.subscribe(heard.append)
    for name in ("L", "Lê", "Lê Thị"):
        keeper.want(named(name))
    qtbot.waitUntil(lambda: keeper.all_kept)
    assert len(heard) == 1


def test_then_comes_after_everything_is_kept(
    qtbot: QtBot, counter: Counter, keeper: DraftKeeper
) -> None:
    said: list[str] = []
    keeper.want(BEGUN)
    keeper.want(named("Lê Thị Hà"))
    keeper.save(then=lambda: said.append(kept(counter)[0].applicant.full_name))
    qtbot.waitUntil(lambda: said == ["Lê Thị Hà"])


def test_finishing_needs_no_event_loop(counter: Counter, keeper: DraftKeeper) -> None:
    keeper.want(BEGUN)
    keeper.want(named("Lê Thị Hà"))
    keeper.finish()
    assert [each.applicant.full_name for each in kept(counter)] == ["Lê Thị Hà"]


def test_a_failure_is_said_and_the_next_change_tries_again(
    qtbot: QtBot, counter: Counter, keeper: DraftKeeper
) -> None:
    failed: list[AppError] = []
    said: list[None] = []
    keeper.failed.connect(failed.append)
    keeper.want(replace(BEGUN, procedure_code="9.999999"))
    keeper.save(then=lambda: said.append(None))
    qtbot.waitUntil(lambda: [error.code for error in failed] == [Code.PROCEDURE_UNKNOWN])
    assert (said, keeper.all_kept) == ([], False)
    keeper.want(named("Lê Thị Hà"))
    qtbot.waitUntil(lambda: keeper.all_kept)
    assert [each.applicant.full_name for each in kept(counter)] == ["Lê Thị Hà"]


def test_a_new_draft_never_gets_the_words_of_the_old_one(
    qtbot: QtBot, counter: Counter, keeper: DraftKeeper
) -> None:
    opened: list[Dossier] = []
    keeper.opened.connect(opened.append)
    keeper.want(named("Lê Thị Hà"))
    keeper.begin(None)
    keeper.want(BEGUN)
    qtbot.waitUntil(lambda: len(kept(counter)) == 2 and keeper.all_kept)
    assert sorted(each.applicant.full_name for each in kept(counter)) == ["", "Lê Thị Hà"]
    assert opened[-1].id != opened[0].id
