"""What the counter remembers of the places of stamps, by procedure and component."""

import pytest

from app.domain.dossier import Dossier
from app.domain.paper import Paper
from app.domain.place_template import PageCorner, PlaceTemplate, RememberedPlace
from app.domain.procedure import Procedure
from app.store.store import Store
from tests.store.conftest import MARRIAGE, NOW, PENSION

HERE = PlaceTemplate(1, PageCorner.TOP_RIGHT, 20.25, 30.5, 190)
THERE = PlaceTemplate(-1, PageCorner.BOTTOM_LEFT, 40, 50, 120)


def add(store: Store, procedure: Procedure, component: int | None) -> Paper:
    with store.write() as work:
        dossier: Dossier = work.dossiers.open_draft(
            procedure=procedure, case_code="", counter="00AF", now=NOW
        )
        line = dossier.components[component].id if component is not None else ""
        return work.papers.add(
            dossier_id=dossier.id, component_id=line, batch_id=None, title="Giấy", pages=1,
            dpi=200, sha256="a" * 64, size=1, now=NOW,
        )  # fmt: skip


def remember(store: Store, paper: Paper, place: PlaceTemplate, *, component: bool = False) -> None:
    with store.write() as work:
        work.stamp_places.remember(paper, "digitise", place, component_only=component)


def forget(store: Store, paper: Paper) -> None:
    with store.write() as work:
        work.stamp_places.forget(paper, "digitise")


def held(store: Store, paper: Paper, profile: str = "digitise") -> RememberedPlace | None:
    with store.read() as work:
        return work.stamp_places.of_paper(paper, profile)


def test_a_place_holds_for_the_next_papers_of_the_procedure_and_profile(store: Store) -> None:
    first = add(store, MARRIAGE, 0)
    assert held(store, first) is None
    remember(store, first, HERE)
    for component in (0, 1, None):
        assert held(store, add(store, MARRIAGE, component)) == RememberedPlace(HERE, False)
    assert held(store, add(store, PENSION, 0)) is None
    assert held(store, first, "approve") is None
    remember(store, first, THERE)
    assert held(store, first) == RememberedPlace(THERE, False)


def test_a_place_of_one_component_goes_before_the_procedures(store: Store) -> None:
    form, other = add(store, MARRIAGE, 0), add(store, MARRIAGE, 1)
    remember(store, form, THERE, component=True)
    assert held(store, form) == RememberedPlace(THERE, True)
    assert held(store, other) is None
    remember(store, other, HERE)
    assert held(store, form) == RememberedPlace(THERE, True, procedure_too=True)
    assert held(store, other) == RememberedPlace(HERE, False)
    forget(store, form)
    assert held(store, form) == RememberedPlace(HERE, False)


def test_a_place_for_the_whole_procedure_holds_for_the_paper_it_was_learnt_from(
    store: Store,
) -> None:
    form = add(store, MARRIAGE, 0)
    remember(store, form, THERE, component=True)
    remember(store, form, HERE)
    assert held(store, form) == RememberedPlace(HERE, False)


@pytest.mark.parametrize("component", [True, False])
def test_what_is_forgotten_holds_no_longer(store: Store, component: bool) -> None:
    paper = add(store, MARRIAGE, 0)
    forget(store, paper)
    remember(store, paper, HERE, component=component)
    forget(store, paper)
    assert held(store, paper) is None


def test_another_paper_has_no_component_to_remember_for(store: Store) -> None:
    paper = add(store, MARRIAGE, None)
    remember(store, paper, HERE, component=True)
    assert held(store, paper) == RememberedPlace(HERE, False)
