"""What is said of a PDF against the standard of digitised documents. No Qt."""

from collections.abc import Sequence

from app.scanning.legal_check import MIN_DPI, LegalReason, LegalReport, PageCheck

_MOST_NAMED = 8
_SAID = {
    LegalReason.VERSION_TOO_OLD: (
        "Phiên bản PDF cũ hơn 1.4",
        "Lưu lại bằng chương trình này (quay clean) trước khi ký số.",
    ),
    LegalReason.NO_PICTURE: (
        "Không có ảnh quét",
        "Nếu đây là tệp soạn trên máy thì không cần số hóa; nếu là giấy thì quét lại.",
    ),
    LegalReason.NOT_COLOUR: ("Không phải ảnh màu", "Quét lại ở chế độ màu."),
    LegalReason.RESOLUTION_TOO_LOW: (
        f"Dưới {MIN_DPI} dpi",
        f"Quét lại từ {MIN_DPI} dpi; phóng to ảnh có sẵn không làm rõ thêm.",
    ),
    LegalReason.NOT_PAPER_SIZE: (
        "Không đúng khổ giấy thường dùng, nên không phải tỷ lệ 100 %",
        "Chọn đúng khổ giấy khi quét và không thu phóng khi lưu.",
    ),
}


def report_lines(name: str, report: LegalReport) -> list[str]:
    """A verdict, then each shortfall with its pages and what to do."""
    if report.is_legal:
        return [f"{name}: đạt chuẩn số hóa ({len(report.pages)} trang, {_dpi(report.pages)} dpi)"]
    lines = [f"{name}: chưa đạt chuẩn số hóa"]
    for reason in report.reasons:
        short, advice = _SAID[reason]
        pages = [page.number for page in report.pages if reason in page.reasons]
        lines.append(f"  {short}{_pages(pages)}. {advice}")
    return lines


def _dpi(pages: Sequence[PageCheck]) -> int:
    return min(page.dpi for page in pages if page.dpi)


def _pages(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    more = "…" if len(numbers) > _MOST_NAMED else ""
    return f" (trang {', '.join(str(each) for each in numbers[:_MOST_NAMED])}{more})"
