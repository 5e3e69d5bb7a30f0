"""What is said of pages: the officer must be able to find each of them in the stack."""

from dataclasses import replace

from app.domain.paper import MAX_FILE_BYTES
from app.domain.scan import AS_IT_IS, PageFinding, PageLook, ScannedPage
from app.operations.measure_pages import MeasuredPage
from app.scanning.paper_sizes import A4
from ui.scan.page_findings import legal_findings, quality_findings, short_findings, size_finding

GOOD = MeasuredPage(bytes=1, dpi=200, paper=A4, colour=True)
GREY = MeasuredPage(bytes=1, dpi=200, paper=A4, colour=False)


def test_every_page_that_falls_short_is_named() -> None:
    pages = [GREY] * 6 + [GOOD, GREY, GOOD, GREY, GREY]
    assert legal_findings(pages)[0].text == "Trang 1–6, 8, 10–11: không phải ảnh màu"


def test_pages_of_200_dpi_are_not_to_be_scanned_at_200_dpi() -> None:
    heavy = replace(GOOD, bytes=10 * MAX_FILE_BYTES)
    assert size_finding([heavy]).text == "Khó vừa 6 MB. Nên tách thành nhiều giấy tờ."
    assert "200 dpi" in size_finding([heavy, replace(heavy, dpi=300)]).text


def page(*findings: PageFinding, patch: bool = False) -> ScannedPage:
    look = PageLook(AS_IT_IS, findings, patch=patch)
    return ScannedPage("a", "a.jpg", 1654, 2339, 200, look=look)


BLANK, BLURRED = PageFinding.BLANK, PageFinding.BLURRED
PAGES = [page(), page(BLURRED), page(BLANK, patch=True), page(BLANK), page(BLURRED, BLANK)]


def test_the_earliest_page_is_named_first() -> None:
    said = [each.text for each in quality_findings(PAGES)]
    assert said == ["Trang 2, 5: chữ bị nhòe", "Trang 4–5: trang trắng"]


def test_a_page_is_marked_with_all_that_is_wrong_with_it() -> None:
    assert short_findings(PAGES) == {
        2: "chữ bị nhòe", 4: "trang trắng", 5: "trang trắng, chữ bị nhòe",
    }  # fmt: skip
