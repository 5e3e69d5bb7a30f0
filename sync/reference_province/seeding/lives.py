"""What becomes of a dossier from the day it is filed until today."""

import random
from dataclasses import dataclass

from sync.contract import CaseInfo, ProcedureInfo

DAY = 480
"""Minutes of working time."""
NOT_OURS = "Hồ sơ không thuộc thẩm quyền giải quyết"
TAKEN_BACK = "Người nộp rút hồ sơ"
MORE_WANTED = "Bổ sung giấy tờ còn thiếu"


@dataclass(frozen=True)
class Step:
    act: str
    state: str
    minute: int
    """Of working time, as ``WorkDays`` counts."""
    role: str
    text: str = ""


@dataclass(frozen=True)
class Life:
    procedure: ProcedureInfo
    case: CaseInfo
    online: bool
    received: int
    """Minute of working time."""
    due: int
    steps: tuple[Step, ...]

    @property
    def state(self) -> str:
        return self.steps[-1].state


def live(chance: random.Random, procedure: ProcedureInfo, received: int, now: int) -> Life:
    """A dossier filed at minute ``received``, as it stands at ``now``."""
    case = chance.choice(procedure.cases)
    online = chance.random() < 0.38
    promised = max(case.working_days * DAY, 2 * 60)
    took = int(promised * _pace(chance))
    planned = _plan(chance, online, received, took)
    begun = planned[1].minute if online and len(planned) > 1 else received
    steps = tuple(step for step in planned if step.minute <= now) or planned[:1]
    return Life(procedure, case, online, received, begun + promised, steps)


def _pace(chance: random.Random) -> float:
    """How long it takes, compared with what was promised: one in twelve is late."""
    luck = chance.random()
    if luck < 0.70:
        return chance.uniform(0.30, 0.90)
    return chance.uniform(0.90, 1.0) if luck < 0.917 else chance.uniform(1.02, 1.8)


def _plan(chance: random.Random, online: bool, received: int, took: int) -> tuple[Step, ...]:
    luck = chance.random()
    first = _beginning(chance, online, received)
    start = first[-1].minute
    if luck < 0.03:
        return (*first[:1], _refused(online, start))
    if luck < 0.04:
        return (*first, Step("cancel", "cancelled", start + took // 4, "counter", TAKEN_BACK))
    checked = (*first, Step("hand_over", "checking", start + took // 6, "counter"))
    if luck < 0.06:
        return (*checked, _asked_for_more(start, took))
    if luck < 0.08:
        came = Step("receive_supplement", "checking", start + took * 2 // 5, "counter")
        checked = (*checked, _asked_for_more(start, took), came)
    return (*checked, *_ending(chance, start, took))


def _beginning(chance: random.Random, online: bool, received: int) -> tuple[Step, ...]:
    if not online:
        return (Step("receive_dossier", "received", received, "counter"),)
    accepted = received + chance.randrange(10, DAY)
    return (
        Step("file_online", "online_waiting", received, "citizen"),
        Step("accept_online", "received", accepted, "counter"),
    )


def _refused(online: bool, minute: int) -> Step:
    state = "online_cancelled" if online else "cancelled"
    return Step("refuse", state, minute + 30, "counter", NOT_OURS)


def _asked_for_more(start: int, took: int) -> Step:
    return Step("request_supplement", "paused", start + took // 4, "specialist", MORE_WANTED)


def _ending(chance: random.Random, start: int, took: int) -> tuple[Step, ...]:
    picked_up = start + took + int(abs(chance.gauss(0, 2)) * DAY)
    return (
        Step("hand_over", "submitted_for_signature", start + took // 2, "specialist"),
        Step("approve", "approving", start + took * 5 // 6, "leader"),
        Step("issue_result", "ready", start + took, "clerk"),
        Step("return_result", "returned", picked_up, "counter"),
    )
