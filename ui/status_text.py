"""What the status strip says, as text and tone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.clock import clock_facts, is_off
from app.domain.officer import Officer
from app.domain.submission import QueueCounts, QueueHalt
from app.domain.working_time import VIETNAM
from app.errors import AppError, Code
from signing.device import Certificate, PinState, Token
from sync.state import LineState, SyncState
from ui.certificate_words import issuer_name
from ui.device_words import device_name
from ui.messages import message
from ui.own_certificate import Match, match_of
from ui.theme import Tone
from ui.token_watch import TokenInside, TokenStatus

SOON_DAYS = 30
"""A certificate that ends within them is warned of."""
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@dataclass(frozen=True)
class StatusText:
    text: str
    tone: Tone
    tip: str
    """The whole story, one or two sentences."""
    short: str = ""
    """For ``text`` where there is no room for it; empty is none."""


def token_text(
    status: TokenStatus, now: datetime, label: str = "", officer: Officer | None = None
) -> StatusText:
    """The certificate that ``officer`` signs with and how long it lasts.

    Others', the office's seal among them, are not taken for it. Where the account cannot tell,
    it is that of the token chosen, ``label``, and the first stands in for one that is not there.
    """
    if not status.tokens:
        return _nothing_there(status)
    tokens = sorted(status.tokens, key=lambda each: each.token.label != label)
    if officer is not None and any(each.usable for each in tokens):
        tokens = _of_officer(tokens, officer)
    if not tokens:
        return _of_others(status)
    inside = tokens[0]
    if inside.token.pin is PinState.LOCKED:
        return _said(AppError(Code.PIN_LOCKED, label=inside.token.label), Tone.BAD)
    if inside.latest is None:
        return _without_certificate(inside)
    return _certificate_text(inside.token, inside.latest, len(status.tokens) - 1, now)


def _nothing_there(status: TokenStatus) -> StatusText:
    if not status.asked:
        return StatusText("Đang tìm token…", Tone.NEUTRAL, "Đang hỏi các trình điều khiển token.")
    if status.error is not None:
        return _said(status.error, Tone.WARN)
    return _said(AppError(Code.TOKEN_ABSENT), Tone.NEUTRAL)


def _of_officer(tokens: Sequence[TokenInside], officer: Officer) -> list[TokenInside]:
    """Those of ``tokens`` with a certificate that may be the officer's, and no other on them."""
    found = []
    for each in tokens:
        own = tuple(one for one in each.certificates if match_of(one, officer) is not Match.OTHER)
        if own or each.sealed:
            found.append(replace(each, certificates=own))
    return found


def _of_others(status: TokenStatus) -> StatusText:
    """Nothing that is there is the officer's; what is there is named."""
    there = ", ".join(
        f"{name[0].lower()}{name[1:]} của {each.latest.common_name}"
        for each in status.tokens
        if each.latest and (name := device_name(each.token))
    )
    if any(each.token.plugged_in for each in status.tokens):
        tip = f"Đang cắm: {there}. Muốn ký bằng chữ ký của mình, hãy cắm token của anh/chị."
        return StatusText("Chưa cắm token của anh/chị", Tone.NEUTRAL, tip)
    tip = f"Đang dùng: {there}. Mở Cấu hình, mục Thiết bị ký, để chọn chứng thư số của anh/chị."
    return StatusText("Chứng thư số không phải của anh/chị", Tone.WARN, tip)


def _without_certificate(inside: TokenInside) -> StatusText:
    if inside.sealed:
        tip = "Nhập mật khẩu của tệp khi ký thì chương trình mới đọc được chứng thư số trong tệp."
        return StatusText(device_name(inside.token), Tone.NEUTRAL, tip)
    return _said(AppError(Code.CERTIFICATE_ABSENT), Tone.WARN)


def _certificate_text(
    token: Token, certificate: Certificate, others: int, now: datetime
) -> StatusText:
    name, days = certificate.common_name, (certificate.not_after - now).days
    more = f" (+{others})" if others else ""
    tip = (
        f"{device_name(token)}. Chứng thư số của {name}, "
        f"nơi cấp: {issuer_name(certificate.issuer)}, "
        f"hiệu lực đến {certificate.not_after.astimezone(VIETNAM):%d/%m/%Y}."
    )
    if certificate.not_after <= now:
        return StatusText(f"{name}: chứng thư số đã hết hạn{more}", Tone.BAD, tip)
    tone = Tone.WARN if days < SOON_DAYS else Tone.OK
    return StatusText(f"{name} · còn {days} ngày{more}", tone, tip)


