"""The acts (``POST /v1/acts``)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from sync.contract.base import MOST, CounterId, ProvinceState, ReturnWay, Sha256, Wire
from sync.contract.papers import FeeSent, PaperSent
from sync.contract.people import ApplicantSent


class ReceiveDossier(Wire):
    """The act of receiving a dossier at a counter (``POST /v1/acts``)."""

    kind: Literal["receive_dossier"] = "receive_dossier"
    dossier_id: CounterId
    """The counter's own identifier; one dossier exists for it whatever happens."""
    provisional_code: str = Field(max_length=40)
    unit_code: str = Field(default="", max_length=40)
    """Where it was received; 403 from the officers of another unit, who may have signed in on the
    same counter since. Empty leaves it to whoever sends it."""
    procedure_code: str = Field(max_length=60)
    case_code: str = Field(max_length=40)
    applicant: ApplicantSent
    papers: tuple[PaperSent, ...] = Field(min_length=1)
    fees: tuple[FeeSent, ...]
    return_way: ReturnWay
    received_at: AwareDatetime
    due_at: AwareDatetime


class DossierAct(Wire):
    """What every act about an existing dossier says. Either of its two names is enough."""

    dossier_id: str = Field(default="", pattern=r"^([0-9a-f]{32})?$")
    """The counter's own identifier: known before the province has numbered the dossier."""
    dossier_code: str = Field(default="", max_length=60)
    """The province's number, for dossiers filed elsewhere."""
    unit_code: str = Field(default="", max_length=40)
    """Where it was done; 403 from the officers of another unit. Empty leaves it to the sender."""
    account: str = Field(default="", max_length=64)
    """Who did it; 403 from anybody else. Empty leaves it to the sender."""
    acted_at: AwareDatetime
    """When the officer did it, perhaps days before there was a line."""
    expected_version: int | None = Field(default=None, ge=1, le=MOST)
    """The version that the officer saw, and one more for each of her own acts queued since.
    ``changed_meanwhile`` when the dossier has another; None asks for no such care."""


class AcceptOnline(DossierAct):
    """Tiếp nhận a dossier that a citizen filed online."""

    kind: Literal["accept_online"]
    due_at: AwareDatetime
    papers: tuple[PaperSent, ...] = Field(default=(), max_length=200)
    """The citizen's papers as the counter digitised and signed them."""


class RequestSupplement(DossierAct):
    """Yêu cầu bổ sung (Mẫu 02): the time limit stands still until the papers come."""

    kind: Literal["request_supplement"]
    reason: str = Field(min_length=1, max_length=2000)
    wanted: tuple[Annotated[str, Field(min_length=1, max_length=500)], ...] = Field(
        default=(), max_length=50
    )
    """Names of the papers that are missing or unreadable."""
    respond_by: AwareDatetime | None = None
    form: PaperSent | None = None
    """The signed form."""


class ReceiveSupplement(DossierAct):
    """The papers asked for have come: the dossier is worked on again."""

    kind: Literal["receive_supplement"]
    papers: tuple[PaperSent, ...] = Field(min_length=1, max_length=200)
    due_at: AwareDatetime | None = None
    """The new promise, None to keep the old one."""


class Refuse(DossierAct):
    """Từ chối tiếp nhận, giải quyết (Mẫu 03)."""

    kind: Literal["refuse"]
    reason: str = Field(min_length=1, max_length=2000)
    form: PaperSent | None = None


class Cancel(DossierAct):
    """The applicant takes the dossier back."""

    kind: Literal["cancel"]
    reason: str = Field(min_length=1, max_length=2000)


class HandOver(DossierAct):
    """Chuyển bước: kiểm tra → trình ký → ký duyệt → trả kết quả."""

    kind: Literal["hand_over"]
    to: ProvinceState
    handled_by: str = Field(min_length=1, max_length=200)
    """Bộ phận đang xử lý from now on."""
    note: str = Field(default="", max_length=2000)


class GiveOpinion(DossierAct):
    """Thêm ý kiến, on the dossier or as a file."""

    kind: Literal["give_opinion"]
    opinion: str = Field(min_length=1, max_length=4000)
    file: PaperSent | None = None


