"""Straightening and cutting, against the truth that is carried along: no ink is lost."""

import cv2
import numpy as np
import pytest

from app.domain.scan import PixelBox as Box
from app.scanning.cleaning.paper_edge import find_paper
from app.scanning.cleaning.raw_page import RawPage
from app.scanning.cleaning.straighten import straightened, turn_of
from app.scanning.pixels import Mask
from tests.scanning.paper_drawings import Form, Mark
from tests.scanning.scanned_forms import DPI, Lid, Scan, ScannedForm, scan

FORMS = (Form.DECISION, Form.IDENTITY_CARD, Form.EMPTY)
ANGLES = (0.0, -2.1, 13.0)


def carried(mask: Mask, page: ScannedForm) -> Mask:
    """The mask where the straightened page has it."""
    matrix, size = turn_of((mask.shape[1], mask.shape[0]), page.skew)
    return np.asarray(cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_NEAREST), np.uint8)


def outside(mask: Mask, box: Box | None) -> int:
    left = mask.copy()
    if box is None:
        return 0
    left[box.top : box.bottom, box.left : box.right] = 0
    return int(np.count_nonzero(left))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lid", [None, *Lid])
def test_no_ink_is_cut(form: Form, lid: Lid | None) -> None:
    for number, angle in enumerate(ANGLES):
        page = scan(
            Scan(form, tuple(Mark), skew=angle, lid=lid, seed=number, shade=0.1 * number, specks=9)
        )
        box = find_paper(RawPage(page.pixels, DPI), angle)
        assert outside(carried(page.ink, page), box) == 0


@pytest.mark.parametrize("lid", Lid)
@pytest.mark.parametrize("angle", [0.0, -2.1, 3.4])
def test_the_paper_is_found_on_the_lid(lid: Lid, angle: float) -> None:
    page = scan(Scan(Form.MARITAL_STATUS, (Mark.SEAL,), skew=angle, lid=lid, seed=3, shade=0.1))
    box = find_paper(RawPage(page.pixels, DPI), angle)
    assert box is not None
    paper = carried(page.paper, page)
    left, top, width, height = cv2.boundingRect(paper)
    within = paper[box.top : box.bottom, box.left : box.right]
    if lid is Lid.DARK:
        assert within.all(), "lid within the box"
    for found, true in zip(box, (left, top, left + width, top + height), strict=True):
        assert abs(found - true) <= 12  # 1.5 mm


@pytest.mark.parametrize(
    "wish",
    [
        Scan(Form.EMPTY),
        Scan(Form.EMPTY, shade=0.3),
        Scan(Form.DOTTED_LINES, (Mark.SEAL,), shade=0.2, show_through=0.1, noise=4),
        Scan(Form.TABLE, fold=True, light=0.5),
        Scan(Form.IDENTITY_CARD, paper=(250, 225, 160)),
    ],
)
def test_a_page_without_lid_stays_whole(wish: Scan) -> None:
    assert find_paper(RawPage(scan(wish).pixels, DPI)) is None


def test_a_turned_page_keeps_its_size() -> None:
    page = scan(Scan(Form.DECISION, skew=2.0))
    box = find_paper(RawPage(page.pixels, DPI), 2.0)
    assert box is not None
    assert box.size == (page.pixels.shape[1], page.pixels.shape[0])


@pytest.mark.parametrize("skew", [0.0, 2.0])
@pytest.mark.parametrize("spare", [2, 5, 8])
def test_a_lid_beside_ink_is_rather_kept_than_ink_lost(skew: float, spare: int) -> None:
    """Print that reaches the edge of the paper, and print that lies askew on it."""
    page = scan(Scan(Form.DECISION, lid=Lid.DARK, seed=4))
    left, top, right, bottom = page.paper_box
    pixels, ink = page.pixels.copy(), page.ink.copy()
    for row in (top + 40, bottom - 40):
        for line in (row, row + 12):
            cv2.line(pixels, (left + spare, line), (right - 1 - spare, line), (20, 20, 20), 3)
            cv2.line(ink, (left + spare, line), (right - 1 - spare, line), 255, 3)
    box = find_paper(RawPage(pixels, DPI), skew)
    matrix, size = turn_of((ink.shape[1], ink.shape[0]), skew)
    assert outside(np.asarray(cv2.warpAffine(ink, matrix, size)), box) == 0


def test_a_turned_page_grows_where_it_must() -> None:
    pixels = np.full((2339, 1654, 3), 250, np.uint8)
    cv2.putText(pixels, "Trang 2", (20, 60), 0, 1.2, (20, 20, 20), 3)
    ink = (pixels[..., 0] < 128).astype(np.uint8) * 255
    matrix, size = turn_of((1654, 2339), 5.0)
    box = find_paper(RawPage(pixels, DPI), 5.0)
    assert outside(np.asarray(cv2.warpAffine(ink, matrix, size)), box) == 0


def test_the_margin_of_a_copy_is_no_lid_where_something_is_written() -> None:
    """A tinted A5 sheet copied onto white A4, with the stamp of the copy beside it."""
    pixels = np.full((2339, 1654, 3), 252, np.uint8)
    pixels[60:1714, 230:1396] = (240, 225, 225)
    assert find_paper(RawPage(pixels, DPI)) is not None
    cv2.putText(pixels, "SAO Y", (700, 2000), 0, 1.5, (180, 30, 30), 4)
    assert find_paper(RawPage(pixels, DPI)) is None


def test_the_corners_are_paper_and_the_grown_picture_holds_all() -> None:
    page = scan(Scan(Form.TABLE, skew=7.0, paper=(250, 240, 200), noise=0))
    grown = straightened(page.pixels, 7.0)
    assert grown.shape[0] > page.pixels.shape[0]
    assert np.abs(grown[3, 3].astype(int) - (250, 240, 200)).max() <= 4
    darkness = int((240 - page.pixels[..., 1].astype(int)).clip(0).sum())
    assert int((240 - grown[..., 1].astype(int)).clip(0).sum()) == pytest.approx(darkness, rel=0.01)


def test_a_part_is_the_same_as_the_part_of_all() -> None:
    pixels = scan(Scan(Form.DECISION, skew=3.0)).pixels
    box = Box(100, 200, 900, 1000)
    whole = straightened(pixels, 3.0)[box.top : box.bottom, box.left : box.right]
    assert np.abs(straightened(pixels, 3.0, box).astype(int) - whole).max() <= 2


@pytest.mark.parametrize("tint", [1.0, 0.96])
def test_a_frame_printed_on_the_page_is_not_the_paper(tint: float) -> None:
    pixels = scan(Scan(Form.DECISION)).pixels.copy()
    height, width = pixels.shape[:2]
    framed = pixels[110 : height - 110, 110 : width - 110]
    framed[:] = np.asarray(framed * tint, np.uint8)
    cv2.rectangle(pixels, (110, 110), (width - 110, height - 110), (180, 40, 40), 6)
    assert find_paper(RawPage(pixels, DPI)) is None