def line_text(state: SyncState, error: AppError | None, now: datetime) -> StatusText:
    """The line to the province and when it was last spoken to."""
    if state.halt is QueueHalt.SIGN_IN:
        return _said(AppError(Code.SIGN_IN_REQUIRED), Tone.BAD)
    if error is not None:
        unset = error.code is Code.PROVINCE_NOT_SET
        return _said(error, Tone.NEUTRAL if unset else Tone.WARN)
    when = moment(state.last_spoken_at, now) if state.last_spoken_at else ""
    if state.line is LineState.UP:
        return StatusText(f"Tỉnh · {when}", Tone.OK, f"Tỉnh trả lời lần cuối lúc {when}.")
    if state.last_error == Code.PROVINCE_UNSUPPORTED:
        return _BY_HAND
    if state.line is LineState.DOWN:
        down = _said(AppError(Code.PROVINCE_UNREACHABLE), Tone.WARN)
        return replace(down, text=f"Mất kết nối tỉnh · {when}") if when else down
    return StatusText("Đang kết nối tỉnh…", Tone.NEUTRAL, "Đang hỏi hệ thống của tỉnh.")


UNREAD = StatusText("Đang đếm việc chờ gửi…", Tone.NEUTRAL, "Đang đọc hàng đợi trên máy này.")
"""Of the queue, before it was read for the first time."""

_BY_HAND = StatusText(
    "Nộp hồ sơ bằng gói",
    Tone.NEUTRAL,
    "Cách gửi đã chọn không nhận hồ sơ qua mạng. Mở Đồng bộ, bấm Xuất gói để nộp bằng tay.",
)


def queue_text(counts: QueueCounts, halt: QueueHalt) -> StatusText:
    """What waits for the province and what failed."""
    waiting = counts.waiting + counts.sending
    parts = [f"{waiting} việc chờ gửi"] if waiting else []
    if counts.failing:
        parts.append(f"{counts.failing} gửi lỗi")
    if counts.refused:
        parts.append(f"{counts.refused} bị từ chối")
    if counts.unconfirmed:
        parts.append(f"{counts.unconfirmed} chờ xác nhận lại")
    text = " · ".join(parts) if parts else "Không còn gì chờ gửi"
    tip = "Mở Đồng bộ để xem từng việc đã gửi, đang chờ và bị từ chối."
    if halt is QueueHalt.DISK:
        return StatusText(
            "Ổ đĩa đầy · ngừng gửi", Tone.BAD, message(AppError(Code.DISK_FULL)).next_step
        )
    if halt is QueueHalt.PAUSED:
        text = " · ".join(["Đã tạm dừng gửi", *parts])
    if counts.refused:
        return StatusText(text, Tone.BAD, tip)
    if halt is QueueHalt.PAUSED:
        return StatusText(text, Tone.WARN, tip)
    if counts.failing or counts.unconfirmed:
        return StatusText(text, Tone.WARN, tip)
    return StatusText(text, Tone.INFO if waiting else Tone.NEUTRAL, tip)


def clock_text(now: datetime) -> str:
    """``Thứ Hai 23/11/2026 · 09:21`` in Vietnam."""
    return f"{_WEEKDAYS[now.astimezone(VIETNAM).weekday()]} {_day_and_time(now)}"


def _day_and_time(now: datetime) -> str:
    return f"{now.astimezone(VIETNAM):%d/%m/%Y · %H:%M}"


def clock_status(now: datetime, slow_by: timedelta | None) -> StatusText:
    """The clock, ``slow_by`` so much behind the province's, or that it is wrong."""
    if slow_by is not None and is_off(slow_by):
        return _said(AppError(Code.CLOCK_WRONG, **clock_facts(slow_by)), Tone.BAD)
    tip = "Mở Bàn làm việc để xem hồ sơ sắp đến hạn."
    return StatusText(clock_text(now), Tone.NEUTRAL, tip, _day_and_time(now))


def moment(when: datetime, now: datetime) -> str:
    """``09:21`` today, ``22/11 09:21`` on other days."""
    here, today = when.astimezone(VIETNAM), now.astimezone(VIETNAM).date()
    return f"{here:%H:%M}" if here.date() == today else f"{here:%d/%m %H:%M}"


def _said(error: AppError, tone: Tone) -> StatusText:
    words = message(error)
    return StatusText(words.heading, tone, f"{words.sentence} {words.next_step}")
