"""What is known of a stamp's place: who decided it, and what it may be lined up with."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.paper import Rect
from app.errors import AppError
from signing.placement import Placement


class PlacedBy(StrEnum):
    """Who decided where the stamp is."""

    RULE = "rule"
    TEMPLATE = "template"
    OFFICER = "officer"
    FALLBACK = "fallback"
    """Nobody: none was found, so it is where it can be seen and taken from."""


@dataclass(frozen=True)
class ChosenPlace:
    placement: Placement
    by: PlacedBy
    unfit: AppError | None = None
    """Why the remembered place was not taken (TEMPLATE_UNFIT), or why none was found."""


class LandmarkKind(StrEnum):
    RULE = "rule"
    """The place that the law gives the stamp."""
    SIGNER = "signer"
    """The room between the signer's title and name."""
    SIGNATURE = "signature"
    """A visible signature that is there already."""


@dataclass(frozen=True)
class Landmark:
    kind: LandmarkKind
    page: int
    """1 for the first."""
    rect: Rect
    """On the page as shown."""
