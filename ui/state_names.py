"""States of a dossier and roles of officers in the words they know; without Qt, for messages."""

from app.domain.dossier import DossierState
from app.domain.officer import Role

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
    DossierState.ONLINE_WAITING: "Chờ tiếp nhận online",
    DossierState.ONLINE_CANCELLED: "Hồ sơ online hủy",
    DossierState.CANCELLED: "Đã hủy",
}

ROLE_NAMES = {
    Role.COUNTER: "cán bộ một cửa",
    Role.LEADER: "lãnh đạo",
    Role.CLERK: "văn thư",
    Role.SPECIALIST: "chuyên viên",
    Role.ADMINISTRATOR: "quản trị của tỉnh",
}
