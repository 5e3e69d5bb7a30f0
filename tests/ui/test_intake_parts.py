"""Days, hints, rows and columns of intake, without a window."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.domain.dossier import (
    Applicant,
    ComponentLine,
    Dossier,
    DossierId,
    DossierState,
    Gender,
)
from app.domain.paper import Paper, PaperId, PaperState
from app.domain.procedure import CopyKind
from tests.store.conftest import MARRIAGE, PENSION
from ui.intake.components_model import ComponentsModel, component_rows
from ui.intake.date_text import day_text, read_day
from ui.intake.identity_hints import gender_of, number_hint
from ui.intake.procedure_model import ProcedureModel
from ui.intake.progress import missing, progress
from ui.widgets.fitting import FittingColumn, fitting

LINES = (
    ComponentLine("c1", "TP01", "Tờ khai", 1, CopyKind.ORIGINAL, required=True),
    ComponentLine("c2", "TP02", "Giấy ủy quyền", 1, CopyKind.COPY, required=False),
)


def paper(number: int, component: str) -> Paper:
    return Paper(
        PaperId(f"p{number}"), DossierId("d"), component, f"Giấy {number}", PaperState.SCANNED,
        1, 200, "0" * 64, 1,
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["12/04/1998", "12041998", "12-4-1998", " 12.04.1998 "])
def test_days_are_read_as_they_are_typed(typed: str) -> None:
    assert read_day(typed) == date(1998, 4, 12)
    assert day_text(read_day(typed)) == "12/04/1998"


@pytest.mark.parametrize("typed", ["31/02/1990", "1990", "12/04/98", "hôm qua", "1204199"])
def test_what_is_no_day_is_said(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_day(typed)


def test_no_day_is_no_mistake() -> None:
    assert read_day("  ") is None
    assert day_text(None) == ""


def test_the_number_tells_the_gender() -> None:
    assert gender_of("089198001234") is Gender.FEMALE
    assert gender_of("089098001234") is Gender.MALE
    assert gender_of("0890") is Gender.UNKNOWN


def test_hints_are_about_what_was_typed() -> None:
    assert number_hint(Applicant()) == ""
    assert number_hint(Applicant(identity_number="0891")) == "Chưa đủ 12 chữ số"
    woman = Applicant(identity_number="089198001234", born=date(1997, 1, 1))
    assert number_hint(woman) == "Không khớp năm sinh"


def test_each_paper_has_a_row_and_there_is_room_for_another() -> None:
    rows = component_rows(LINES, (paper(1, "c1"), paper(2, "c1"), paper(3, ""), paper(4, "gone")))
    assert [(row.component_id, row.paper and row.paper.id, row.first) for row in rows] == [
        ("c1", "p1", True),
        ("c1", "p2", False),
        ("c2", None, True),
        ("", "p3", True),
        ("", "p4", True),
        ("", None, True),
    ]


def test_the_next_row_without_its_paper_is_found() -> None:
    model = ComponentsModel()
    model.set_rows(component_rows(LINES, ()))
    assert model.first_missing() == 0
    model.set_rows(component_rows(LINES, (paper(1, "c1"),)))
    assert model.first_missing() == -1


def test_progress_counts_what_is_required_and_what_was_handed_in() -> None:
    counts = [each.count for each in progress(None, Applicant(), ())]
    assert counts == ["", "", "", ""]


def test_procedures_used_lately_come_first() -> None:
    model = ProcedureModel()
    model.set_procedures((MARRIAGE, PENSION), ("2.002307",))
    assert model.procedure(0) == PENSION
    model.search("DANG KY ket")
    assert (model.rowCount(), model.procedure(0)) == (1, MARRIAGE)
    model.search("1.000894")
    assert model.procedure(0) == MARRIAGE
    model.search("không có")
    assert model.procedure(0) is None


def test_the_least_important_columns_make_way_first() -> None:
    columns = (FittingColumn(0, 200), FittingColumn(2, 100), FittingColumn(1, 150))
    assert [each.column for each in fitting(columns, 450)] == [0, 2, 1]
    assert [each.column for each in fitting(columns, 449)] == [0, 2]
    assert [each.column for each in fitting(columns, 10)] == [0]


def test_what_is_missing_is_said_in_the_order_of_the_steps() -> None:
    assert missing(None, Applicant(), ()) == ("Chọn thủ tục",)
    dossier = Dossier(
        id=DossierId("d"), provisional_code="TAM", code="", state=DossierState.DRAFT,
        procedure_code="1", procedure_name="", case_code="", applicant=Applicant(),
        components=LINES, created_at=datetime(2026, 11, 23, tzinfo=UTC),
        received_at=None, due_at=None,
    )  # fmt: skip
    assert missing(dossier, Applicant(identity_number="0891"), ()) == (
        "Họ và tên người nộp", "Số CCCD đủ 12 chữ số", "Tờ khai",
    )  # fmt: skip
    known = Applicant(full_name="Lê Thị Thu Hà", identity_number="089198001234")
    papers = [paper(1, "c1"), paper(2, "c2")]
    assert missing(dossier, known, papers) == ("Ký số 2 giấy tờ (F8)",)
    signed = [replace(each, state=PaperState.SIGNED) for each in papers]
    assert missing(dossier, known, signed) == ()
