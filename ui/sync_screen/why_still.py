"""Why nothing is sent, as the officer reads it above the queue; no Qt."""

from datetime import datetime

from app.domain.submission import QueueHalt
from app.errors import AppError, Code
from ui.messages import Message, message
from ui.status_text import moment
from ui.theme import Tone


def why_still(
    halt: QueueHalt, quiet_until: datetime | None, now: datetime
) -> tuple[Message, Tone] | None:
    """``quiet_until``: when the province asked to be left alone until then."""
    match halt:
        case QueueHalt.PAUSED:
            words = Message(
                "Đã tạm dừng gửi",
                "Hồ sơ vẫn được lưu trên máy này nhưng chưa gửi lên tỉnh.",
                "Bấm Tiếp tục gửi khi sẵn sàng.",
            )
            return words, Tone.WARN
        case QueueHalt.SIGN_IN:
            return message(AppError(Code.SIGN_IN_REQUIRED)), Tone.WARN
        case QueueHalt.DISK:
            return message(AppError(Code.DISK_FULL)), Tone.BAD
        case QueueHalt.NONE if quiet_until is not None:
            words = Message(
                "Hệ thống của tỉnh đang quá tải",
                f"Tỉnh hẹn nhận lại từ {moment(quiet_until, now)}, quầy sẽ tự gửi khi đó.",
                "Cứ làm việc tiếp: hồ sơ vẫn lưu trên máy này, bấm Gửi ngay cũng chờ đến giờ hẹn.",
            )
            return words, Tone.WARN
    return None
