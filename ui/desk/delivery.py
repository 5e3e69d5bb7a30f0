"""How far a dossier is on its way to the province: only what was acknowledged counts as sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.dossier import Dossier
from app.domain.submission import OutboxItem, OutboxKind, OutboxState
from app.domain.working_time import VIETNAM
from ui.theme import Tone


@dataclass(frozen=True)
class Delivery:
    text: str
    """Empty for what was never meant to be sent."""
    tone: Tone
    beneath: str = ""
    """When it was acknowledged, or how much of it already is."""
    ours: bool = True
    """False for a dossier that came from the province: nothing of it is sent from here."""


_FIRST_SAID = {
    OutboxState.UNCONFIRMED: Delivery("Chờ xác nhận lại", Tone.WARN),
    OutboxState.REFUSED: Delivery("Tỉnh từ chối", Tone.BAD),
    OutboxState.SENDING: Delivery("Đang gửi", Tone.INFO),
}


def delivery_of(dossier: Dossier, items: Sequence[OutboxItem], now: datetime) -> Delivery:
    """The state of ``dossier``'s queue ``items``, taken from the first that is not delivered."""
    open_items = [item for item in items if item.state is not OutboxState.WITHDRAWN]
    if not open_items:
        return Delivery("Hồ sơ của tỉnh" if dossier.code else "", Tone.NEUTRAL, ours=False)
    states = {item.state for item in open_items}
    for state, said in _FIRST_SAID.items():
        if state in states:
            return said
    waiting = [item for item in open_items if item.state is OutboxState.WAITING]
    failed = next((item for item in waiting if item.last_error), None)
    if failed is not None:
        return Delivery(_failed_text(failed.next_attempt_at, now), Tone.WARN)
    acts = [item for item in open_items if item.kind is not OutboxKind.UPLOAD]
    if waiting or not acts:
        done = len(open_items) - len(waiting)
        return Delivery("Chờ gửi", Tone.INFO, f"xong {done}/{len(open_items)}" if done else "")
    at = acts[-1].delivered_at
    when = f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if at else ""
    return Delivery("Tỉnh đã nhận", Tone.OK, when)


def _failed_text(next_attempt_at: datetime | None, now: datetime) -> str:
    if next_attempt_at is None or next_attempt_at <= now:
        return "Lỗi, sắp thử lại"
    at = next_attempt_at.astimezone(VIETNAM)
    day = "" if at.date() == now.astimezone(VIETNAM).date() else f" ngày {at:%d/%m}"
    return f"Lỗi, thử lại lúc {at:%H:%M}{day}"
