"""Head and foot of a document that is longer than a page."""

from app.domain.paper_field import Field
from app.scanning.text.document_pages import read_document, read_page
from app.scanning.text.page_text import PageText
from tests.scanning.test_document_fields import page_of

HEAD = page_of(
    (100, 60, "SỞ NỘI VỤ"),
    (100, 160, "Số: 1234/SNV-VP|An Giang, ngày 3 tháng 11 năm 2026"),
    (100, 185, "V/v báo cáo số liệu"),
)
FOOT = page_of((700, 1200, "GIÁM ĐỐC"), (700, 1400, "Nguyễn Văn An"))
OTHER = page_of(
    (100, 60, "SỞ Y TẾ"),
    (100, 160, "Số: 9/QĐ-SYT|An Giang, ngày 4 tháng 11 năm 2026"),
    (700, 1200, "GIÁM ĐỐC"),
    (700, 1400, "Trần Thị Bình"),
)
EMPTY = PageText(1200, 1700)


def said(*pages: PageText | None) -> dict[Field, tuple[int, str]]:
    read = read_document([read_page(page) if page else None for page in pages])
    return {each.found.field: (each.page, each.found.value) for each in read}


def test_the_signer_is_on_another_page_than_the_number() -> None:
    found = said(HEAD, FOOT)
    assert found[Field.NUMBER] == (1, "1234")
    assert found[Field.SIGNER] == (2, "Nguyễn Văn An")


def test_another_document_in_the_same_stack_says_nothing_of_the_first() -> None:
    found = said(HEAD, FOOT, OTHER)
    assert found[Field.NUMBER] == (1, "1234")
    assert found[Field.SIGNER] == (2, "Nguyễn Văn An")
    assert Field.SIGNER not in said(HEAD, OTHER)


def test_an_empty_page_before_it_does_not_count() -> None:
    assert said(EMPTY, HEAD)[Field.NUMBER] == (2, "1234")


def test_the_head_of_a_later_page_is_not_that_of_the_document() -> None:
    assert Field.NUMBER not in said(FOOT, OTHER)


def test_while_the_first_page_is_not_read_nothing_is_said() -> None:
    assert said(None, OTHER) == {}
    assert said() == {}
    assert said(EMPTY) == {}
