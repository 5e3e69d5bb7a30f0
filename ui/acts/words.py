"""Acts and expected states in words; without Qt, for the command line too."""

from app.domain.act_rules import HAND_OVER, ActChoice
from app.domain.expected_state import Standing
from ui.state_names import STATE_NAMES
from ui.sync_screen.act_words import ACT_NAMES

TROUBLES = {
    "paid_not_recorded": "Đã trả tiền nhưng chưa ghi nhận",
    "recorded_not_paid": "Ghi nhận nhưng chưa trả tiền",
    "wrong_amount": "Sai số tiền",
    "refund_wanted": "Xin hoàn tiền",
    "other": "Khác",
}
SAVED_AS = {"result": "Kết quả", "component": "Thành phần hồ sơ"}


def choice_name(choice: ActChoice) -> str:
    """E.g. ``Ký duyệt kết quả`` or ``Chuyển sang “Trình ký”``."""
    if choice.kind == HAND_OVER:
        return f"Chuyển sang “{STATE_NAMES[choice.to]}”"
    return ACT_NAMES[choice.kind]


def standing_text(standing: Standing) -> str:
    """``Kiểm tra HS (sẽ là “Trình ký” khi tỉnh nhận)``: never what is not so yet."""
    known = STATE_NAMES[standing.known]
    if standing.expected is standing.known:
        return known
    return f"{known} (sẽ là “{STATE_NAMES[standing.expected]}” khi tỉnh nhận)"
