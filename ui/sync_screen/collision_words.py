"""What somebody else did to a dossier meanwhile, as an officer reads it; no Qt."""

from datetime import datetime

from app.domain.collision import ChangeMeanwhile, Collision
from app.domain.dossier import DossierState
from ui.dossier_words import STATE_NAMES
from ui.status_text import moment
from ui.sync_screen.act_words import ACT_NAMES

_MOST_LETTERS = 200


def changes_text(collision: Collision, now: datetime) -> str:
    """One line for each change: when, who, what, where the dossier stands since."""
    lines = [_change(each, now) for each in collision.changes]
    if not lines:
        lines = [f"Tỉnh không cho biết ai đã xử lý. Hồ sơ đang ở: {_state(collision.state)}"]
    return "\n".join(["Thay đổi trên hệ thống của tỉnh:", *lines])


def _change(change: ChangeMeanwhile, now: datetime) -> str:
    who = change.full_name or "Người nộp"
    what = ACT_NAMES.get(change.act, "Cập nhật hồ sơ")
    place = ", ".join(filter(None, (_state(change.state), change.handled_by)))
    said = f" “{_short(change.text)}”" if change.text else ""
    return f"• {moment(change.acted_at, now)} – {who}: {what} → {place}.{said}"


def _state(state: str) -> str:
    return STATE_NAMES[DossierState(state)] if state in set(DossierState) else state


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _MOST_LETTERS else f"{plain[: _MOST_LETTERS - 1]}…"
