"""What is left until a dossier falls due, in the working time of the office."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.dossier import UNDER_WAY, Dossier
from app.domain.working_time import WorkingCalendar
from ui.theme import Tone


@dataclass(frozen=True)
class Remaining:
    text: str
    """Empty when no date runs."""
    tone: Tone


def remaining(dossier: Dossier, now: datetime, calendar: WorkingCalendar) -> Remaining:
    """``Còn 3 ngày 2 giờ 50 phút`` or ``Quá hạn 1 ngày``; less than a working day is a warning."""
    if dossier.due_at is None or dossier.state not in UNDER_WAY:
        return Remaining("", Tone.NEUTRAL)
    left = calendar.time_between(now, dossier.due_at)
    if now > dossier.due_at:
        late = _working_time(-left, calendar.day_length, minutes_beside_days=False)
        return Remaining(f"Quá hạn {late}" if late else "Vừa quá hạn", Tone.BAD)
    tone = Tone.WARN if left < calendar.day_length else Tone.NEUTRAL
    text = _working_time(left, calendar.day_length, minutes_beside_days=True)
    return Remaining(f"Còn {text}" if text else "Đến hạn", tone)


def _working_time(span: timedelta, day: timedelta, *, minutes_beside_days: bool) -> str:
    days, rest = divmod(span, day)
    hours, rest = divmod(rest, timedelta(hours=1))
    minutes = rest // timedelta(minutes=1)
    if days and not minutes_beside_days:
        hours = minutes = 0
    parts = ((days, "ngày"), (hours, "giờ"), (minutes, "phút"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
