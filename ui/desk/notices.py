"""What the desk says when there is nothing to show, and about pages left from last time."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.scan import ScanBatch
from app.domain.working_time import VIETNAM
from ui.desk.query import ANY_DAY, DeskQuery, DueWindow
from ui.dossier_words import STATE_NAMES
from ui.icons import Icon
from ui.messages import Message


def why_empty(query: DeskQuery, elsewhere: int) -> tuple[Icon, str, str]:
    """Icon, heading and advice for a list without rows.

    ``elsewhere`` counts what the words and the procedure match in all states.
    """
    if query.due is not DueWindow.ANY:
        return Icon.OK, "Không có hồ sơ nào ở mục này", "Bỏ chọn để xem lại toàn bộ hồ sơ."
    if query.pinned:
        advice = "Mở một hồ sơ rồi nhấn Ghim để làm ngoại tuyến."
        return Icon.DESK, "Không có hồ sơ nào được ghim", advice
    if query.text or query.procedure_code or query.field or query.received != ANY_DAY:
        advice = (
            f"Có {elsewhere} hồ sơ khớp ở trạng thái khác: chọn Tất cả để xem."
            if elsewhere
            else "Thử ít chữ hơn, hoặc bỏ bớt bộ lọc. Gõ không dấu cũng được."
        )
        return Icon.SEARCH, "Không tìm thấy hồ sơ nào", advice
    if query.state is not None and elsewhere:
        heading = f"Không có hồ sơ nào ở mục “{STATE_NAMES[query.state]}”"
        return Icon.DESK, heading, f"Chọn Tất cả để xem {elsewhere} hồ sơ còn lại."
    return Icon.DESK, "Chưa có hồ sơ nào", "Nhấn Ctrl+N để tiếp nhận hồ sơ đầu tiên."


def unfinished_pages(batches: Sequence[ScanBatch], now: datetime) -> Message:
    """About the oldest of ``batches``, which are open and have pages."""
    oldest = batches[0]
    at = oldest.started_at.astimezone(VIETNAM)
    today = at.date() == now.astimezone(VIETNAM).date()
    moment = f"{at:%H:%M}" if today else f"{at:%H:%M ngày %d/%m}"
    more = len(batches) - 1
    return Message(
        f"Có {len(oldest.pages)} trang quét dở lúc {moment}",
        "Các trang vẫn còn nguyên trên máy này.",
        f"Còn {more} lần quét dở khác." if more else "",
    )
