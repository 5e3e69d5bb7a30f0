"""Names of papers from what they say of themselves."""

import pytest

from app.domain.paper_field import suggested_title


@pytest.mark.parametrize(
    ("kind", "subject", "title"),
    [
        ("QUYẾT ĐỊNH", "Về việc mai táng phí", "Quyết định về việc mai táng phí"),
        ("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", "", "Giấy xác nhận tình trạng hôn nhân"),
        ("", "báo cáo số liệu quý III", "V/v báo cáo số liệu quý III"),
        ("KẾ HOẠCH", "Phòng chống bão", "Kế hoạch Phòng chống bão"),
        ("Bản khai", "UBND xã", "Bản khai UBND xã"),
        ("", "", ""),
    ],
)
def test_a_paper_is_named_by_its_kind_and_subject(kind: str, subject: str, title: str) -> None:
    assert suggested_title(kind, subject) == title
