"""Stamps whose place the law leaves open cover nothing: neither the page nor one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pymupdf
import pytest
from PIL import Image, ImageDraw

from app.demo.sample_papers import SamplePaper, draw_sample_paper
from app.domain.dossier import Gender
from app.domain.paper import Rect
from app.errors import Code
from app.scanning.pdf_builder import BuildPage, build_pdf
from signing.landmarks import landmarks
from signing.pades import sign_pdf
from signing.place_facts import ChosenPlace, LandmarkKind, PlacedBy
from signing.places import choose_place, overlap
from signing.profiles import DIGITISING, INCOMING, MM, OPINION, SignatureProfile
from signing.source import check_source
from signing.stamp import Stamp
from signing.stamp_drawing import StampDetails, draw_stamp
from tests.scanning.page_images import stored
from tests.signing.conftest import OpenSession
from tests.signing.letterheads import DECISION, LETTER, WIDE, Line, draft

NOW = datetime(2026, 11, 23, 9, 8, 34, tzinfo=UTC)
LONG = "Đồng ý với đề nghị của Phòng Văn hóa – Xã hội; giao bộ phận một cửa trả kết quả. " * 3
DPI = 144


@dataclass(frozen=True)
class Desk:
    """Chooses places and signs there, with the organisation's token."""

    session: OpenSession
    folder: Path

    def place(self, file: Path, profile: SignatureProfile, opinion: str = "Đồng ý.") -> ChosenPlace:
        with self.session("organization") as session:
            return choose_place(
                profile, stamp(profile, opinion), source=file, facts=check_source(file),
                certificate=session.certificate,
            )  # fmt: skip

    def sign(self, file: Path, profile: SignatureProfile, opinion: str = "Đồng ý.") -> Path:
        chosen, target = self.place(file, profile, opinion), self.folder / f"{file.stem}+.pdf"
        assert chosen.unfit is None
        with self.session("organization") as session:
            signed = sign_pdf(
                source=file, session=session, stamp=stamp(profile, opinion),
                placement=chosen.placement, signing_time=NOW,
            )  # fmt: skip
            target.write_bytes(signed.content)
        return target


@pytest.fixture
def desk(open_session: OpenSession, tmp_path: Path) -> Desk:
    return Desk(open_session, tmp_path)


def stamp(profile: SignatureProfile, opinion: str = "Đồng ý.") -> Stamp:
    details = StampDetails("Ủy ban nhân dân xã Mỹ Hòa Hưng", "57", opinion)
    return draw_stamp(profile, name="Nguyễn Thị Hồng Đào", signing_time=NOW, details=details)


def darkest(file: Path, rect: Rect) -> tuple[int, int]:
    """Grey of the darkest pixel within ``rect`` of the first page as shown, and of its paper."""
    with pymupdf.open(file) as document:
        page = document[0]
        page.clean_contents()
        height = page.rect.height
        clip = pymupdf.Rect(rect.x0, height - rect.y1, rect.x1, height - rect.y0)
        seen = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, clip=clip).samples
    levels = [seen.count(bytes([level])) for level in range(256)]
    return min(seen), levels.index(max(levels))


def covers_no_ink(file: Path, chosen: ChosenPlace) -> None:
    assert chosen.unfit is None
    least, paper = darkest(file, chosen.placement.rect)
    assert paper > 200
    assert least > paper - 40, (chosen, least, paper)


def scan(image: Image.Image, path: Path, dpi: int) -> Path:
    page = path.with_suffix(".jpg")
    image.save(page, quality=85, dpi=(dpi, dpi))
    build_pdf([BuildPage(stored(page), dpi)], path)
    return path


@pytest.mark.parametrize("profile", [INCOMING, OPINION], ids=lambda each: each.id)
@pytest.mark.parametrize("kind", SamplePaper)
def test_on_the_demonstrations_papers_no_ink_is_covered(
    desk: Desk, tmp_path: Path, kind: SamplePaper, profile: SignatureProfile
) -> None:
    page = draw_sample_paper(
        kind, tmp_path / "page.jpg", applicant_name="Huỳnh Thị Ngọc Hân",
        identity_number="089193004321", born=date(1993, 5, 12), gender=Gender.FEMALE,
    )  # fmt: skip
    build_pdf([BuildPage(stored(page.file), page.dpi)], tmp_path / "paper.pdf")
    covers_no_ink(tmp_path / "paper.pdf", desk.place(tmp_path / "paper.pdf", profile))


