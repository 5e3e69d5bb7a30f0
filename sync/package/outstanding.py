"""Packages that are out: a mark beside what waits, which changes nothing of its state."""

from dataclasses import dataclass
from datetime import datetime

from app.store.store import Work

_FACT = "packages"
_KEPT = 200
"""Packages remembered; a receipt of an older one is recognised by the keys of its acts."""


@dataclass(frozen=True)
class Outstanding:
    package_id: str
    made_at: datetime
    keys: tuple[str, ...]
    """Of its acts."""


def note_outstanding(work: Work, package: Outstanding) -> None:
    """Remember ``package``, the latest first."""
    told = {
        "package_id": package.package_id,
        "made_at": package.made_at.isoformat(),
        "keys": list(package.keys),
    }
    before = [
        each
        for each in work.facts.get(_FACT).get("packages", ())
        if each["package_id"] != package.package_id
    ]
    work.facts.set(_FACT, {"packages": [told, *before][:_KEPT]})


def outstanding(work: Work) -> tuple[Outstanding, ...]:
    """The packages made here, the latest first."""
    return tuple(
        Outstanding(
            each["package_id"], datetime.fromisoformat(each["made_at"]), tuple(each["keys"])
        )
        for each in work.facts.get(_FACT).get("packages", ())
    )


def exported_at(work: Work) -> dict[str, datetime]:
    """When an act was last put into a package, by its key."""
    found: dict[str, datetime] = {}
    for package in reversed(outstanding(work)):
        found |= dict.fromkeys(package.keys, package.made_at)
    return found
