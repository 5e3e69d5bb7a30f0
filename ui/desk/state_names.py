"""The states of a dossier as officers know them (iGate's words; domain §2.5)."""

from app.domain.dossier import DossierState
from ui.theme import Tone

STATE_NAMES = {
    DossierState.DRAFT: "Bản nháp",
    DossierState.QUEUED: "Chờ gửi tỉnh",
    DossierState.REFUSED: "Tỉnh từ chối",
    DossierState.RECEIVED: "Vừa tiếp nhận",
    DossierState.CHECKING: "Kiểm tra HS",
    DossierState.SUBMITTED_FOR_SIGNATURE: "Trình ký",
    DossierState.APPROVING: "Ký duyệt",
    DossierState.READY: "Trả kết quả",
    DossierState.RETURNED: "Đã trả kết quả",
    DossierState.PAUSED: "Đang tạm dừng",
    DossierState.CANCELLED: "Đã hủy",
}

AT_COUNTER = frozenset({DossierState.DRAFT, DossierState.QUEUED, DossierState.REFUSED})
"""States in which the dossier has not left this counter."""

_TONES = {
    DossierState.DRAFT: Tone.NEUTRAL,
    DossierState.QUEUED: Tone.INFO,
    DossierState.REFUSED: Tone.BAD,
    DossierState.READY: Tone.OK,
    DossierState.RETURNED: Tone.OK,
    DossierState.PAUSED: Tone.WARN,
}


def state_tone(state: DossierState) -> Tone:
    """INFO for what is on its way."""
    return _TONES.get(state, Tone.INFO)