@pytest.mark.parametrize("cut", [0, 40], ids=["whole", "cut"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("title", "full"), [(DECISION, False), (DECISION, True), (LETTER, False), (LETTER, True)]
)
def test_on_letterheads_no_ink_is_covered_however_the_page_is_turned(
    desk: Desk, tmp_path: Path, title: Sequence[Line], full: bool, rotation: int, cut: float
) -> None:
    file = draft(tmp_path / "1.pdf", title, full=full, rotation=rotation, cut=cut)
    upright = draft(tmp_path / "2.pdf", title, full=full)
    for profile in (INCOMING, OPINION):
        chosen = desk.place(file, profile)
        covers_no_ink(file, chosen)
        one, other = chosen.placement.rect, desk.place(upright, profile).placement.rect
        assert abs(one.x0 - other.x0) < 0.01
        assert one.y0 == pytest.approx(other.y0, abs=2.01)


def test_arrival_stands_beneath_the_number_or_beneath_the_date(desk: Desk, tmp_path: Path) -> None:
    number = 842 - 40 * MM
    beneath_number = desk.place(draft(tmp_path / "1.pdf", DECISION), INCOMING).placement.rect
    assert beneath_number.x0 == pytest.approx(INCOMING.margin)
    assert number - 5 * MM < beneath_number.y1 < number
    beneath_date = desk.place(draft(tmp_path / "2.pdf", LETTER), INCOMING).placement.rect
    assert beneath_date.x1 == pytest.approx(595.276 - INCOMING.margin)
    assert number - 5 * MM < beneath_date.y1 < number


def test_on_a_blank_page_the_rules_corner_is_taken(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "blank.pdf"
    with pymupdf.open() as document:
        document.new_page(width=420, height=595)
        document.save(file)
    page = check_source(file).pages[0]
    arrival, opinion = (desk.place(file, each).placement.rect for each in (INCOMING, OPINION))
    assert (arrival.x0, page.height - arrival.y1) == pytest.approx((12, 12))
    assert (page.width - opinion.x1, page.height - opinion.y1) == pytest.approx((12, 12))


def test_the_same_page_gives_the_same_place(desk: Desk, tmp_path: Path) -> None:
    file = draft(tmp_path / "1.pdf", LETTER)
    assert desk.place(file, INCOMING) == desk.place(file, INCOMING)


def test_the_room_that_waits_for_a_signature_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    """Between title and name an opinion would have room too, and nearer to the top."""
    chosen = desk.place(draft(tmp_path / "1.pdf", full=False), OPINION)
    assert chosen.placement.rect.y1 < 842 - 225 * MM


def test_stamps_one_after_another_do_not_lie_on_each_other(desk: Desk, tmp_path: Path) -> None:
    file, places = draft(tmp_path / "1.pdf", DECISION), []
    for profile, opinion in (
        (OPINION, "Đồng ý."), (OPINION, "Đồng ý."), (INCOMING, ""), (OPINION, LONG)
    ):  # fmt: skip
        chosen = desk.place(file, profile, opinion)
        covers_no_ink(file, chosen)
        assert not any(overlap(chosen.placement, each) for each in places)
        places.append(chosen.placement)
        file = desk.sign(file, profile, opinion)


def test_guides_are_those_of_the_blank_place(desk: Desk, tmp_path: Path) -> None:
    file = draft(tmp_path / "1.pdf", DECISION)
    with desk.session("organization") as session:
        found = landmarks(
            INCOMING, stamp(INCOMING), source=file, facts=check_source(file),
            certificate=session.certificate,
        )  # fmt: skip
    assert (found[0].kind, found[0].rect) == (
        LandmarkKind.RULE, desk.place(file, INCOMING).placement.rect
    )  # fmt: skip


def test_where_the_law_fixes_the_place_nothing_is_looked_for(desk: Desk, tmp_path: Path) -> None:
    black = scan(Image.new("RGB", (1240, 1754), (30, 30, 30)), tmp_path / "black.pdf", 150)
    assert desk.place(black, DIGITISING).unfit is None


# What there is no place for


def test_a_crowded_page_leaves_the_corner_and_says_so(desk: Desk, tmp_path: Path) -> None:
    crowded = desk.place(draft(tmp_path / "1.pdf", WIDE, full=True), INCOMING)
    assert crowded.unfit is not None
    assert crowded.unfit.code is Code.BLANK_PLACE_ABSENT
    assert crowded.by is PlacedBy.FALLBACK
    assert (crowded.placement.rect.x0, crowded.placement.rect.y1) == pytest.approx((12, 829.89))


def test_an_image_too_large_to_look_through_is_said_at_once(desk: Desk, tmp_path: Path) -> None:
    with pymupdf.open() as document:
        page = document.new_page()
        image = Image.new("1", (20_000, 20_000), 1)
        image.save(tmp_path / "map.png")
        page.insert_image(page.rect, filename=str(tmp_path / "map.png"))
        document.save(tmp_path / "map.pdf")
    unfit = desk.place(tmp_path / "map.pdf", INCOMING).unfit
    assert unfit is not None
    assert unfit.code is Code.BLANK_PLACE_ABSENT


def test_images_of_other_pages_do_not_make_a_page_too_large(desk: Desk, tmp_path: Path) -> None:
    """Scanners give all pages one dictionary with the images of each."""
    Image.new("1", (20_000, 20_000), 1).save(tmp_path / "map.png")
    with pymupdf.open() as document:
        document.new_page()
        document.new_page().insert_image((0, 0, 500, 500), filename=str(tmp_path / "map.png"))
        _, shared = document.xref_get_key(document.page_xref(1), "Resources")
        document.xref_set_key(document.page_xref(0), "Resources", shared)
        document.save(tmp_path / "two.pdf")
    assert desk.place(tmp_path / "two.pdf", INCOMING).unfit is None


# What counts as ink


@pytest.mark.parametrize("paper", [255, 235, 190], ids=["white", "cream", "grey"])
def test_a_scan_is_blank_where_its_paper_is_whatever_the_shade(
    desk: Desk, tmp_path: Path, paper: int
) -> None:
    image = Image.new("RGB", (1240, 1754), (paper, paper, paper))
    shade = Image.linear_gradient("L").rotate(90).resize(image.size).point(lambda v: v // 8)
    grain = Image.effect_noise(image.size, 6).point(lambda v: v // 8)
    for cover in (shade, grain):
        image.paste((0, 0, 0), mask=cover)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 1240, 700), outline=(90, 90, 90), width=60)  # its upper part taken
    pen.text((200, 300), "UBND", fill=(20, 20, 20), font_size=60)
    chosen = desk.place(scan(image, tmp_path / "scan.pdf", 150), INCOMING)
    assert chosen.unfit is None
    rect = chosen.placement.rect
    page = (842 - rect.y1) / 72 * 150, (842 - rect.y0) / 72 * 150
    assert page[0] >= 695 or (page[0] >= 60 and page[1] <= 645)


@pytest.mark.parametrize("mark", ["hairline", "dots", "pale"])
def test_faint_marks_are_not_covered(desk: Desk, tmp_path: Path, mark: str) -> None:
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        if mark == "hairline":
            page.draw_line((0, 60), (595, 60), width=0.25)
        elif mark == "dots":
            page.insert_text((0, 60), "." * 180, fontsize=13)
        else:
            page.insert_text((0, 60), "Ủy ban nhan dan " * 6, fontsize=13, color=(0.6, 0.6, 0.6))
        document.save(tmp_path / "1.pdf")
    rect = desk.place(tmp_path / "1.pdf", INCOMING).placement.rect
    assert rect.y1 < 842 - 60
