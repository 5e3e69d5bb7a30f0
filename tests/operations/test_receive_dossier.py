"""From a draft to acts in the queue, with what stands in between said one thing at a time."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.domain.dossier import Applicant, Dossier, DossierState, Gender, ReturnWay
from app.domain.paper import Paper, Rect, SignatureFacts
from app.domain.submission import OutboxKind, OutboxState
from app.domain.working_time import VIETNAM, WorkingCalendar
from app.errors import AppError, Code
from app.operations.build_paper import attach_file
from app.operations.page_folders import PageFolders
from app.operations.receive_dossier import (
    open_draft,
    receive_dossier,
    write_applicant,
    write_terms,
)
from app.store.store import Store
from app.store.vault import Vault
from sync.contract import ReceiveDossier
from tests.keys import KEYS
from tests.store.conftest import MARRIAGE, NOW

BRIDE = Applicant(
    full_name="Lê Thị Thu Hà",
    identity_number="089198001234",
    born=date(1998, 4, 12),
    gender=Gender.FEMALE,
    address="Ấp Mỹ Khánh 1, xã Mỹ Hòa Hưng, tỉnh An Giang",
)
SIGNED = SignatureFacts(
    "Nguyễn Thị Hồng Đào", "0a", "B-T", NOW, 1, Rect(20, 700, 180, 740), "valid"
)


def add_paper(store: Store, dossier: Dossier, component: int, sha: str) -> Paper:
    with store.write() as work:
        return work.papers.add(
            dossier_id=dossier.id, component_id=dossier.components[component].id, batch_id=None,
            title=dossier.components[component].name, pages=1, dpi=200, sha256="0" * 64, size=10,
            now=NOW,
        )  # fmt: skip


def sign(store: Store, paper: Paper, sha: str) -> None:
    with store.write() as work:
        work.papers.mark_signed(paper.id, sha256=sha * 64, size=20, facts=SIGNED)


def receive(store: Store, dossier: Dossier) -> Dossier:
    return receive_dossier(store=store, dossier_id=dossier.id, calendar=WorkingCalendar(), now=NOW)


@pytest.fixture
def draft(store: Store) -> Dossier:
    return open_draft(store=store, procedure_code="1.000894", case_code="TT", now=NOW)


def test_what_is_missing_is_said_one_thing_at_a_time(store: Store, draft: Dossier) -> None:
    def said() -> tuple[Code, object]:
        with pytest.raises(AppError) as caught:
            receive(store, draft)
        return caught.value.code, next(iter(caught.value.facts.values()), None)

    assert said() == (Code.APPLICANT_INCOMPLETE, "full_name")
    write_applicant(store=store, dossier_id=draft.id, applicant=Applicant(full_name="Hà"))
    assert said() == (Code.IDENTITY_NUMBER_INVALID, None)
    write_applicant(store=store, dossier_id=draft.id, applicant=BRIDE)
    assert said() == (Code.COMPONENT_MISSING, "Tờ khai đăng ký kết hôn")
    paper = add_paper(store, draft, 0, "a")
    assert said() == (Code.PAPER_NOT_SIGNED, "Tờ khai đăng ký kết hôn")
    sign(store, paper, "a")
    assert receive(store, draft).state is DossierState.QUEUED
    assert said()[0] is Code.DOSSIER_ALREADY_SUBMITTED


def test_reception_queues_each_file_and_then_the_act(store: Store, draft: Dossier) -> None:
    write_applicant(store=store, dossier_id=draft.id, applicant=BRIDE)
    write_terms(
        store=store, dossier_id=draft.id, return_way=ReturnWay.POST, fees=[("Bản sao", 2, 8000)]
    )
    for component, sha in ((0, "a"), (1, "b")):
        sign(store, add_paper(store, draft, component, sha), sha)
    dossier = receive(store, draft)
    with store.read() as work:
        items = work.outbox.of_dossier(draft.id)
    assert [item.kind for item in items] == [
        OutboxKind.UPLOAD, OutboxKind.UPLOAD, OutboxKind.RECEIVE_DOSSIER,
    ]  # fmt: skip
    act = ReceiveDossier.model_validate(items[2].payload)
    assert [(paper.component_code, paper.sha256) for paper in act.papers] == [
        ("TP01", "a" * 64), ("TP02", "b" * 64),
    ]  # fmt: skip
    assert act.unit_code == "H01.31.02"
    assert act.received_at == NOW
    assert act.received_at.utcoffset() == VIETNAM.utcoffset(None)
    assert act.due_at == dossier.due_at
    assert act.fees[0].amount == 8000


def test_a_file_comes_too_late_once_the_dossier_is_received(
    store: Store, draft: Dossier, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    """The officer receives while it is still being looked at: nothing would send it."""
    write_applicant(store=store, dossier_id=draft.id, applicant=BRIDE)
    sign(store, add_paper(store, draft, 0, "a"), "a")
    receive(store, draft)
    with pytest.raises(AppError) as caught:
        attach_file(
            store=store, vault=Vault(tmp_path / "vault", KEYS),
            folders=PageFolders(tmp_path, KEYS), path=make_pdf(tmp_path / "a.pdf"),
            dossier_id=draft.id, component_id="", title="A", now=NOW,
        )  # fmt: skip
    assert caught.value.code is Code.DOSSIER_ALREADY_SUBMITTED
    with store.read() as work:
        assert len(work.papers.of_dossier(draft.id)) == 1


def test_a_refused_dossier_goes_again_under_a_new_key(store: Store, draft: Dossier) -> None:
    write_applicant(store=store, dossier_id=draft.id, applicant=BRIDE)
    sign(store, add_paper(store, draft, 0, "a"), "a")
    receive(store, draft)
    with store.write() as work:
        upload, act = work.outbox.of_dossier(draft.id)
        work.outbox.begin_attempt(upload.id, NOW)
        work.outbox.deliver(upload.id, receipt={"sha256": "a" * 64}, now=NOW)
        work.outbox.begin_attempt(act.id, NOW)
        work.outbox.refuse(act.id, code="province_refused", facts={}, now=NOW)
        work.dossiers.refuse(draft.id, reason="Thiếu ngày sinh")
    receive(store, draft)
    with store.read() as work:
        items = work.outbox.of_dossier(draft.id)
        due = work.outbox.due(NOW)
    assert [item.state for item in items] == [
        OutboxState.DELIVERED, OutboxState.WITHDRAWN, OutboxState.WAITING,
    ]  # fmt: skip
    assert due == (items[2].id,)
    assert items[2].key != act.key


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2026-11-23T09:00", 1, "2026-11-24T09:00"),  # Monday
        ("2026-11-27T16:30", 1, "2026-11-30T16:30"),  # over a weekend
        ("2026-11-28T10:00", 1, "2026-12-01T07:00"),  # Saturday counts from Monday's opening
        ("2026-11-23T12:00", 0, "2026-11-23T13:00"),  # at noon
        ("2026-12-31T09:00", 2, "2027-01-05T09:00"),  # New Year's Day is off
    ],
)
def test_deadlines_follow_working_hours(received: str, days: int, due: str) -> None:
    calendar = WorkingCalendar(holidays=frozenset({date(2027, 1, 1)}))
    start = datetime.fromisoformat(received).replace(tzinfo=VIETNAM)
    assert calendar.due_at(start, days) == datetime.fromisoformat(due).replace(tzinfo=VIETNAM)


def test_time_left_counts_working_hours_only() -> None:
    calendar = WorkingCalendar()
    friday = datetime(2026, 11, 27, 16, 0, tzinfo=VIETNAM)
    monday = datetime(2026, 11, 30, 8, 0, tzinfo=VIETNAM)
    assert calendar.time_between(friday, monday).total_seconds() == 2 * 3600
    assert calendar.time_between(monday, friday).total_seconds() == -2 * 3600
    assert datetime(2026, 11, 23, tzinfo=UTC) < friday


def test_two_drafts_of_a_day_have_two_numbers(store: Store, tmp_path: Path) -> None:
    first = open_draft(store=store, procedure_code="1.000894", case_code="XM", now=NOW)
    second = open_draft(store=store, procedure_code="2.002307", case_code="", now=NOW)
    assert first.provisional_code[:-4] == second.provisional_code[:-4]
    assert (first.provisional_code[-4:], second.provisional_code[-4:]) == ("0001", "0002")
    assert first.case_code == "XM"
    assert len(MARRIAGE.components) == len(first.components)
