"""The remembered place is taken where it is safe; otherwise the rule's, and why is said."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.paper import Rect
from app.domain.place_template import PageCorner, PlaceTemplate
from app.errors import AppError, Code
from signing.landmarks import landmarks
from signing.pades import sign_pdf
from signing.place_facts import LandmarkKind, PlacedBy
from signing.placement import PageGeometry, Placement, place_in_corner
from signing.places import choose_place, place_by_template
from signing.profiles import APPROVAL, DIGITISING, ISSUING, PROFILES, SignatureProfile
from signing.source import SourceFacts, check_source
from signing.stamp import Stamp
from signing.stamp_drawing import draw_stamp
from tests.conftest import FONT
from tests.signing.conftest import OpenSession

NOW = datetime(2026, 11, 23, 9, 8, 34, tzinfo=UTC)
STAMP = draw_stamp(DIGITISING, name="Nguyễn Thị Hồng Đào", signing_time=NOW)
RIGHT = PlaceTemplate(1, PageCorner.TOP_RIGHT, 30, 40, 190)
MakePdf = Callable[..., Path]


@pytest.fixture
def signed(make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession) -> Path:
    """Two pages, the first with a leader's signature in its lower right part."""
    source, target = make_pdf(tmp_path / "plain.pdf", pages=2), tmp_path / "signed.pdf"
    with open_session("leader") as session:
        signed = sign_pdf(
            source=source, session=session, stamp=STAMP,
            placement=Placement(1, Rect(350, 100, 540, 134)), signing_time=NOW,
        )  # fmt: skip
        target.write_bytes(signed.content)
    return target


def choose(
    source: Path,
    open_session: OpenSession,
    template: PlaceTemplate | None,
    own: Placement | None = None,
) -> tuple[PlacedBy, Placement, object]:
    with open_session("officer") as session:
        chosen = choose_place(
            DIGITISING, STAMP, source=source, facts=check_source(source),
            certificate=session.certificate, own=own, template=template,
        )  # fmt: skip
    reason = chosen.unfit.facts["reason"] if chosen.unfit else None
    return chosen.by, chosen.placement, reason


def rule(source: Path) -> Placement:
    return place_in_corner(DIGITISING, check_source(source).pages)


def test_what_is_remembered_goes_before_the_rule_and_the_officer_before_both(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession
) -> None:
    scan = make_pdf(tmp_path / "scan.pdf", size=(595, 842))
    by, place, reason = choose(scan, open_session, RIGHT)
    assert (by, reason) == (PlacedBy.TEMPLATE, None)
    assert place == Placement(1, Rect(375, 842 - 40 - STAMP.height, 565, 802))
    own = Placement(1, Rect(5, 5, 195, 39))
    assert choose(scan, open_session, RIGHT, own) == (PlacedBy.OFFICER, own, None)
    assert choose(scan, open_session, None) == (PlacedBy.RULE, rule(scan), None)


@pytest.mark.parametrize(
    ("template", "size", "reason"),
    [
        (PlaceTemplate(2, PageCorner.TOP_LEFT, 12, 12, 190), (595, 842), "page_absent"),
        (PlaceTemplate(-2, PageCorner.TOP_LEFT, 12, 12, 190), (595, 842), "page_absent"),
        (PlaceTemplate(1, PageCorner.TOP_LEFT, 250, 12, 190), (420, 595), "outside_page"),
        (PlaceTemplate(1, PageCorner.BOTTOM_LEFT, 12, 570, 190), (420, 595), "outside_page"),
        (PlaceTemplate(1, PageCorner.TOP_LEFT, 0, 0, 500), (420, 595), "outside_page"),
    ],
)
def test_a_place_that_does_not_fit_gives_way_to_the_rule(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession, template: PlaceTemplate,
    size: tuple[float, float], reason: str,
) -> None:  # fmt: skip
    scan = make_pdf(tmp_path / "scan.pdf", size=size)
    assert choose(scan, open_session, template) == (PlacedBy.RULE, rule(scan), reason)


def test_no_earlier_signature_is_covered(signed: Path, open_session: OpenSession) -> None:
    over = PlaceTemplate(1, PageCorner.BOTTOM_RIGHT, 100, 120, 190)
    assert choose(signed, open_session, over) == (PlacedBy.RULE, rule(signed), "over_signature")
    above = PlaceTemplate(1, PageCorner.BOTTOM_RIGHT, 55.276, 134, 190)
    assert choose(signed, open_session, above)[0] is PlacedBy.TEMPLATE
    other_page = PlaceTemplate(2, PageCorner.BOTTOM_RIGHT, 100, 120, 190)
    assert choose(signed, open_session, other_page)[0] is PlacedBy.TEMPLATE


