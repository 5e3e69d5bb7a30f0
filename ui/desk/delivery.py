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


def delivery_of(dossier: Dossier, items: Sequence[OutboxItem], now: datetime) -> Delivery:
    """The state of ``dossier``'s queue ``items``, taken from the first that is not delivered."""
    open_items = [item for item in items if item.state is not OutboxState.WITHDRAWN]
    if not open_items:
        return Delivery("Hồ sơ của tỉnh" if dossier.code else "", Tone.NEUTRAL)
    if any(item.state is OutboxState.REFUSED for item in open_items):
        return Delivery("Tỉnh từ chối", Tone.BAD)
    if any(item.state is OutboxState.SENDING for item in open_items):
        return Delivery("Đang gửi", Tone.INFO)
    waiting = [item for item in open_items if item.state is OutboxState.WAITING]
    failed = next((item for item in waiting if item.last_error), None)
    if failed is not None:
        return Delivery(_failed_text(failed.next_attempt_at, now), Tone.WARN)
    if waiting:
        return Delivery("Chờ gửi", Tone.INFO)
    acknowledged = any(item.kind is OutboxKind.RECEIVE_DOSSIER for item in open_items)
    return Delivery("Tỉnh đã nhận", Tone.OK) if acknowledged else Delivery("Chờ gửi", Tone.INFO)


def _failed_text(next_attempt_at: datetime | None, now: datetime) -> str:
    if next_attempt_at is None or next_attempt_at <= now:
        return "Lỗi, sắp thử lại"
    at = next_attempt_at.astimezone(VIETNAM)
    day = "" if at.date() == now.astimezone(VIETNAM).date() else f" ngày {at:%d/%m}"
    return f"Lỗi, thử lại lúc {at:%H:%M}{day}"
