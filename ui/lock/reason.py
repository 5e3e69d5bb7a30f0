"""Why the window is locked, in words."""

from datetime import datetime
from enum import StrEnum

from ui.status_text import moment


class LockReason(StrEnum):
    BY_HAND = "by_hand"
    IDLE = "idle"
    TOKEN_GONE = "token_gone"
    AT_START = "at_start"


def reason_text(reason: LockReason, since: datetime, now: datetime, minutes: int) -> str:
    """``minutes`` are those after which an untouched window locks itself."""
    at = moment(since, now)
    match reason:
        case LockReason.BY_HAND:
            return f"Khóa lúc {at}."
        case LockReason.IDLE:
            return f"Khóa lúc {at} vì {minutes} phút không có thao tác."
        case LockReason.TOKEN_GONE:
            return f"Khóa lúc {at} vì token đã được rút ra."
        case LockReason.AT_START:
            return "Chương trình vừa mở."
