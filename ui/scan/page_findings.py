"""What is said of scanned pages beside them: size against the limit, and the law. No Qt."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.domain.paper import MAX_FILE_BYTES
from app.domain.scan import PageFinding, ScannedPage
from app.operations.measure_pages import MeasuredPage, expected_bytes
from app.operations.split_plan import cuts
from app.scanning.legal_check import LegalReason
from app.scanning.source import MIN_DPI
from ui.messages.about_pages import PAGES
from ui.messages.fact_texts import megabytes
from ui.theme import Tone

_NEAR = 0.8
"""Of the limit: from here on one more page may be too many."""
_HOPELESS = 5
"""Times the limit: about what the lowest quality of the builder takes off."""
_MOST_NAMED = 12


_SHORT = {
    PageFinding.BLANK: "trang trắng",
    PageFinding.TOO_DARK: "quá tối",
    PageFinding.TOO_LIGHT: "chữ quá nhạt",
    PageFinding.BLURRED: "chữ bị nhòe",
    PageFinding.CUT_AT_EDGE: "nội dung bị cắt ở mép",
    PageFinding.TOO_SLANTED: "lệch quá nhiều",
    PageFinding.DOUBLE_FEED: "có thể dính hai tờ",
    PageFinding.DUPLICATE: "trùng với trang đã quét",
}


@dataclass(frozen=True)
class Finding:
    text: str
    tone: Tone
    advice: str = ""
    """What to do about it, where the text does not say."""


def size_finding(pages: Sequence[MeasuredPage]) -> Finding:
    """What the size means for the officer; the number itself stands beside it."""
    share = expected_bytes(pages) / MAX_FILE_BYTES
    if share > _HOPELESS:
        coarser = any(page.dpi > MIN_DPI for page in pages)
        advice = f" hoặc quét ở {MIN_DPI} dpi" if coarser else ""
        return Finding(f"Khó vừa 6 MB. Nên tách thành nhiều giấy tờ{advice}.", Tone.BAD)
    if share > 1:
        return Finding("Khi tạo tệp, ảnh sẽ được nén thêm cho vừa 6 MB.", Tone.WARN)
    if share > _NEAR:
        return Finding("Gần đầy: thêm trang thì ảnh sẽ được nén thêm.", Tone.WARN)
    return Finding("Ước tính, gồm cả chữ ký số sẽ thêm vào.", Tone.OK)


def legal_findings(pages: Sequence[MeasuredPage]) -> tuple[Finding, ...]:
    """Colour, resolution and paper of all pages, each a line; nothing before there are pages."""
    if not pages:
        return ()
    return (
        _line(pages, LegalReason.NOT_COLOUR, "Ảnh màu", "không phải ảnh màu"),
        _line(pages, LegalReason.RESOLUTION_TOO_LOW, _dpi(pages), f"dưới {MIN_DPI} dpi"),
        _line(pages, LegalReason.NOT_PAPER_SIZE, _papers(pages), "không đúng khổ giấy thường dùng"),
    )


def quality_findings(pages: Sequence[ScannedPage], *, first: int = 1) -> tuple[Finding, ...]:
    """What is wrong with pages, one line a kind; the advice stands in ``Finding.advice``.

    The kind that befalls the earliest page stands first. The first of ``pages`` has the number
    ``first``. Separators all look alike: nothing is wrong.
    """
    found = []
    for finding, short in _SHORT.items():
        failing = [n for n, page in enumerate(pages, start=first) if finding in _wrong_with(page)]
        if failing:
            said = Finding(f"{_named(failing)}: {short}", Tone.WARN, PAGES[finding])
            found.append((failing[0], said))
    return tuple(said for _, said in sorted(found, key=lambda each: each[0]))


def short_findings(pages: Sequence[ScannedPage]) -> dict[int, str]:
    """What is wrong with each page, in a few words; nothing of those that are well."""
    said = {
        number: ", ".join(_SHORT[finding] for finding in _SHORT if finding in _wrong_with(page))
        for number, page in enumerate(pages, start=1)
    }
    return {number: words for number, words in said.items() if words}


def _wrong_with(page: ScannedPage) -> Collection[PageFinding]:
    return page.look.findings if page.look and not cuts(page) else ()


def legal_reasons_text(reasons: Sequence[LegalReason]) -> str:
    """Why a finished file falls short, as the middle of a sentence."""
    said = {
        LegalReason.VERSION_TOO_OLD: "phiên bản PDF cũ hơn 1.4",
        LegalReason.NO_PICTURE: "có trang không có ảnh quét",
        LegalReason.NOT_COLOUR: "có trang không phải ảnh màu",
        LegalReason.RESOLUTION_TOO_LOW: f"có trang dưới {MIN_DPI} dpi",
        LegalReason.NOT_PAPER_SIZE: "có trang không đúng khổ giấy thường dùng",
    }
    return ", ".join(said[reason] for reason in reasons)


def size_text(pages: Sequence[MeasuredPage]) -> str:
    """``Khoảng 4,8 / 6 MB``"""
    size = megabytes(expected_bytes(pages)).removesuffix(" MB")
    return f"Khoảng {size} / {megabytes(MAX_FILE_BYTES)}" if pages else ""


def _line(pages: Sequence[MeasuredPage], reason: LegalReason, good: str, bad: str) -> Finding:
    failing = [number for number, page in enumerate(pages, start=1) if reason in page.reasons]
    if not failing:
        return Finding(good, Tone.OK)
    return Finding(f"{_named(failing)}: {bad}", Tone.WARN)


def _named(numbers: Sequence[int]) -> str:
    """``Trang 1–9, 12``"""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), lambda each: each[1] - each[0])
    ]
    named = ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 1 else f"{r[0]}" for r in runs[:_MOST_NAMED])
    return f"Trang {named}{'…' if len(runs) > _MOST_NAMED else ''}"


def _dpi(pages: Sequence[MeasuredPage]) -> str:
    return f"{min(page.dpi for page in pages)} dpi (tối thiểu {MIN_DPI})"


def _papers(pages: Sequence[MeasuredPage]) -> str:
    names = dict.fromkeys(page.paper.name for page in pages if page.paper)
    return f"Khổ giấy {', '.join(names)}, tỷ lệ 100 %"
