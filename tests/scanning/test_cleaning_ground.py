"""White ground and dust: what goes is paper and dust, what stays is everything that was written."""

import cv2
import numpy as np
import pytest

from app.scanning.cleaning.background import whitened
from app.scanning.cleaning.specks import without_specks
from app.scanning.pixels import Mask, Pixels
from tests.scanning.paper_drawings import Form, Mark, mark_ink
from tests.scanning.scanned_forms import DPI, Scan, ScannedForm, scan

EVERY_MARK = tuple(Mark)
PAGES = (
    Scan(Form.EMPTY, EVERY_MARK, shade=0.2, show_through=0.1, noise=3),
    Scan(Form.DOTTED_LINES, EVERY_MARK, paper=(250, 236, 200), shade=0.1),
    Scan(Form.IDENTITY_CARD, EVERY_MARK, shade=0.35, noise=4),
)


def away_from(ink: Mask) -> np.ndarray:
    return cv2.dilate(ink, np.ones((11, 11), np.uint8)) == 0


def hue_and_saturation(pixels: Pixels, where: Mask) -> tuple[float, float]:
    """Degrees around red and 0 to 1, of the mean colour."""
    red, green, blue = (float(pixels[..., each][where > 0].mean()) for each in range(3))
    high, low = max(red, green, blue), min(red, green, blue)
    return 60 * (green - blue) / (high - low), (high - low) / high


@pytest.mark.parametrize("wish", PAGES)
def test_the_ground_is_white(wish: Scan) -> None:
    page = scan(wish)
    ground = whitened(page.pixels)[away_from(page.ink)]
    if wish.form is not Form.IDENTITY_CARD:  # its cards are no ground
        assert (ground >= 250).mean() > 0.985
    assert np.median(ground) == 255


@pytest.mark.parametrize("wish", PAGES)
def test_seals_stay_red(wish: Scan) -> None:
    page = scan(wish)
    drawn = scan(Scan(wish.form, wish.marks, paper=(255, 255, 255), noise=0))
    hue, saturation = hue_and_saturation(whitened(page.pixels), page.seal)
    true_hue, true_saturation = hue_and_saturation(drawn.pixels, drawn.seal)
    assert hue == pytest.approx(true_hue, abs=3)
    assert saturation == pytest.approx(true_saturation, abs=0.05)


@pytest.mark.parametrize("wish", PAGES)
@pytest.mark.parametrize(("mark", "least"), [(Mark.PENCIL, 45), (Mark.LIGHT_STAMP, 20)])
def test_pencil_and_light_stamps_are_still_seen(wish: Scan, mark: Mark, least: int) -> None:
    page = scan(wish)
    ink = mark_ink(mark) > 0
    around = cv2.dilate(mark_ink(mark), np.ones((15, 15), np.uint8)) > 0
    before, after = (
        float(
            (np.median(each[around & away_from(page.ink)], axis=0) - each[ink].mean(axis=0)).mean()
        )
        for each in (page.pixels, whitened(page.pixels))
    )
    assert after >= least
    assert after >= 0.8 * before


def test_cards_keep_their_colour() -> None:
    page = scan(Scan(Form.IDENTITY_CARD, shade=0.2))
    red, green, _ = whitened(page.pixels)[1150:1180, 800:830].mean(axis=(0, 1))
    assert 6 <= green - red <= 30  # #e3efe6


def removed(page: ScannedForm) -> np.ndarray:
    before = whitened(page.pixels)
    return np.asarray((without_specks(before, DPI).astype(int) - before).max(axis=2) > 25)


@pytest.mark.parametrize("form", [Form.DOTTED_LINES, Form.MARRIAGE, Form.SHORT_LINE])
@pytest.mark.parametrize("skew", [0.0, 2.3])
def test_dust_goes_and_no_dot_of_the_writing(form: Form, skew: float) -> None:
    page = scan(Scan(form, EVERY_MARK, specks=100, skew=skew, noise=3, seed=5))
    gone = removed(page)
    assert not (gone & (page.ink > 0) & (page.specks == 0)).any()
    count, labels, _, _ = cv2.connectedComponentsWithStats(page.specks)
    lonely = cv2.dilate(page.ink, np.ones((71, 71), np.uint8)) == 0
    far = np.unique(labels[lonely & (page.specks > 0)])
    taken = np.unique(labels[gone])
    assert len(far) > 25, count
    assert np.isin(far, taken).mean() > 0.8


@pytest.mark.parametrize("form", [Form.DOTTED_LINES, Form.DECISION, Form.TABLE])
def test_a_clean_page_loses_nothing(form: Form) -> None:
    assert not removed(scan(Scan(form, EVERY_MARK, noise=4))).any()


def test_what_is_larger_than_dust_stays() -> None:
    page = np.full((800, 600, 3), 250, np.uint8)
    cv2.circle(page, (300, 400), 5, (20, 20, 20), -1)
    assert without_specks(page, DPI) is page or (without_specks(page, DPI) == page).all()


@pytest.mark.parametrize("pitch_mm", [1.2, 2.0, 2.7])
def test_the_dots_of_a_line_to_write_on_stay(pitch_mm: float) -> None:
    page = np.full((800, 1600, 3), 255, np.uint8)
    for place in np.arange(200, 1400, pitch_mm * DPI / 25.4):
        cv2.circle(page, (round(place), 400), 1, (20, 20, 20), -1)
    assert (without_specks(page, DPI) == page).all()
