"""A dossier (hồ sơ) as it stands on this counter."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from app.domain.procedure import CopyKind

DossierId = NewType("DossierId", str)
"""A UUID in hex, made on this counter; the province's number comes later."""


class DossierState(StrEnum):
    """Where a dossier stands. The first three belong to this counter, the rest to the province."""

    DRAFT = "draft"  # being received, nothing promised yet
    QUEUED = "queued"  # received here, its acts wait for the province
    REFUSED = "refused"  # the province said no; the officer must act
    RECEIVED = "received"  # Vừa tiếp nhận: the province acknowledged it
    CHECKING = "checking"  # Kiểm tra HS
    SUBMITTED_FOR_SIGNATURE = "submitted_for_signature"  # Trình ký
    APPROVING = "approving"  # Ký duyệt
    READY = "ready"  # Trả kết quả
    RETURNED = "returned"  # Đã trả kết quả
    PAUSED = "paused"  # Đang tạm dừng
    CANCELLED = "cancelled"  # Đã hủy
    ONLINE_WAITING = "online_waiting"  # Chờ tiếp nhận online: filed by the citizen
    ONLINE_CANCELLED = "online_cancelled"  # Hồ sơ online hủy


OPEN_HERE = frozenset({DossierState.DRAFT, DossierState.REFUSED})
"""The officer may still change the dossier and its papers."""
UNDER_WAY = frozenset(
    {
        DossierState.QUEUED,
        DossierState.REFUSED,
        DossierState.RECEIVED,
        DossierState.CHECKING,
        DossierState.SUBMITTED_FOR_SIGNATURE,
        DossierState.APPROVING,
    }
)
"""States in which the promised date runs: there is no result yet and nothing stands still."""


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class ReturnWay(StrEnum):
    """Hình thức nhận kết quả."""

    COUNTER = "counter"  # tại quầy
    POST = "post"  # dịch vụ bưu chính công ích
    ONLINE = "online"  # trực tuyến


@dataclass(frozen=True)
class Applicant:
    """Người nộp."""

    full_name: str = ""
    identity_number: str = ""
    """CCCD/định danh, 12 digits."""
    born: date | None = None
    gender: Gender = Gender.UNKNOWN
    address: str = ""
    card_issued: date | None = None
    phone: str = ""
    email: str = ""
    organization: str = ""


@dataclass(frozen=True)
class ComponentLine:
    """A component of one dossier, with the officer's answers."""

    id: str
    code: str
    name: str
    copies: int
    kind: CopyKind
    required: bool


@dataclass(frozen=True)
class Dossier:
    id: DossierId
    provisional_code: str
    """Given at this counter, printed and searchable until the province's code comes."""
    code: str
    """The province's number, empty until it has acknowledged the dossier."""
    state: DossierState
    procedure_code: str
    procedure_name: str
    case_code: str
    applicant: Applicant
    components: tuple[ComponentLine, ...]
    created_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    return_way: ReturnWay = ReturnWay.COUNTER
    handled_by: str = ""
    """Bộ phận đang xử lý."""
    refusal: str = ""
    """The province's reason when ``state`` is REFUSED."""
    fees: tuple[tuple[str, int, int], ...] = field(default=())
    """(name, quantity, amount each in dong)."""
    version: int = 0
    """The province's count of acts on it, as last told; 0 from one that does not count, and before
    it has the dossier."""
    pinned: bool = False
    """Its files are kept here for work without a line."""

    @property
    def shown_code(self) -> str:
        return self.code or self.provisional_code
