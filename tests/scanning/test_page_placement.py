import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scanning.page_placement import SNAP_TOLERANCE, Placement, place_page
from app.scanning.paper_sizes import (
    A4,
    MM_PER_INCH,
    PAPER_SIZES,
    POINTS_PER_MM,
    PaperSize,
    fitting_dpi,
    paper_of,
)

SIDES = st.integers(min_value=50, max_value=20_000)
DPIS = st.integers(min_value=72, max_value=1200)
ROTATIONS = st.sampled_from((0, 90, 180, 270))


def corners(placed: Placement) -> dict[str, tuple[float, float]]:
    """Where the picture's own corners come to lie."""
    a, b, c, d, e, f = placed.matrix
    square = {
        "bottom left": (0, 0),
        "bottom right": (1, 0),
        "top left": (0, 1),
        "top right": (1, 1),
    }
    return {name: (a * x + c * y + e, b * x + d * y + f) for name, (x, y) in square.items()}


@given(SIDES, SIDES, DPIS, ROTATIONS)
def test_a_picture_lies_whole_on_its_page_at_no_less_than_its_resolution(
    width: int, height: int, dpi: int, rotation: int
) -> None:
    placed = place_page(width, height, dpi=dpi, rotation=rotation)

    xs, ys = zip(*corners(placed).values(), strict=True)
    assert min(xs) >= -1e-6
    assert max(xs) <= placed.page_width + 1e-6
    assert min(ys) >= -1e-6
    assert max(ys) <= placed.page_height + 1e-6
    long_side = max(max(xs) - min(xs), max(ys) - min(ys))
    assert max(width, height) / (long_side / 72) >= dpi * (1 - 1e-9)


@given(SIDES, SIDES, DPIS, ROTATIONS)
def test_the_page_is_the_paper_or_the_scan(
    width: int, height: int, dpi: int, rotation: int
) -> None:
    placed = place_page(width, height, dpi=dpi, rotation=rotation)

    upright = (width, height) if rotation in (0, 180) else (height, width)
    scanned_mm = [side / dpi * MM_PER_INCH for side in upright]
    page_mm = [side / POINTS_PER_MM for side in (placed.page_width, placed.page_height)]
    paper = paper_of(*scanned_mm, tolerance=SNAP_TOLERANCE)
    wanted = [paper.width_mm, paper.height_mm] if paper else scanned_mm
    assert page_mm == pytest.approx(wanted)
    assert placed.scale >= 1 - SNAP_TOLERANCE


@given(SIDES, SIDES, DPIS)
def test_turning_moves_the_top_left_corner_clockwise(width: int, height: int, dpi: int) -> None:
    found = []
    for rotation in (0, 90, 180, 270):
        placed = place_page(width, height, dpi=dpi, rotation=rotation)
        x, y = corners(placed)["top left"]
        found.append((x > placed.page_width / 2, y > placed.page_height / 2))

    right, top = True, True
    assert found == [(not right, top), (right, top), (right, not top), (not right, not top)]


@given(st.sampled_from(PAPER_SIZES), st.booleans(), st.integers(150, 600), st.floats(-1, 1))
def test_a_scan_cut_to_pixels_is_its_paper(
    paper: PaperSize, turned: bool, dpi: int, pixels_off: float
) -> None:
    size = paper.turned() if turned else paper
    width = round(size.width_mm / MM_PER_INCH * dpi + pixels_off)
    height = round(size.height_mm / MM_PER_INCH * dpi + pixels_off)
    placed = place_page(width, height, dpi=dpi, rotation=0)

    assert placed.page_width == pytest.approx(size.width_mm * POINTS_PER_MM)
    assert placed.page_height == pytest.approx(size.height_mm * POINTS_PER_MM)


@given(SIDES, SIDES)
def test_a_picture_of_unknown_size_fits_a4(width: int, height: int) -> None:
    dpi = fitting_dpi(width, height)

    long_mm, short_mm = (side / dpi * MM_PER_INCH for side in sorted((width, height), reverse=True))
    rounding = 1 + 0.5 / dpi
    assert long_mm <= A4.height_mm * rounding
    assert short_mm <= A4.width_mm * rounding


def test_a4_at_200_dpi_is_a4() -> None:
    assert fitting_dpi(1654, 2339) == 200
    placed = place_page(1653, 2338, dpi=200, rotation=0)
    assert (placed.page_width, placed.page_height) == pytest.approx((595.276, 841.89), abs=0.001)
    assert placed.scale == 1.0


def test_letter_is_not_taken_for_a4() -> None:
    paper = paper_of(215.9, 279.4, tolerance=SNAP_TOLERANCE)
    assert paper is not None
    assert paper.name == "Letter"


def test_an_odd_slip_keeps_its_size() -> None:
    assert paper_of(80, 200, tolerance=SNAP_TOLERANCE) is None
