"""Words with places for facts, some of which may be missing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Facts = Mapping[str, str | int | float | bool | None]

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Message:
    """Fit to be shown as it is."""

    heading: str
    """A few words, without a full stop."""
    sentence: str
    """What happened."""
    next_step: str
    """What the officer can do now."""


@dataclass(frozen=True)
class Wording:
    """Texts in which ``[… {fact} …]`` is left out when the fact is not known."""

    heading: str
    sentence: str
    next_step: str
    variants: tuple[tuple[Callable[[Facts], bool], "Wording"], ...] = field(default=())
    """Other words for some facts; the first that fits is taken."""

    def filled(self, facts: Facts, texts: Mapping[str, str]) -> Message:
        """The message for ``facts``, whose readable forms are ``texts``."""
        for fits, variant in self.variants:
            if fits(facts):
                return variant.filled(facts, texts)
        return Message(
            _fill(self.heading, texts), _fill(self.sentence, texts), _fill(self.next_step, texts)
        )


def when(fact: str, *values: object) -> Callable[[Facts], bool]:
    """Whether ``fact`` is one of ``values``."""
    return lambda facts: facts.get(fact) in values


def known(fact: str) -> Callable[[Facts], bool]:
    """Whether ``fact`` is there and not empty."""
    return lambda facts: facts.get(fact) not in (None, "")


def _fill(template: str, texts: Mapping[str, str]) -> str:
    def optional(found: re.Match[str]) -> str:
        part = found.group(1)
        return part if all(texts.get(name) for name in _PLACE.findall(part)) else ""

    # Facts are put in last and at once: brackets and braces in them stay what they are.
    kept = _OPTIONAL.sub(optional, template)
    return _PLACE.sub(lambda found: texts.get(found.group(1), ""), kept)
