"""The desk's rows: read a page at a time, and what each cell says."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from app.domain.dossier import Dossier
from app.domain.working_time import VIETNAM
from app.operations.pinned_dossiers import pinned_dossier
from app.store.store import Store
from app.store.vault import Vault
from ui.desk.delivery import Delivery, delivery_of
from ui.desk.query import DeskQuery
from ui.desk.remaining import Remaining
from ui.dossier_words import AT_COUNTER, STATE_NAMES
from ui.pin_words import pinned_text
from ui.theme import PALETTE, Tone, tone_colour


class Column(IntEnum):
    CODE = 0
    PROCEDURE = 1
    APPLICANT = 2
    DUE = 3
    HANDLED_BY = 4
    DELIVERY = 5


@dataclass(frozen=True)
class DeskRow:
    dossier: Dossier
    delivery: Delivery
    pin: str = ""
    """How much of a pinned dossier is here, where that is asked."""


def read_rows(
    store: Store, vault: Vault, query: DeskQuery, now: datetime, *, limit: int, offset: int
) -> tuple[list[DeskRow], bool]:
    """Rows from ``offset`` on, and whether there are more after them."""
    with store.read() as work:
        found = work.dossiers.find(query.filter(now, limit=limit + 1, offset=offset))
        dossiers = found[:limit]
        items = work.outbox.of_dossiers([each.id for each in dossiers])
        pins = (
            {
                each.id: pinned_text(pinned_dossier(each, work.pins.outcome(each.id), vault))
                for each in dossiers
            }
            if query.pinned
            else {}
        )
    rows = [
        DeskRow(each, delivery_of(each, items.get(each.id, ()), now), pins.get(each.id, ""))
        for each in dossiers
    ]
    return rows, len(found) > limit


def cell_text(row: DeskRow, column: Column, left: Remaining) -> tuple[str, str]:
    """The two lines of a cell; without a second the first may take both."""
    dossier, applicant = row.dossier, row.dossier.applicant
    match column:
        case Column.CODE:
            received = moment_text(dossier.received_at)
            beneath = f"Nhận {received}" if received else "Chưa tiếp nhận"
            lines = dossier.shown_code, row.pin or beneath
        case Column.PROCEDURE:
            lines = subject_text(dossier.procedure_name), ""
        case Column.APPLICANT:
            name = applicant.full_name or applicant.organization
            lines = name, applicant.identity_number if name else ""
        case Column.DUE:
            due = moment_text(dossier.due_at)
            lines = (left.text, f"Hẹn {due}") if left.text else (due, "")
        case Column.HANDLED_BY:
            office = "Tại quầy" if dossier.state in AT_COUNTER else dossier.handled_by
            lines = STATE_NAMES[dossier.state], office
        case Column.DELIVERY:
            told = row.delivery
            lines = (told.text, told.beneath) if told.ours else ("", "")
    return lines


def cell_colour(row: DeskRow, column: Column, left: Remaining) -> str:
    """Of the first line, ``#RRGGBB``; empty for plain ink."""
    if column is Column.DUE:
        if not left.text:
            return PALETTE.muted
        return "" if left.tone is Tone.NEUTRAL else tone_colour(left.tone)
    return tone_colour(row.delivery.tone) if column is Column.DELIVERY else ""


def subject_text(procedure_name: str) -> str:
    """Về việc: what the procedure is about, ``Đăng ký kết hôn`` of ``Thủ tục đăng ký kết hôn``."""
    about = procedure_name.removeprefix("Thủ tục ")
    return about[:1].upper() + about[1:]


def moment_text(moment: datetime | None) -> str:
    """``14:05 23/11/2026`` in Vietnam, empty for None."""
    return "" if moment is None else f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
