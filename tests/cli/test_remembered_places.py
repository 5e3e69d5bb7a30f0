"""``quay submit`` signs where the procedure's stamps stand, and says where it could not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.counter import Counter
from app.domain.dossier import DossierId
from app.domain.paper import Paper
from app.domain.place_template import PageCorner, PlaceTemplate
from app.paths import Profile
from signing.profiles import DIGITISING
from tests.cli.test_commands import CARD

RIGHT = PlaceTemplate(1, PageCorner.TOP_RIGHT, 300, 40, DIGITISING.width)


def papers_of(profile: Path, dossier: str) -> tuple[Paper, ...]:
    with Counter(Profile(profile)) as counter, counter.store.read() as work:
        return work.papers.of_dossier(DossierId(dossier))


def test_a_dossier_of_several_papers_needs_no_click(
    run: Callable[..., object], make_pdf: Callable[..., Path], profile: Path, tmp_path: Path
) -> None:
    form = make_pdf(tmp_path / "form.pdf")
    card = make_pdf(tmp_path / "card.pdf", size=(400, 300), text="card")
    arguments = (
        "submit", "--procedure", "1.000894", "--card", CARD,
        "--paper", f"TP01={form}", "--paper", f"TP02={card}",
    )  # fmt: skip
    home = {"QUAY_HOME": str(profile)}
    first = run(*arguments, "--json", **home).said
    assert first["placed_by_rule"] == []
    paper, *_ = papers_of(profile, first["dossier_id"])
    with Counter(Profile(profile)) as counter, counter.store.write() as work:
        work.stamp_places.remember(paper, DIGITISING.id, RIGHT, component_only=False)
    second = run(*arguments, "--json", **home).said
    signed = papers_of(profile, second["dossier_id"])
    rects = [each.signature.rect for each in signed if each.signature]
    assert rects[0].x1 == pytest.approx(595.276 - 300, abs=0.01)
    assert rects[0].y1 == pytest.approx(841.89 - 40, abs=0.01)
    assert rects[1].x0 == pytest.approx(DIGITISING.margin, abs=0.01)
    [note] = second["placed_by_rule"]
    assert note["title"] == signed[1].title
    assert (note["error"]["code"], note["error"]["facts"]) == (
        "template_unfit", {"reason": "outside_page"},
    )  # fmt: skip
    told = run(*arguments, **home).out.decode()
    assert "ở vị trí đã nhớ thì dấu ký ra ngoài mép. Dấu ký ở vị trí theo quy định." in told
