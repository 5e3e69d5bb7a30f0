"""A scan as an office makes it: forms at 200 dpi in colour, some 250 kB a page."""

from datetime import date
from pathlib import Path

from app.demo.sample_papers import SamplePaper, draw_sample_paper
from app.scanning.pdf_builder import BuildPage, build_pdf
from app.scanning.stored_page import StoredPage
from app.sealing.keys import Keys

_BYTES_A_PAGE = 250_000


def scanned_form(folder: Path, pages: int, *, max_bytes: int = 0) -> Path:
    """A PDF of ``pages`` pages in ``folder``, of ``max_bytes`` at most."""
    sheets = [
        draw_sample_paper(
            kind, folder / f"{kind}.jpg",
            applicant_name="Lê Thị Thu Hà", identity_number="089198001234", day=date(2026, 10, 5),
        )
        for kind in SamplePaper
    ]  # fmt: skip
    chosen = [sheets[number % len(sheets)] for number in range(pages)]
    pdf = folder / f"scan-{pages}.pdf"
    build_pdf(
        [BuildPage(StoredPage(sheet.file, Keys({})), sheet.dpi) for sheet in chosen],
        pdf,
        max_bytes=max_bytes or pages * _BYTES_A_PAGE,
    )
    return pdf
