"""Papers whose signatures are to be raised to a higher level."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.domain.dossier import DossierId
from app.domain.level_goal import LevelGoal, RaisedVersion
from app.domain.paper import PaperId
from app.store.schema import LevelGoalRow, PaperRow

_AT_REST = and_(LevelGoalRow.reason == "", LevelGoalRow.next_attempt_at.is_(None))
"""Reached, and not tried again by itself."""


class LevelGoals:
    def __init__(self, session: Session) -> None:
        self._session = session

    def want(
        self,
        paper_id: PaperId,
        *,
        wanted: str,
        reason: str,
        facts: Mapping[str, Any],
        next_attempt_at: datetime,
    ) -> None:
        """Take down that the paper is to get to level ``wanted``, and why it is not there."""
        paper = self._session.get_one(PaperRow, paper_id)
        paper.goal = LevelGoalRow(
            paper_id=paper_id,
            dossier_id=paper.dossier_id,
            wanted=wanted,
            reason=reason,
            facts=dict(facts),
            next_attempt_at=next_attempt_at,
        )
        self._session.flush()

    def archived(self) -> tuple[LevelGoal, ...]:
        """Those at B-LTA, the one whose time stamp ends first before the others."""
        rows = self._session.scalars(
            select(LevelGoalRow)
            .where(LevelGoalRow.archived_until.is_not(None))
            .order_by(LevelGoalRow.archived_until, LevelGoalRow.paper_id)
        )
        return tuple(level_goal(row) for row in rows)

    def open(self) -> tuple[LevelGoal, ...]:
        """Those that are not reached yet, with the hopeless ones."""
        rows = self._session.scalars(
            select(LevelGoalRow).where(LevelGoalRow.reason != "").order_by(LevelGoalRow.paper_id)
        )
        return tuple(level_goal(row) for row in rows)

    def due(self, now: datetime, *, renew_before: timedelta) -> tuple[LevelGoal, ...]:
        """Those to be tried now: the longest waiting first, then those to be renewed.

        An archive is renewed ``renew_before`` its time stamp's certificate ends.
        """
        rows = self._session.scalars(
            select(LevelGoalRow)
            .where(
                or_(
                    LevelGoalRow.next_attempt_at <= now,
                    and_(_AT_REST, LevelGoalRow.archived_until <= now + renew_before),
                )
            )
            .order_by(
                LevelGoalRow.next_attempt_at.is_(None),
                LevelGoalRow.next_attempt_at,
                LevelGoalRow.archived_until,
            )
        )
        return tuple(level_goal(row) for row in rows)

    def next_wake(self, *, renew_before: timedelta) -> datetime | None:
        """When the next one falls due; None when nothing is to be raised or renewed."""
        attempt = self._session.scalar(select(func.min(LevelGoalRow.next_attempt_at)))
        end = self._session.scalar(select(func.min(LevelGoalRow.archived_until)).where(_AT_REST))
        return min(filter(None, [attempt, end and end - renew_before]), default=None)

    def put_back(
        self,
        paper_id: PaperId,
        *,
        reason: str,
        facts: Mapping[str, Any],
        next_attempt_at: datetime | None,
    ) -> None:
        """It is still not there; without ``next_attempt_at`` it never will be."""
        row = self._row(paper_id)
        row.reason, row.facts, row.attempts = reason, dict(facts), row.attempts + 1
        row.next_attempt_at = next_attempt_at

    def reach(self, paper_id: PaperId, *, archived_until: datetime | None) -> None:
        """The level is there; nothing is left to be done before an archive is to be renewed."""
        row = self._row(paper_id)
        row.archived_until = archived_until
        row.reason, row.facts, row.attempts = "", {}, row.attempts + 1
        row.next_attempt_at = None

    def keep_beside(self, paper_id: PaperId, version: RaisedVersion) -> None:
        """Remember the raised version of a paper whose own file is with the province."""
        row = self._row(paper_id)
        row.raised_sha256, row.raised_bytes = version.sha256, version.size
        row.raised_level = version.level

    def forget(self, dossier_id: DossierId) -> None:
        """Nothing of this dossier needs to be raised any more."""
        rows = self._session.scalars(
            select(LevelGoalRow).where(LevelGoalRow.dossier_id == dossier_id)
        )
        for row in rows:
            self._session.delete(row)

    def _row(self, paper_id: PaperId) -> LevelGoalRow:
        return self._session.get_one(LevelGoalRow, paper_id)


def level_goal(row: LevelGoalRow) -> LevelGoal:
    raised = RaisedVersion(row.raised_sha256, row.raised_bytes, row.raised_level)
    return LevelGoal(
        paper_id=row.paper_id,
        wanted=row.wanted,
        reason=row.reason,
        facts=dict(row.facts),
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        raised=raised if raised.sha256 else None,
        archived_until=row.archived_until,
    )
