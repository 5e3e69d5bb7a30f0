"""What is said of pinned dossiers in lists; without Qt, for the command line too."""

from app.domain.pin import PinState
from app.operations.pinned_dossiers import Pinned, PinnedDossier
from ui.messages.fact_texts import megabytes


def pinned_text(pinned: PinnedDossier) -> str:
    """``Đủ 3 tệp · 1,2 MB``: never more than is on the disk."""
    size = f" · {megabytes(pinned.bytes)}" if pinned.bytes else ""
    if pinned.complete:
        return f"Đủ {pinned.files} tệp{size}"
    some = f"Có {pinned.here}/{pinned.files} tệp{size}" if pinned.files else ""
    if pinned.state is PinState.FAILED:
        return f"Chưa tải được · {some}" if some else "Chưa tải được tệp"
    return f"Chờ tải · {some}" if some else "Chờ tải tệp về máy"


def total_text(pinned: Pinned) -> str:
    lacking = sum(not each.complete for each in pinned.dossiers)
    text = f"{len(pinned.dossiers)} hồ sơ đã ghim, {megabytes(pinned.bytes)} trên máy"
    return f"{text}; {lacking} hồ sơ chưa đủ tệp." if lacking else f"{text}, đủ tệp."
