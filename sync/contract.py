"""What goes over the wire between a counter and the province: version 1 of the API.

The same models validate on both sides and make the OpenAPI document in ``docs/openapi.json``.
All times carry an offset; all hashes are SHA-256 in lower-case hex; amounts are dong.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

ProvinceState = Literal[
    "received",
    "checking",
    "submitted_for_signature",
    "approving",
    "ready",
    "returned",
    "paused",
    "cancelled",
]
"""The states of ``app.domain.dossier.DossierState`` that the province gives."""

API = "/v1"
TUS_VERSION = "1.0.0"
RECEIPT_HEADER = "Upload-Receipt"
"""With the answer to a file's last byte: its ``FileReceipt`` in JSON, sparing a request."""
CLIENT_ID = "quay-mot-cua"
"""The counter program is a public client (RFC 8252 §8.4): it has no secret to keep."""


class Wire(BaseModel):
    """Frozen; unknown fields are refused. What a citizen wrote never gets into an error's text."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, use_attribute_docstrings=True
    )


class Answer(BaseModel):
    """What the province says; a newer province may say more."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True
    )


class Health(Answer):
    service: Literal["quay-mot-cua"]
    api: str
    time: AwareDatetime
    """The province's clock, so that a counter notices its own being wrong."""


class Officer(Answer):
    """Who is signed in (``GET /v1/me``)."""

    account: str
    full_name: str
    identity_number: str
    """12 digits, or empty when the account lacks it."""
    unit_code: str
    """E.g. ``H01.31.02`` (domain §5)."""
    unit_name: str
    department: str
    role: Literal["counter", "leader", "clerk", "specialist"]
    """A specialist (chuyên viên) handles dossiers behind the counter."""
    certificate_serial: str
    """Hex serial of the certificate bound to the account, empty when none is."""
    born: date | None = None
    gender: Literal["male", "female", "unknown"] = "unknown"
    phone: str = ""
    email: str = ""
    address: str = ""


class ComponentInfo(Answer):
    code: str
    name: str
    copies: int = Field(ge=0)
    kind: Literal["original", "copy", "certified_copy"]
    required: bool


class CaseInfo(Answer):
    code: str
    name: str
    working_days: int = Field(ge=0)


class FeeInfo(Answer):
    name: str
    amount: int = Field(ge=0)


class ProcedureInfo(Answer):
    code: str
    name: str
    field: str
    cases: tuple[CaseInfo, ...] = Field(min_length=1)
    components: tuple[ComponentInfo, ...]
    fees: tuple[FeeInfo, ...]


class ProcedureList(Answer):
    procedures: tuple[ProcedureInfo, ...]


class ApplicantSent(Wire):
    full_name: str = Field(min_length=1, max_length=200)
    identity_number: str = Field(pattern=r"^\d{12}$")
    born: date | None
    gender: Literal["male", "female", "unknown"]
    address: str = Field(max_length=500)
    phone: str = Field(max_length=30)
    email: str = Field(max_length=200)
    organization: str = Field(max_length=300)


class SignatureSent(Wire):
    signer: str = Field(max_length=300)
    serial: str = Field(max_length=64)
    level: Literal["B-B", "B-T", "B-LT", "B-LTA"]
    signed_at: AwareDatetime


class PaperSent(Wire):
    paper_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    component_code: str = Field(max_length=40)
    """Empty for papers outside the procedure's components (Giấy tờ khác)."""
    title: str = Field(min_length=1, max_length=500)
    sha256: Sha256
    """Of a file uploaded before by the same unit."""
    bytes: int = Field(gt=0)
    pages: int = Field(gt=0)
    signature: SignatureSent


class FeeSent(Wire):
    name: str = Field(max_length=300)
    quantity: int = Field(ge=0)
    amount: int = Field(ge=0)


class ReceiveDossier(Wire):
    """The act of receiving a dossier at a counter (``POST /v1/acts``)."""

    kind: Literal["receive_dossier"] = "receive_dossier"
    dossier_id: str = Field(pattern=r"^[0-9a-f]{32}$")
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
    return_way: Literal["counter", "post", "online"]
    received_at: AwareDatetime
    due_at: AwareDatetime


class FileReceipt(Answer):
    """The province's word that it has a file whole (``GET /v1/uploads/{id}/receipt``)."""

    sha256: Sha256
    """Computed by the province from the bytes it stored."""
    bytes: int
    received_at: AwareDatetime


class ActReceipt(Answer):
    """The province's word that an act is done, the same on every repeat of its key."""

    receipt_number: str
    dossier_id: str
    dossier_code: str
    """The province's number, e.g. ``H01.31.02-261123-0001``."""
    accepted_at: AwareDatetime
    files: tuple[FileReceipt, ...]


class DossierNews(Answer):
    """The fields of a dossier that the province owns."""

    dossier_id: str
    """The counter's identifier, empty for dossiers filed elsewhere."""
    dossier_code: str
    state: str
    """A value of ``app.domain.dossier.DossierState``; unknown values are shown as they come."""
    procedure_code: str
    procedure_name: str
    applicant_name: str
    handled_by: str
    received_at: AwareDatetime | None
    due_at: AwareDatetime | None


class DossierPage(Answer):
    """``GET /v1/dossiers``: newest first."""

    dossiers: tuple[DossierNews, ...]
    total: int
    """Of all pages."""
    page: int
    """1 for the first."""


class DossierDetail(Answer):
    """``GET /v1/dossiers/{code}``."""

    dossier: DossierNews
    provisional_code: str
    case_code: str
    applicant: ApplicantSent
    papers: tuple[PaperSent, ...]
    fees: tuple[FeeSent, ...]
    return_way: Literal["counter", "post", "online"]


class StateStep(Wire):
    """A step behind the counter (``POST /v1/dossiers/{code}/state``)."""

    state: ProvinceState
    handled_by: str = Field(min_length=1, max_length=200)
    """Bộ phận đang xử lý."""


class Change(Answer):
    cursor: int
    at: AwareDatetime
    dossier: DossierNews


class ChangePage(Answer):
    """``GET /v1/changes?after=N``: oldest first; ask again from ``next`` while ``more``."""

    changes: tuple[Change, ...]
    next: int
    more: bool


class Problem(Answer):
    """Every refusal (RFC 9457, ``application/problem+json``)."""

    type: str = "about:blank"
    status: int
    code: str
    """Stable, e.g. ``missing_files``, ``invalid``, ``conflict``, ``too_large``."""
    title: str
    """Vietnamese, fit to be shown to the officer."""
    missing_sha256: tuple[Sha256, ...] = ()
    """With ``missing_files``: upload these, then repeat the act with its key."""
    dossier_code: str = ""
    """With ``already_received``: the number that the dossier has."""
    field: str = ""
    """With ``invalid``: where the mistake is, e.g. ``applicant.identity_number``."""


class SignInEndpoints(Answer):
    """``GET /.well-known/openid-configuration`` (OpenID Connect Discovery 1.0 §4)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str


class TokenAnswer(Answer):
    """RFC 6749 §5.1, with rotating refresh tokens."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    """Seconds."""
    refresh_token: str
    id_token: str = ""
    """JWT with the nonce of the sign-in (OpenID Connect Core §2); empty on a refresh."""


def wire_time(moment: datetime) -> str:
    """ISO 8601 with an offset. Raises ValueError for a time without one."""
    if moment.tzinfo is None:
        raise ValueError("a time on the wire needs an offset")
    return moment.isoformat()
