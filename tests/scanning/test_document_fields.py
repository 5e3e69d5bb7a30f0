"""What a document says of itself, read from made papers and from words laid out by hand."""

from datetime import date
from pathlib import Path

import pytest

from app.demo.sample_papers import SamplePaper, draw_sample_paper
from app.domain.paper_field import Field
from app.scanning.text.document_fields import read_fields
from app.scanning.text.page_text import Box, PageText, Word
from app.scanning.text.reader import TextReader
from tests.scanning.page_images import stored


def page_of(*lines: tuple[int, int, str]) -> PageText:
    """Words 10 pixels a letter and 20 high; each line begins at (left, top), columns by ``|``."""
    words = []
    for number, (left, top, text) in enumerate(lines, start=1):
        at = left
        for column in text.split("|"):
            for each in column.split():
                words.append(Word(each, Box(at, top, at + 10 * len(each), top + 20), number, 90))
                at += 10 * len(each) + 8
            at += 200
    return PageText(1200, 1700, tuple(words))


def said(page: PageText) -> dict[Field, str]:
    return {each.field: each.value for each in read_fields(page)}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[SamplePaper, PageText]:
    folder: Path = tmp_path_factory.mktemp("fields")
    with TextReader() as reader:
        return {
            kind: reader.read(
                stored(draw_sample_paper(
                    kind, folder / f"{kind}.jpg", applicant_name="Lê Thị Thu Hà",
                    identity_number="089198001234", day=date(2026, 10, 5),
                ).file),
                dpi=200,
            )
            for kind in (SamplePaper.DECISION, SamplePaper.MARITAL_STATUS)
        }  # fmt: skip


def test_a_decision(texts: dict[SamplePaper, PageText]) -> None:
    assert said(texts[SamplePaper.DECISION]) == {
        Field.NUMBER: "128",
        Field.NOTATION: "QĐ-UBND",
        Field.DAY: "2026-10-05",
        Field.ORGANISATION: "ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG",
        Field.KIND: "QUYẾT ĐỊNH",
        Field.SUBJECT: "Về việc giải quyết chế độ mai táng phí đối với thân nhân cựu chiến binh",
        Field.SIGNER: "Trần Quốc Vượng",
    }


def test_a_confirmation(texts: dict[SamplePaper, PageText]) -> None:
    found = said(texts[SamplePaper.MARITAL_STATUS])
    assert found[Field.NUMBER] == "45"
    assert found[Field.NOTATION] == "UBND-XNTTHN"
    assert found[Field.KIND] == "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN"
    assert found[Field.SIGNER] == "Trần Quốc Vượng"
    assert Field.SUBJECT not in found


def test_each_field_has_its_place(texts: dict[SamplePaper, PageText]) -> None:
    page = texts[SamplePaper.DECISION]
    places = {each.field: each.box for each in read_fields(page)}
    assert places[Field.NUMBER].right < page.width_px / 2
    assert places[Field.DAY].left > page.width_px / 2.5
    assert places[Field.SIGNER].top > page.height_px / 2
    assert places[Field.SUBJECT].top > places[Field.KIND].top


def test_an_official_letter_has_its_subject_under_its_number() -> None:
    page = page_of(
        (100, 60, "ỦY BAN NHÂN DÂN|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (100, 90, "TỈNH AN GIANG|Độc lập - Tự do - Hạnh phúc"),
        (100, 120, "SỞ NỘI VỤ"),
        (100, 160, "Số: 1234/SNV-VP|An Giang, ngày 3 tháng 11 năm 2026"),
        (100, 185, "V/v báo cáo số liệu"),
        (100, 210, "hồ sơ quý III"),
        (300, 300, "Kính gửi: Ủy ban nhân dân các xã"),
        (700, 1200, "GIÁM ĐỐC"),
        (700, 1400, "Nguyễn Văn An"),
    )
    assert said(page) == {
        Field.NUMBER: "1234",
        Field.NOTATION: "SNV-VP",
        Field.DAY: "2026-11-03",
        Field.ORGANISATION: "ỦY BAN NHÂN DÂN TỈNH AN GIANG SỞ NỘI VỤ",
        Field.SUBJECT: "báo cáo số liệu hồ sơ quý III",
        Field.SIGNER: "Nguyễn Văn An",
    }


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("An Giang, ngày 31 tháng 02 năm 2026", Field.DAY),
        ("Số: ……/QĐ-UBND", Field.NUMBER),
        ("Số: /QĐ-UBND", Field.NOTATION),
        ("Số định danh cá nhân 089198001234", Field.NUMBER),
    ],
)
def test_what_cannot_be_read_is_not_guessed(line: str, wrong: Field) -> None:
    assert wrong not in said(page_of((100, 100, line)))


def test_numbers_within_the_text_are_not_the_document_s_own() -> None:
    page = page_of(
        (100, 900, "Căn cứ Nghị định số 150/2006/NĐ-CP ngày 12 tháng 12 năm 2006"),
        (100, 930, "Số: 12/QĐ-UBND ngày 1 tháng 2 năm 2020"),
    )
    assert said(page) == {}


@pytest.mark.parametrize("line", ["Số / No.: 089198001234", "Số bản|Loại giấy tờ"])
def test_a_card_or_a_table_has_no_organisation(line: str) -> None:
    assert said(page_of((100, 60, "CĂN CƯỚC CÔNG DÂN"), (100, 120, line))) == {}


def test_a_title_is_no_name() -> None:
    titles = (700, 1200, "TM. ỦY BAN NHÂN DÂN"), (700, 1230, "CHỦ TỊCH")
    assert Field.SIGNER not in said(page_of(*titles))
    assert said(page_of(*titles, (700, 1400, "Trần Quốc Vượng")))[Field.SIGNER] == "Trần Quốc Vượng"


def test_an_empty_page_says_nothing() -> None:
    assert read_fields(PageText(1654, 2339)) == ()
