"""A digitised paper (giấy tờ) of a dossier, and what is known of its signature."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from app.domain.dossier import DossierId
from app.domain.level_goal import LevelGoal

PaperId = NewType("PaperId", str)
"""A UUID in hex."""

MAX_FILE_BYTES = 6_000_000
"""The province takes at most 6 MB a file (domain §2.1)."""


class PaperState(StrEnum):
    SCANNED = "scanned"  # whole PDF in the vault, not signed
    SIGNED = "signed"  # signed, read back and verified


@dataclass(frozen=True)
class Rect:
    """A rectangle on a page in PDF points, origin bottom left of the page as it is shown."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0


@dataclass(frozen=True)
class SignatureFacts:
    """What was read back from the signed file, never what was meant to be written."""

    signer: str
    """Common name of the certificate's subject."""
    serial: str
    """Certificate serial number, hex."""
    level: str
    """``B-B``, ``B-T``, ``B-LT`` or ``B-LTA``."""
    signed_at: datetime
    page: int
    """Page with the visible stamp, 1 for the first."""
    rect: Rect
    verdict: str
    """A verdict of design §10, e.g. ``valid``."""


@dataclass(frozen=True)
class Paper:
    id: PaperId
    dossier_id: DossierId
    component_id: str
    """The component line it belongs to, empty for Giấy tờ khác."""
    title: str
    state: PaperState
    pages: int
    dpi: int
    """Lowest resolution among the pages, 0 for a file without page images."""
    original_sha256: str
    """The scanned PDF in the vault."""
    original_bytes: int
    signed_sha256: str = ""
    signed_bytes: int = 0
    signature: SignatureFacts | None = None
    goal: LevelGoal | None = None
    """None when the signature has the level that was wanted when it was made."""

    @property
    def sha256(self) -> str:
        """The file that counts now: the signed one once there is one."""
        return self.signed_sha256 or self.original_sha256

    @property
    def size_bytes(self) -> int:
        return self.signed_bytes or self.original_bytes
