"""Pictures that no scanner makes."""

import hypothesis.extra.numpy as numbers
import numpy as np
from hypothesis import strategies as some

from app.scanning.pixels import Pixels


def odd_pictures() -> some.SearchStrategy[Pixels]:
    """Small, thin, black, white and noisy ones."""
    sides = some.integers(1, 90)
    shapes = some.tuples(sides, sides, some.just(3))
    shapes |= some.sampled_from([(1, 1, 3), (3, 5000, 3), (5000, 3, 3), (17, 16, 3), (400, 16, 3)])
    flat = some.sampled_from([0, 1, 40, 254, 255])
    drawn = numbers.arrays(np.uint8, shapes, elements=flat, fill=flat)

    def noise(shape: tuple[int, int, int], seed: int) -> Pixels:
        return np.random.default_rng(seed).integers(0, 256, shape, np.uint8)

    return drawn | some.builds(noise, shapes, some.integers(0, 99))
