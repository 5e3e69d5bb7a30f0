"""The desk's rows: read a page at a time, and what each cell says."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from app.domain.dossier import Dossier
from app.domain.working_time import VIETNAM
from app.store.store import Store
from ui.desk.delivery import Delivery, delivery_of
from ui.desk.query import DeskQuery
from ui.desk.remaining import Remaining
from ui.dossier_words import AT_COUNTER, STATE_NAMES
from ui.theme import PALETTE, Tone, tone_colour


class Column(IntEnum):
    CODE = 0
    PROCEDURE = 1
    APPLICANT = 2
    RECEIVED = 3
    DUE = 4
    REMAINING = 5
    HANDLED_BY = 6
    DELIVERY = 7


@dataclass(frozen=True)
class DeskRow:
    dossier: Dossier
    delivery: Delivery
    where: str
    """Who has it; with its state where dossiers of all states stand together."""


def read_rows(
    store: Store, query: DeskQuery, now: datetime, *, limit: int, offset: int
) -> tuple[list[DeskRow], bool]:
    """Rows from ``offset`` on, and whether there are more after them."""
    with store.read() as work:
        found = work.dossiers.find(query.filter(now, limit=limit + 1, offset=offset))
        dossiers = found[:limit]
        items = work.outbox.of_dossiers([each.id for each in dossiers])
    rows = [
        DeskRow(
            each,
            delivery_of(each, items.get(each.id, ()), now),
            _where(each, with_state=query.state is None),
        )
        for each in dossiers
    ]
    return rows, len(found) > limit


def cell_text(row: DeskRow, column: Column, left: Remaining) -> str:
    dossier = row.dossier
    match column:
        case Column.CODE:
            text = dossier.shown_code
        case Column.PROCEDURE:
            text = dossier.procedure_name
        case Column.APPLICANT:
            text = dossier.applicant.full_name or dossier.applicant.organization
        case Column.RECEIVED:
            text = day_text(dossier.received_at)
        case Column.DUE:
            text = moment_text(dossier.due_at)
        case Column.REMAINING:
            text = left.text
        case Column.HANDLED_BY:
            text = row.where
        case Column.DELIVERY:
            text = row.delivery.text
    return text


def cell_colour(row: DeskRow, column: Column, left: Remaining) -> str:
    """``#RRGGBB``, empty for plain ink."""
    if column is Column.REMAINING:
        return "" if left.tone is Tone.NEUTRAL else tone_colour(left.tone)
    if column is Column.DELIVERY:
        return tone_colour(row.delivery.tone)
    return PALETTE.muted if column in (Column.RECEIVED, Column.HANDLED_BY) else ""


def moment_text(moment: datetime | None) -> str:
    """``14:05 23/11/2026`` in Vietnam, empty for None."""
    return "" if moment is None else f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def day_text(moment: datetime | None) -> str:
    """``23/11/2026`` in Vietnam, empty for None."""
    return "" if moment is None else f"{moment.astimezone(VIETNAM):%d/%m/%Y}"


def _where(dossier: Dossier, *, with_state: bool) -> str:
    office = dossier.handled_by or ("Tại quầy" if dossier.state in AT_COUNTER else "")
    state = STATE_NAMES[dossier.state] if with_state else ""
    return " · ".join(filter(None, (state, office)))
