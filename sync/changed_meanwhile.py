"""The province's word that somebody else acted on a dossier since the officer saw it."""

from collections.abc import Iterable

from app.domain.collision import ChangeMeanwhile
from app.errors import AppError, Code
from sync.contract import TimelineStep


class ChangedMeanwhile(AppError):
    """PROVINCE_CONFLICT with both sides. What the others wrote is no fact, for facts are logged."""

    def __init__(
        self, *, version: int, state: str, changes: Iterable[TimelineStep], reason: str
    ) -> None:
        super().__init__(
            Code.PROVINCE_CONFLICT,
            status=409,
            problem="changed_meanwhile",
            reason=reason,
            version=version,
        )
        self.version, self.state = version, state
        self.changes = tuple(change_of(each) for each in changes)


def change_of(step: TimelineStep) -> ChangeMeanwhile:
    return ChangeMeanwhile(
        act=step.act,
        full_name=step.full_name,
        state=step.state,
        handled_by=step.handled_by,
        text=step.text,
        acted_at=step.acted_at,
    )
