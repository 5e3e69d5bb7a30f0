"""How a dossier of the small seed came to the state it is in."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sync.reference_province.database import Dossier
from sync.reference_province.dossier_rows import outcome
from sync.reference_province.office_calendar import office_calendar
from sync.reference_province.tables_of_acts import TimelineRow

_WAY = (
    ("receive_dossier", "received", "counter"),
    ("hand_over", "checking", "counter"),
    ("hand_over", "submitted_for_signature", "specialist"),
    ("hand_over", "approving", "specialist"),
    ("issue_result", "ready", "clerk"),
    ("return_result", "returned", "counter"),
)
_ASIDE = {
    "paused": ("request_supplement", "paused", "specialist"),
    "cancelled": ("cancel", "cancelled", "counter"),
}


def tell_its_way(
    dossier: Dossier, officers: Sequence[dict[str, Any]], now: datetime
) -> Iterator[TimelineRow]:
    """The steps from receipt to ``dossier.state``, spread evenly until ``now``; sets what the last
    one leaves in the dossier. ``officers`` are rows of ``offices.toml``."""
    way = _way_to(dossier.state)
    pause = (now - dossier.received_at) / len(way)
    before = dossier.received_at
    for version, (act, state, role) in enumerate(way, start=1):
        officer = next(each for each in officers if each["role"] == role)
        at = (dossier.received_at + (version - 1) * pause).replace(microsecond=0)
        passed = office_calendar().time_between(before, at)
        before = at
        yield TimelineRow(
            dossier_code=dossier.code,
            version=version,
            act=act,
            state=state,
            account=officer["account"],
            full_name=officer["full_name"],
            role=role,
            handled_by=dossier.handled_by if version == len(way) else officer["department"],
            text="",
            acted_at=at,
            recorded_at=at,
            working_minutes=int(passed.total_seconds() // 60),
            files=[],
        )
    dossier.version = len(way)
    if dossier.state in ("ready", "returned", "cancelled"):
        dossier.finished_at, dossier.outcome = before, outcome(before, dossier.due_at)


def _way_to(state: str) -> tuple[tuple[str, str, str], ...]:
    if state in _ASIDE:
        return (*_WAY[:2], _ASIDE[state])
    states = [each for _, each, _ in _WAY]
    return _WAY[: states.index(state) + 1]
