"""What is offered for a scanner is what it has, and of that what is of use."""

from dataclasses import replace

import pytest

from app.scanning.choices import FeedChoice, choices_of
from app.scanning.source import BrightnessRange, Capabilities, ColourMode, Feed, Resolutions

ONE_SIDED = Capabilities(
    feeds=(Feed.GLASS, Feed.FEEDER),
    dpis=(75, 200, 300, 400, 1200),
    colour_modes=(ColourMode.COLOUR,),
    largest_mm=(215.9, 297.0),
    brightness=None,
)


@pytest.mark.parametrize(
    ("has", "offered"),
    [
        ((Feed.GLASS,), [FeedChoice.GLASS]),
        (
            (Feed.GLASS, Feed.FEEDER),
            [FeedChoice.GLASS, FeedChoice.FEEDER, FeedChoice.MANUAL],
        ),
        ((Feed.FEEDER, Feed.DUPLEX), [FeedChoice.FEEDER, FeedChoice.DUPLEX]),
    ],
)
def test_a_stack_is_turned_by_hand_only_where_the_device_does_not(
    has: tuple[Feed, ...], offered: list[FeedChoice]
) -> None:
    assert list(choices_of(replace(ONE_SIDED, feeds=has)).feeds) == offered


@pytest.mark.parametrize(
    ("has", "offered"),
    [
        ((75, 200, 300, 400, 1200), (200, 300, 400)),
        (range(75, 1201), (200, 300, 400, 600)),
        (range(100, 601, 100), (200, 300, 400, 600)),
        ((75, 150, 240, 1200), (240,)),
        ((75, 150), (200,)),
        ((), (200, 300)),
    ],
)
def test_resolutions_are_legal_and_of_use(has: Resolutions, offered: tuple[int, ...]) -> None:
    assert choices_of(replace(ONE_SIDED, dpis=has)).dpis == offered


@pytest.mark.parametrize(
    ("largest", "offered"),
    [
        ((215.9, 297.0), ["A4", "A5", "CCCD"]),
        ((210.0, 292.0), ["A4", "A5", "CCCD"]),  # sold as A4
        ((297.0, 431.8), ["A4", "A3", "A5", "CCCD"]),
        ((105.0, 148.0), ["CCCD"]),
        (None, ["A4", "A3", "A5", "CCCD"]),
    ],
)
def test_papers_are_those_it_takes(largest: tuple[float, float] | None, offered: list[str]) -> None:
    found = choices_of(replace(ONE_SIDED, largest_mm=largest)).papers
    assert [each.name for each in found] == offered


def test_brightness_is_offered_where_the_device_has_it() -> None:
    assert not choices_of(ONE_SIDED).brightness
    assert choices_of(replace(ONE_SIDED, brightness=BrightnessRange(-100, 0, 100))).brightness
