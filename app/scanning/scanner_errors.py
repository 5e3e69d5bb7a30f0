"""What scanners report, as codes of this program."""

import re

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

_TWAIN = (
    (r"paper jam|k\S{1,3}t gi\S{1,3}y|PaperJam|PaperDoubleFeed", Code.SCANNER_JAMMED),
    (r"no pages are in|trong m\S{1,3}ng|NoMedia", Code.SCANNER_NO_PAPER),
    (r"cover is open|n\S{1,3}p m\S{1,3}y|Interlock", Code.SCANNER_COVER_OPEN),
    (r"is busy|warming up|ang b\S{1,3}n|m d\S{1,3}n l|MaxConnections", Code.SCANNER_BUSY),
    (r"not be found|no scanning device|th\S{1,3} \S+ t\S{1,3}m th\S{1,3}y", Code.SCANNER_ABSENT),
    (r"using duplex|d\S{1,3}ng hai m\S{1,3}t", Code.SCANNER_NO_DUPLEX),
    (r"using a feeder|m\S{1,3}t feeder|is unknown", Code.SCANNER_UNSUPPORTED),
)
"""By what NAPS2 says in English and in Vietnamese, whose letters its console may spoil, and by
condition codes of TWAIN 2.5, which it passes on."""


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


def twain_failure(said: str, *, device: str) -> AppError:
    """The error for what the helper said; SCANNER_GONE for words that are not known."""
    code = next(
        (code for words, code in _TWAIN if re.search(words, said, re.IGNORECASE)),
        Code.SCANNER_GONE,
    )
    feeder = code is Code.SCANNER_UNSUPPORTED and "feeder" in said
    return AppError(code, device=device, said="feeder" if feeder else said[:200])