class Approve(DossierAct):
    """Ký duyệt: the result, signed by the leader; several files when there are appendices."""

    kind: Literal["approve"]
    results: tuple[PaperSent, ...] = Field(min_length=1, max_length=50)
    opinion: str = Field(default="", max_length=4000)


class ReturnWithOpinion(DossierAct):
    """The leader sends a dossier back to be worked over."""

    kind: Literal["return_with_opinion"]
    opinion: str = Field(min_length=1, max_length=4000)
    handled_by: str = Field(min_length=1, max_length=200)
    file: PaperSent | None = None


class IssueResult(DossierAct):
    """Phát hành by the clerk: number, notation and day, the office's seal on what was approved."""

    kind: Literal["issue_result"]
    number: int = Field(ge=1, le=10_000_000)
    """Once a year for a notation and unit."""
    notation: str = Field(min_length=1, max_length=60)
    """E.g. ``GCN-UBND``."""
    issued_on: date
    results: tuple[PaperSent, ...] = Field(min_length=1, max_length=50)
    """With the office's signature."""


class ReturnResult(DossierAct):
    """Trả kết quả, with the citizen's receipt."""

    kind: Literal["return_result"]
    way: ReturnWay
    handed_to: str = Field(min_length=1, max_length=200)
    receipt: PaperSent | None = None
    results: tuple[PaperSent, ...] = Field(default=(), max_length=50)
    """A scanned paper result with its SAO Y signature, where none was issued electronically."""
    sent_to_email: bool = False


class SaveToWarehouse(DossierAct):
    """Lưu vào KDL (domain §2.2): a result or a component of the dossier, for later reuse."""

    kind: Literal["save_to_warehouse"]
    sha256: Sha256
    """Of a file that belongs to the dossier."""
    saved_as: Literal["result", "component"]
    paper_code: str = Field(default="", pattern=r"^(KQ\.[GH]\d{2}\.\d{6})?$")
    """Mã TPHS/KQ; empty for what the province gives a code of its own."""
    title: str = Field(min_length=1, max_length=500)
    number: str = Field(default="", max_length=100)
    """Số giấy tờ."""
    valid_from: date
    valid_until: date | None = None
    owner_name: str = Field(min_length=1, max_length=300)
    owner_number: str = Field(pattern=r"^\d{9,13}(-\d{3})?$")
    """CMND, CCCD or MST."""
    owner_born: date | None = None
    """Ngày sinh / ngày thành lập."""
    owner_phone: str = Field(default="", max_length=30)


class ReportPaymentTrouble(DossierAct):
    """Phản ánh about an online payment."""

    kind: Literal["report_payment_trouble"]
    reference: str = Field(pattern=r"^G22\.99\.2-\d{12}$")
    trouble: Literal[
        "paid_not_recorded", "recorded_not_paid", "wrong_amount", "refund_wanted", "other"
    ]
    text: str = Field(min_length=1, max_length=2000)
    contact: str = Field(min_length=1, max_length=200)
    """Whom the intermediary calls back."""


LaterAct = (
    AcceptOnline
    | RequestSupplement
    | ReceiveSupplement
    | Refuse
    | Cancel
    | HandOver
    | GiveOpinion
    | Approve
    | ReturnWithOpinion
    | IssueResult
    | ReturnResult
    | SaveToWarehouse
    | ReportPaymentTrouble
)
"""About a dossier that the province has."""
Act = Annotated[ReceiveDossier | LaterAct, Field(discriminator="kind")]
"""All acts, told apart by ``kind``."""


def papers_of(act: ReceiveDossier | LaterAct) -> tuple[PaperSent, ...]:
    """All papers that ``act`` speaks of, in its own order: the province must have their files."""
    found: list[PaperSent] = []
    for _, value in act:
        if isinstance(value, PaperSent):
            found.append(value)
        elif isinstance(value, tuple):
            found += [each for each in value if isinstance(each, PaperSent)]
    return tuple(found)
