"""Papers and fees of a dossier."""

from typing import Literal

from pydantic import AwareDatetime, Field

from sync.contract.base import MOST, MOST_DONG, Answer, Sha256, Wire


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
    bytes: int = Field(gt=0, le=MOST)
    pages: int = Field(gt=0, le=MOST)
    signature: SignatureSent
    reused_from: str = Field(default="", pattern=r"^([0-9a-f]{32})?$")
    """The warehouse's item that the file was taken from; it need not be uploaded then."""


class PaperKept(Answer):
    """A paper of a dossier, as ``PaperSent`` told it."""

    paper_id: str
    component_code: str
    title: str
    sha256: Sha256
    bytes: int
    pages: int
    signature: SignatureSent | None
    """None for what a citizen filed online: her own signatures, if any, are in the file."""
    reused_from: str = ""


class FeeSent(Wire):
    name: str = Field(max_length=300)
    quantity: int = Field(ge=0, le=MOST)
    amount: int = Field(ge=0, le=MOST_DONG)
