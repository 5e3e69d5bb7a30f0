"""What papers and pages say of themselves is kept with them and goes with them."""

import pytest

from app.domain.dossier import Dossier
from app.domain.paper import Paper, Rect
from app.domain.paper_field import Field, PaperField
from app.errors import AppError, Code
from app.store.store import Store
from tests.store.conftest import MARRIAGE, NOW

NUMBER = PaperField(Field.NUMBER, "128", 1, Rect(56.5, 700.25, 120, 714), 91, confirmed=True)
SIGNER = PaperField(Field.SIGNER, "Trần Quốc Vượng", 2, None, 0, confirmed=False)


@pytest.fixture
def paper(store: Store) -> Paper:
    with store.write() as work:
        dossier: Dossier = work.dossiers.open_draft(
            procedure=MARRIAGE, case_code="TT", counter="0A1B", now=NOW
        )
        return work.papers.add(
            dossier_id=dossier.id, component_id="", batch_id=None, title="Quyết định", pages=2,
            dpi=200, sha256="a" * 64, size=1, now=NOW,
        )  # fmt: skip


def test_fields_are_kept_as_they_are_and_in_their_order(store: Store, paper: Paper) -> None:
    with store.write() as work:
        work.fields.keep(paper.id, [SIGNER, NUMBER])
    with store.read() as work:
        assert work.fields.of_paper(paper.id) == (NUMBER, SIGNER)


def test_fields_go_with_their_paper(store: Store, paper: Paper) -> None:
    with store.write() as work:
        work.fields.keep(paper.id, [NUMBER])
    with store.write() as work:
        work.papers.remove(paper.id)
    with store.read() as work:
        assert work.fields.of_paper(paper.id) == ()


def test_what_the_officer_says_of_a_page_holds_until_she_says_otherwise(store: Store) -> None:
    with store.write() as work:
        batch = work.scans.begin(source="", dossier_id="", component_id="", now=NOW)
        first, second = (
            work.scans.add_page(batch.id, file=file, width_px=9, height_px=9, dpi=200)
            for file in ("page-0001.jpg", "page-0002.jpg")
        )
    with store.write() as work:
        work.fields.say(first.id, Field.NUMBER, "128")
        work.fields.say(first.id, Field.SIGNER, "")
    with store.write() as work:
        work.fields.say(first.id, Field.NUMBER, "129")
        work.fields.carry_over(first.id, second.id)
    with store.read() as work:
        assert work.fields.said_of([first.id]) == {
            (first.id, Field.NUMBER): "129", (first.id, Field.SIGNER): "",
        }  # fmt: skip
        assert work.fields.said_of([second.id])[second.id, Field.NUMBER] == "129"


def test_nothing_is_said_of_a_page_that_does_not_exist(store: Store) -> None:
    with pytest.raises(AppError) as error, store.write() as work:
        work.fields.say("x", Field.NUMBER, "1")
    assert error.value.code is Code.PAGE_ABSENT
