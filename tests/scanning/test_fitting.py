"""The step that all pages of a paper fit at: the best one, and found without needless work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from app.scanning.compression.fitting import TooMuch, fitting_pictures
from app.scanning.compression.page_picture import PagePicture
from app.scanning.compression.steps import Compression, Step, steps_of

[JPEG, LAYERED] = steps_of(Compression.JPEG)
SHARES = dict(zip((*JPEG, *LAYERED), (1.0, 0.5, 0.4, 0.3, 0.25, 0.2, 0.1, 0.09, 0.08), strict=True))
"""Of what a page takes at the best step."""


@dataclass(eq=False)
class Page:
    size: int
    """Bytes at the best step."""


@dataclass
class Encoder:
    asked: list[Step] = field(default_factory=list)

    def __call__(self, page: Page, steps: Sequence[Step]) -> dict[Step, PagePicture]:
        self.asked += steps
        return {
            step: PagePicture(bytes(int(page.size * SHARES[step])), 1, 1, 200) for step in steps
        }


def fit(
    sizes: Sequence[int], room: int, weight: Callable[[Page], int] = lambda page: page.size
) -> tuple[Step, int, Encoder]:
    """The step, the bytes in all, and what was encoded."""
    encoder = Encoder()
    pictures, step = fitting_pictures(
        [Page(size) for size in sizes],
        encoder,
        groups=(JPEG, LAYERED),
        room=room,
        around=lambda page: 0,
        weight=weight,
    )
    assert len(pictures) == len(sizes)
    return step, sum(each.bytes for each in pictures), encoder


@pytest.mark.parametrize("room", [20_000, 10_000, 8_500, 6_100, 4_000, 2_000, 1_850, 1_600])
@pytest.mark.parametrize("pages", [1, 3, 4, 20])
def test_the_best_step_that_fits_is_taken(room: int, pages: int) -> None:
    step, taken, _ = fit([1_000] * pages, room * pages // 20)
    best = next(step for step in (*JPEG, *LAYERED) if 1_000 * SHARES[step] <= room / 20)
    assert (step, taken) == (best, pages * int(1_000 * SHARES[best]))


def test_where_the_best_fits_nothing_lower_than_the_next_is_encoded() -> None:
    _, _, encoder = fit([1_000] * 20, 40_000)
    assert set(encoder.asked) <= set(JPEG[:2])
    assert encoder.asked.count(JPEG[0]) == 20  # the pages that were tried are not encoded again


def test_a_few_pages_that_tell_too_little_cost_only_time() -> None:
    # The first, middle and last pages are small: the rest has to be found out.
    sizes = [10, *[1_000] * 9, 10, *[1_000] * 9, 10]
    step, taken, _ = fit(sizes, 6_000, weight=lambda page: 1)
    assert step == JPEG[3]
    assert taken <= 6_000


def test_large_pages_among_those_tried_do_not_lower_the_others() -> None:
    sizes = [4_000, *[1_000] * 9, 4_000, *[1_000] * 9, 4_000]
    step, taken, _ = fit(sizes, 15_500)
    assert (step, taken) == (JPEG[1], 15_000)


def test_what_fits_at_no_step_tells_how_many_pages_would() -> None:
    with pytest.raises(TooMuch) as error:
        fit([1_000] * 20, 800)
    assert error.value.fitting == 10
