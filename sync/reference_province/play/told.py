"""What is told to the players."""

from pydantic import Field

from sync.contract import ApplicantSent, PaymentState, ReturnWay, WarehouseItem, Wire


class OnlinePaper(Wire):
    component_code: str = Field(default="", max_length=40)
    title: str = Field(min_length=1, max_length=500)
    content: bytes = Field(min_length=8, max_length=900_000)
    """A PDF file in base64, under 1 MB: enough for a play."""


class OnlineDossier(Wire):
    unit_code: str = Field(max_length=40)
    procedure_code: str = Field(max_length=60)
    case_code: str = Field(default="", max_length=40)
    """Empty for the procedure's first."""
    applicant: ApplicantSent
    papers: tuple[OnlinePaper, ...] = Field(default=(), max_length=20)
    return_way: ReturnWay = "online"
    payment: PaymentState | None = None
    """Of the procedure's fees, None when nothing is paid online."""


class OnlineAnswer(Wire):
    dossier_code: str
    payment_reference: str
    """Empty when nothing was paid."""


class NationalPaper(Wire):
    item: WarehouseItem
    stored: bool
    """The citizen keeps it in her national account."""


class NationalPapers(Wire):
    papers: tuple[NationalPaper, ...]


class PaymentNews(Wire):
    state: PaymentState
    settled: bool = False
