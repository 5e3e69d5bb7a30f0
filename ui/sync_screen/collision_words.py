"""Two officers on one dossier: what each of them did, as an officer reads it; no Qt."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.collision import ChangeMeanwhile, Collision
from app.domain.dossier import DossierState
from ui.dossier_words import STATE_NAMES
from ui.status_text import moment
from ui.sync_screen.act_words import ACT_NAMES

_MOST_LETTERS = 200
Line = tuple[str, str]
"""Name and value."""
_TEXTS = {
    "reason": "Lý do",
    "opinion": "Ý kiến",
    "note": "Ghi chú",
    "text": "Nội dung",
    "handed_to": "Người nhận",
    "title": "Giấy tờ",
}
_FILES = "papers", "results", "file", "form", "receipt"


def our_lines(collision: Collision, now: datetime) -> list[Line]:
    """The act as it was queued here."""
    act = collision.act
    lines = [("Việc", ACT_NAMES.get(str(act.get("kind")), "Việc khác"))]
    if when := _moment(act.get("acted_at"), now):
        lines.append(("Lúc", when))
    place = ", ".join(
        filter(None, (_state(str(act.get("to", ""))), str(act.get("handled_by", ""))))
    )
    if place:
        lines.append(("Chuyển đến", place))
    if act.get("number"):
        lines.append(("Số", f"{act['number']}/{act.get('notation', '')}".rstrip("/")))
    lines += [(said, str(act[name])) for name, said in _TEXTS.items() if act.get(name)]
    lines += [("Cần bổ sung", "\n".join(map(str, act["wanted"])))] if act.get("wanted") else []
    if files := _files(act):
        lines.append(("Tệp", "\n".join(files)))
    if act.get("expected_version"):
        lines.append(("Soạn theo", f"bản số {act['expected_version']} của hồ sơ"))
    return lines


def their_lines(collision: Collision, now: datetime) -> list[Line]:
    """What the province has, the oldest change first."""
    lines = [
        (moment(each.acted_at, now), _change(each, now).split(" – ", 1)[1])
        for each in collision.changes
    ]
    if not lines:
        lines.append(("Ai xử lý", "Tỉnh không cho biết"))
    lines.append(("Đang ở", _state(collision.state)))
    if collision.version:
        lines.append(("Nay là", f"bản số {collision.version} của hồ sơ"))
    return lines


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


def _moment(written: object, now: datetime) -> str:
    try:
        return moment(datetime.fromisoformat(str(written)), now)
    except ValueError:
        return ""


def _files(act: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for name in _FILES:
        there = act.get(name) or ()
        for each in (there,) if isinstance(there, Mapping) else there:
            found += [str(each["title"])] if isinstance(each, Mapping) and each.get("title") else []
    return found


def _state(state: str) -> str:
    return STATE_NAMES[DossierState(state)] if state in set(DossierState) else state


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _MOST_LETTERS else f"{plain[: _MOST_LETTERS - 1]}…"
