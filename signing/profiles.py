"""The kinds of visible signature that the law describes, as data."""

from dataclasses import dataclass
from enum import StrEnum


class Corner(StrEnum):
    """Where on its page a signature belongs."""

    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"


@dataclass(frozen=True)
class SignatureProfile:
    """How one kind of signature looks and where it stands."""

    id: str
    lines: tuple[str, ...]
    """Lines of the stamp with ``{name}`` and ``{time}`` (ISO 8601, Vietnamese time)."""
    width: float
    """Points."""
    height: float
    font_size: float
    """Points; smaller when a line would not fit."""
    color: tuple[float, float, float]
    """Red, green, blue from 0 to 1, for text and frame."""
    framed: bool
    page: int
    """1 for the first."""
    corner: Corner
    margin: float
    """Points between the page's edges and the stamp."""
    source: str
    """Where the law asks for it."""


DIGITISING = SignatureProfile(
    id="digitising",
    lines=("Người sao chụp: {name}", "Thời gian: {time}"),
    width=190,
    height=34,
    font_size=10,
    color=(0.05, 0.24, 0.55),
    framed=True,
    page=1,
    corner=Corner.TOP_LEFT,
    margin=12,
    source="Thông tư 01/2023/TT-VPCP",
)
"""The one-stop officer's personal signature on a digitised paper: who copied it and when, in the
top left corner of the first page (domain §2.1)."""
