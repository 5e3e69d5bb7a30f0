"""What all models of the contract have in common."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
DossierNumber = Annotated[str, StringConstraints(max_length=60)]
"""The province's number of a dossier, e.g. ``H01.31.02-261123-0001``."""
CounterId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""A counter's own identifier of a dossier or paper."""
Role = Literal["counter", "leader", "clerk", "specialist", "administrator"]
"""A specialist (chuyên viên) handles dossiers behind the counter; an administrator of the
province reads what all units have and acts on nothing."""
Gender = Literal["male", "female", "unknown"]
ReturnWay = Literal["counter", "post", "online"]
ProvinceState = Literal[
    "online_waiting",
    "received",
    "checking",
    "submitted_for_signature",
    "approving",
    "ready",
    "returned",
    "paused",
    "online_cancelled",
    "cancelled",
]
"""The states of ``app.domain.dossier.DossierState`` that the province gives, and two of dossiers
that citizens filed online: waiting to be received, and cancelled before they were."""

API = "/v1"
MOST = 2**31 - 1
"""What a column of any database holds."""
MOST_DONG = 2**53
"""What every reader of JSON tells apart."""
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


def wire_time(moment: datetime) -> str:
    """ISO 8601 with an offset. Raises ValueError for a time without one."""
    if moment.tzinfo is None:
        raise ValueError("a time on the wire needs an offset")
    return moment.isoformat()