def test_with_a_place_of_its_own_no_name_is_needed(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession
) -> None:
    scan = make_pdf(tmp_path / "scan.pdf")
    facts = check_source(scan)
    with open_session("leader") as session:
        certificate = session.certificate
    chosen = choose_place(
        APPROVAL, STAMP, source=scan, facts=facts, certificate=certificate, template=RIGHT
    )
    assert chosen.by is PlacedBy.TEMPLATE
    with pytest.raises(AppError) as refused:
        choose_place(APPROVAL, STAMP, source=scan, facts=facts, certificate=certificate)
    assert refused.value.code is Code.SIGNER_PLACE_ABSENT


def test_a_seal_belongs_over_its_signature_only() -> None:
    assert [each.id for each in PROFILES.values() if not each.has_place_of_its_own] == [ISSUING.id]


# What a stamp is lined up with


def found(
    profile: SignatureProfile, source: Path, open_session: OpenSession, person: str, stamp: Stamp
) -> list[tuple[LandmarkKind, int, Rect]]:
    with open_session(person) as session:
        marks = landmarks(
            profile, stamp, source=source, facts=check_source(source),
            certificate=session.certificate,
        )  # fmt: skip
    return [(each.kind, each.page, each.rect) for each in marks]


def test_the_rules_place_and_earlier_signatures_are_landmarks(
    signed: Path, open_session: OpenSession
) -> None:
    first, second = found(DIGITISING, signed, open_session, "officer", STAMP)
    place = rule(signed)
    assert first == (LandmarkKind.RULE, place.page, place.rect)
    assert second[:2] == (LandmarkKind.SIGNATURE, 1)
    assert (second[2].x0, second[2].y0) == pytest.approx((350, 100), abs=0.01)


@pytest.mark.parametrize("opinion", [False, True], ids=["unsigned", "his name is in a stamp"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_room_between_title_and_name_is_a_landmark(
    tmp_path: Path, open_session: OpenSession, rotation: int, opinion: bool
) -> None:
    with open_session("leader") as session:
        name = session.certificate.common_name
    file = tmp_path / "decision.pdf"
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        page.set_rotation(rotation)
        for y, text in ((100, "CHỦ TỊCH"), (180, name)):
            at = pymupdf.Point(200, y) * page.derotation_matrix
            page.insert_text(
                at, text, fontname="tinos", fontfile=str(FONT), fontsize=13, rotate=rotation
            )
        document.save(file)
    if opinion:
        with open_session("leader") as session:
            below = Placement(1, Rect(20, 20, 210, 54))
            stamp = draw_stamp(DIGITISING, name=name, signing_time=NOW)
            signed = sign_pdf(
                source=file, session=session, stamp=stamp,
                placement=below, signing_time=NOW,
            )  # fmt: skip
        file = tmp_path / "opinion.pdf"
        file.write_bytes(signed.content)
    marks = found(APPROVAL, file, open_session, "leader", STAMP)
    kinds = [LandmarkKind.RULE, LandmarkKind.SIGNER, LandmarkKind.SIGNATURE]
    assert [each[0] for each in marks] == kinds[: 3 if opinion else 2]
    height = check_source(file).pages[0].height
    room, stamp = marks[1][2], marks[0][2]
    assert height - 180 < room.y0 < room.y1 < height - 85
    assert (stamp.x0 + stamp.x1) / 2 == pytest.approx((room.x0 + room.x1) / 2)


def test_a_paper_without_landmarks_has_none(
    make_pdf: MakePdf, tmp_path: Path, open_session: OpenSession
) -> None:
    scan = make_pdf(tmp_path / "scan.pdf")
    assert found(ISSUING, scan, open_session, "officer", STAMP) == []


sides = st.floats(20, 3000)


@given(
    st.lists(st.tuples(sides, sides, st.sampled_from([0, 90, 180, 270])), min_size=1, max_size=5),
    st.builds(
        PlaceTemplate,
        st.integers(-6, 6).filter(bool),
        st.sampled_from(PageCorner),
        st.floats(0, 3000),
        st.floats(0, 3000),
        st.floats(12, 600),
    ),
)
def test_no_remembered_place_leaves_a_page(
    pages: list[tuple[float, float, int]], template: PlaceTemplate
) -> None:
    geometry = tuple(PageGeometry(Rect(7, 9, 7 + w, 9 + h), turn) for w, h, turn in pages)
    facts = SourceFacts(pages=geometry, signatures=0, active=frozenset())
    place, code = None, None
    try:
        place = place_by_template(template, STAMP, source=Path("never read"), facts=facts)
    except AppError as refused:
        code = refused.code
    if place is None:
        assert code is Code.TEMPLATE_UNFIT
        return
    page, rect = geometry[place.page - 1], place.rect
    assert min(rect.x0, rect.y0, page.width - rect.x1, page.height - rect.y1) >= -0.011
    user = page.to_user_space(rect)
    assert min(user.x0 - 7, user.y0 - 9, page.crop.x1 - user.x1, page.crop.y1 - user.y1) >= -0.011
