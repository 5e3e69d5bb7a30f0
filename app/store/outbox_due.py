"""Which items go next and how many there are: statements built once and asked all the time."""

from typing import Any

from sqlalchemy import String, and_, bindparam, func, literal_column, or_, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from app.domain.submission import OutboxKind, OutboxState
from app.errors import Code
from app.store.columns import Moment
from app.store.schema import FAILING, OutboxRow

DONE = (OutboxState.DELIVERED, OutboxState.WITHDRAWN)
_row = OutboxRow.__table__.c
_NO_TIME = "3"
"""What sorts after it stands for no moment that a program wrote."""


def _free(*conditions: ColumnElement[bool]) -> Any:
    """Ids of items with ``conditions`` that no other of their dossier holds back."""
    other, upload = OutboxRow.__table__.alias("other").c, OutboxKind.UPLOAD
    earlier = and_(other.id < _row.id, or_(other.kind != upload, _row.kind != upload))
    held = select(other.id).where(
        other.dossier_id == _row.dossier_id,
        or_(other.state == OutboxState.REFUSED, and_(other.state.not_in(DONE), earlier)),
        other.id != _row.id,
    )
    return select(_row.id).where(*conditions, ~held.exists())


def _due(*conditions: ColumnElement[bool]) -> Any:
    """Binds ``besides`` (ids) and ``limit``."""
    besides = _row.id.not_in(bindparam("besides", expanding=True))
    return _free(*conditions, besides).limit(bindparam("limit"))


_waiting = _row.state == OutboxState.WAITING
_at = _row.next_attempt_at

DUE_WAYS = (
    _due(_row.state == OutboxState.SENDING),
    _due(_waiting, _at.is_(None)).order_by(_row.id),
    _due(_waiting, _at <= bindparam("now", type_=Moment)).order_by(_at),
    _due(_waiting, type_coerce(_at, String) >= _NO_TIME),
)
"""Begun and never ended; without a time; with a time that came; with what is no time."""

_facts = type_coerce(_row.last_error_facts, String)  # which a damaged row may have as no JSON
FOR_OTHERS = and_(
    _waiting,
    _row.last_error == Code.PROVINCE_FORBIDDEN,
    or_(_facts.startswith('{"account":'), _facts.startswith('{"unit":')),
    _at > bindparam("now", type_=Moment),
)
"""What was found to be another officer's, or another unit's, and is not looked at again yet."""

SENDABLE = _free(_row.state.in_((OutboxState.WAITING, OutboxState.SENDING)), ~FOR_OTHERS).limit(1)

NEXT_WAKE = (
    _free(_waiting, type_coerce(_at, String).between("2", _NO_TIME))
    .with_only_columns(_at)
    .order_by(_at)
    .limit(1)
)

COUNTS = select(
    *(
        select(func.count())
        .select_from(OutboxRow)
        .where(_row.state == state)
        .scalar_subquery()
        .label(state.value)
        for state in OutboxState
        if state is not OutboxState.WITHDRAWN
    ),
    # Said to SQLite, which would rather look at every row that waits.
    literal_column(
        f"(SELECT count(*) FROM outbox INDEXED BY outbox_failing WHERE {FAILING})"  # noqa: S608
    ).label("failing"),
)
"""By the names of ``QueueCounts``."""
