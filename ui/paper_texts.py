"""A paper's file and signature in a few words."""

from datetime import datetime

from app.domain.paper import Paper
from app.domain.working_time import VIETNAM
from app.errors import AppError, Code
from ui.messages import message
from ui.messages.fact_texts import MOMENT, megabytes


def file_text(paper: Paper) -> str:
    """``3 trang · 1,2 MB``"""
    return f"{pages_text(paper)} · {size_text(paper)}"


def pages_text(paper: Paper) -> str:
    return f"{paper.pages} trang"


def size_text(paper: Paper) -> str:
    """``1,2 MB`` or ``80 KB``"""
    return bytes_text(paper.size_bytes)


def bytes_text(size: int) -> str:
    """``size`` in bytes as ``size_text`` writes it."""
    return megabytes(size) if size >= 100_000 else f"{-(-size // 1000)} KB"


def signature_text(paper: Paper) -> str:
    """Who signed and when, from what was read back; ``Chưa ký số`` otherwise."""
    if paper.signature is None:
        return "Chưa ký số"
    at = paper.signature.signed_at.astimezone(VIETNAM)
    return f"{paper.signature.signer} ký {at:%H:%M %d/%m/%Y} ({level_text(paper)})"


def signing_text(paper: Paper) -> str:
    """Level and time, short; empty before it is signed."""
    if paper.signature is None:
        return ""
    at = paper.signature.signed_at.astimezone(VIETNAM)
    return f"{paper.signature.level} · {at:%H:%M %d/%m/%Y}"


def level_text(paper: Paper) -> str:
    """``B-T``, ``B-B, chờ nâng lên B-T: không lấy được dấu thời gian, thử lại 09:00 26/11/2026``,
    or ``B-LTA, tự gia hạn trước 14/08/2048``.
    """
    goal, has = paper.goal, paper.signature.level if paper.signature else ""
    if goal is None:
        return has
    if goal.raised is not None:
        has = f"đã gửi bản {has}, bản {goal.raised.level} lưu tại máy"
    if not goal.reason:
        return (
            f"{has}, tự gia hạn trước {_day(goal.archived_until)}" if goal.archived_until else has
        )
    code = Code(goal.reason) if goal.reason in set(Code) else Code.UNEXPECTED
    why = message(AppError(code, **goal.facts)).heading
    again = goal.next_attempt_at
    if goal.archived_until:
        hope = f"chờ gia hạn trước {_day(goal.archived_until)}" if again else "không gia hạn được"
    else:
        hope = f"{'chờ nâng lên' if again else 'không nâng được lên'} {goal.wanted}"
    when = f", thử lại {again.astimezone(VIETNAM):{MOMENT}}" if again else ""
    return f"{has}, {hope}: {why[0].lower()}{why[1:]}{when}"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y}"
