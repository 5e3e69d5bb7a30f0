"""What scanners report, as codes of this program."""

from app.errors import AppError, Cancelled, Code

_SANE = {
    "Document feeder jammed": Code.SCANNER_JAMMED,
    "Document feeder out of documents": Code.SCANNER_NO_PAPER,
    "Scanner cover is open": Code.SCANNER_COVER_OPEN,
    "Device busy": Code.SCANNER_BUSY,
    "Operation not supported": Code.SCANNER_UNSUPPORTED,
}
"""By the texts of ``sane_strstatus``, in English everywhere: python-sane gives no number."""

_WIA = {
    0x80210002: Code.SCANNER_JAMMED,  # WIA_ERROR_PAPER_JAM
    0x80210003: Code.SCANNER_NO_PAPER,  # WIA_ERROR_PAPER_EMPTY
    0x80210004: Code.SCANNER_JAMMED,  # WIA_ERROR_PAPER_PROBLEM
    0x80210005: Code.SCANNER_GONE,  # WIA_ERROR_OFFLINE
    0x80210006: Code.SCANNER_BUSY,  # WIA_ERROR_BUSY
    0x80210007: Code.SCANNER_BUSY,  # WIA_ERROR_WARMING_UP
    0x8021000D: Code.SCANNER_BUSY,  # WIA_ERROR_DEVICE_LOCKED
    0x80210015: Code.SCANNER_ABSENT,  # WIA_S_NO_DEVICE_AVAILABLE
    0x80210016: Code.SCANNER_COVER_OPEN,  # WIA_ERROR_COVER_OPEN
}


def sane_failure(said: str, *, device: str) -> AppError | Cancelled:
    """The error for a text of ``sane_strstatus``.

    What has no code of its own, an I/O error above all, means that the scanner does not answer.
    """
    if said == "Operation was canceled":
        return Cancelled()  # by the button on the scanner
    return AppError(_SANE.get(said, Code.SCANNER_GONE), device=device, said=said)


def wia_failure(hresult: int, *, device: str) -> AppError:
    """The error for an HRESULT of WIA, signed as COM gives it or not."""
    unsigned = hresult & 0xFFFFFFFF
    return AppError(_WIA.get(unsigned, Code.SCANNER_GONE), device=device, said=f"0x{unsigned:08X}")
