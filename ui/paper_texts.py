"""A paper's file and signature in a few words."""

from app.domain.paper import Paper
from app.domain.working_time import VIETNAM
from ui.messages.fact_texts import megabytes


def file_text(paper: Paper) -> str:
    """``3 trang · 1,2 MB``"""
    size = paper.size_bytes
    shown = megabytes(size) if size >= 100_000 else f"{-(-size // 1000)} KB"
    return f"{paper.pages} trang · {shown}"


def signature_text(paper: Paper) -> str:
    """Who signed and when, from what was read back; ``Chưa ký số`` otherwise."""
    if paper.signature is None:
        return "Chưa ký số"
    at = paper.signature.signed_at.astimezone(VIETNAM)
    return f"{paper.signature.signer} ký {at:%H:%M %d/%m/%Y} ({paper.signature.level})"
