"""How a screen is registered; known before any screen is imported."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.icons import Icon
from ui.theme import Tone

if TYPE_CHECKING:
    from app.store.store import Work
    from ui.screen import Screen
    from ui.services import Services


@dataclass(frozen=True)
class Badge:
    """The number beside a screen's name in the rail; nothing is shown for 0."""

    number: int
    tone: Tone = Tone.NEUTRAL


def _no_badge(_: "Work") -> Badge:
    return Badge(0)


@dataclass(frozen=True)
class ScreenSpec:
    """One entry of the rail. The screen is built when it is first visited."""

    key: str
    title: str
    icon: Icon
    factory: "Callable[[Services], Screen]"
    badge: "Callable[[Work], Badge]" = _no_badge
    """A small bounded read beside the UI thread, asked again when the store changes."""
