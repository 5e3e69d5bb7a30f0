"""Finding dossiers by any word of themselves and of their papers, as one types."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dossier import Applicant, Dossier
from app.domain.paper import Paper
from app.domain.paper_field import Field, PaperField
from app.domain.search_words import match_query, search_words
from app.store.dossiers import DossierFilter
from app.store.migration import known_versions, upgrade
from app.store.resealing import PLAIN
from app.store.store import Store
from app.store.words import MOST_FOUND
from tests.keys import KEYS
from tests.store.conftest import MARRIAGE, NOW, PENSION

NAME = "Nguyễn Thị Đức Hạnh"


@pytest.fixture
def hanh(store: Store, draft: Dossier) -> Dossier:
    with store.write() as work:
        applicant = Applicant(
            full_name=NAME, identity_number="089198001234", phone="0912 345 678",
            organization="Hợp tác xã Mỹ Hòa",
        )  # fmt: skip
        work.dossiers.set_applicant(draft.id, applicant)
        work.dossiers.open_draft(procedure=PENSION, case_code="", counter="00AF", now=NOW)
        return work.dossiers.get(draft.id)


def paper(store: Store, dossier: Dossier, title: str, text: str = "") -> Paper:
    with store.write() as work:
        return work.papers.add(
            dossier_id=dossier.id, component_id="", batch_id=None, title=title, pages=1, dpi=200,
            sha256="0" * 64, size=1, now=NOW, text=text,
        )  # fmt: skip


def found(store: Store, typed: str) -> list[str]:
    with store.read() as work:
        return [each.applicant.full_name for each in work.dossiers.find(DossierFilter(text=typed))]


@pytest.mark.parametrize(
    "typed",
    [
        "nguyen duc", "Đức", "đ", "d", "hạnh thi", "NGUYỄN", "ng th d h", "089198001234", "0891",
        "1.000894", "dang ky ket hon", "hop tac xa", "0912 345", "kết-hôn", "nguyễn",
        '"Đức" AND (Hạnh*', "Đức OR", "đức^", "duc:",
    ],
)  # fmt: skip
def test_found_however_it_is_typed(store: Store, hanh: Dossier, typed: str) -> None:
    if "AND" in typed or "OR" in typed:
        assert found(store, typed) == [], "the words AND and OR stand nowhere"
    else:
        assert NAME in found(store, typed)


@pytest.mark.parametrize("typed", ["nguyen van", "anh", "ức", "9198001234", "*", '"', "…"])
def test_what_is_not_there_is_not_found(store: Store, hanh: Dossier, typed: str) -> None:
    assert found(store, typed) == []


def test_nothing_typed_finds_everything(store: Store, hanh: Dossier) -> None:
    assert len(found(store, "")) == len(found(store, "  ")) == 2


def test_words_of_papers_find_their_dossier_until_the_paper_goes(
    store: Store, hanh: Dossier
) -> None:
    made = paper(store, hanh, "Giấy khai sinh", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, Long Xuyên")
    assert found(store, "khai sinh") == [NAME]
    assert found(store, "long xuyen hanh") == [NAME], "words of both"
    field = PaperField(Field.NUMBER, "147/GKS", 1, None, 90, confirmed=True)
    with store.write() as work:
        work.fields.keep(made.id, [field])
    assert found(store, "147 gks") == [NAME]
    with store.write() as work:
        work.papers.remove(made.id)
    assert found(store, "khai sinh") == found(store, "147") == []
    assert NAME in found(store, "duc")


def test_a_name_that_changed_is_found_by_the_new_one_only(store: Store, hanh: Dossier) -> None:
    with store.write() as work:
        work.dossiers.set_applicant(hanh.id, Applicant(full_name="Trần Văn Khôi"))
    assert found(store, "hanh") == []
    assert found(store, "khoi") == ["Trần Văn Khôi"]


def test_words_and_states_are_counted_together(store: Store, hanh: Dossier) -> None:
    with store.read() as work:
        assert sum(work.dossiers.counts(DossierFilter(text="duc")).values()) == 1
        assert sum(work.dossiers.counts(DossierFilter(text="tam")).values()) == 2


def test_the_newest_are_looked_at_first(store: Store) -> None:
    with store.write() as work:
        for number in range(MOST_FOUND + 5):
            row = work.dossiers.open_draft(
                procedure=MARRIAGE, case_code="", counter=f"{number // 9000:04X}", now=NOW
            )
            if number in (0, MOST_FOUND + 4):
                work.dossiers.set_applicant(row.id, Applicant(full_name=f"Ông {number}"))
    with store.read() as work:
        wanted = DossierFilter(text="ket hon", limit=5000)
        names = {each.applicant.full_name for each in work.dossiers.find(wanted)}
    assert names == {"", f"Ông {MOST_FOUND + 4}"}
    assert "Ông 0" in found(store, "ông 0")


def test_a_database_from_before_is_found_in(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "quay.sqlite3"
    upgrade(path, "0011", PLAIN)
    assert known_versions()[-1] >= "0012"
    with closing(sqlite3.connect(path)) as old, old:
        old.execute(
            "INSERT INTO dossiers (id, provisional_code, code, state, procedure_code,"
            " procedure_name, case_code, full_name, identity_number, gender, address, phone, email,"
            " organization, fees, return_way, handled_by, refusal, created_at, search)"
            " VALUES ('d','p','','draft','1','n','',?,'','unknown','','','','','[]','counter','',"
            "'','2026-01-01T00:00:00.000000+00:00','nguyen thi duc hanh')",
            (NAME,),
        )
        old.execute(
            "INSERT INTO papers (id, dossier_id, component_id, title, state, pages, dpi,"
            " original_sha256, original_bytes, signed_sha256, signed_bytes, created_at)"
            " VALUES ('p','d','','Giấy khai sinh','scanned',1,200,'a',1,'',0,"
            "'2026-01-01T00:00:00.000000+00:00')"
        )
    with closing(Store(path, tmp_path, KEYS)) as store:
        assert found(store, "đức khai") == [NAME]


@given(st.text(), st.text())
def test_any_text_is_a_query_and_finds_itself(text: str, other: str) -> None:
    words = search_words(text, other).split()
    query = match_query(text)
    for part in query.split():
        assert part.startswith('"')
        assert part.endswith('"*')
        assert part[1:-2] in words
