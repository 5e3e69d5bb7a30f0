"""The reception slip as it comes out of the printer, and its bar code."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.domain.dossier import (
    Applicant,
    ComponentLine,
    Dossier,
    DossierId,
    DossierState,
    ReturnWay,
)
from app.domain.officer import Officer, Role
from app.domain.paper import Paper, PaperId, PaperState
from app.domain.procedure import CopyKind, Procedure, ProcedureCase
from app.domain.working_time import VIETNAM
from ui.forms.code128 import draw_code128, modules, symbols
from ui.forms.printing import save_slip
from ui.forms.reception_slip import ReceptionSlip, place_of

RECEIVED = datetime(2026, 11, 23, 9, 5, tzinfo=VIETNAM)
DOSSIER = Dossier(
    id=DossierId("a" * 32),
    provisional_code="TAM-261123-00AF-0001",
    code="",
    state=DossierState.QUEUED,
    procedure_code="1.000894",
    procedure_name="Thủ tục đăng ký kết hôn",
    case_code="TT",
    applicant=Applicant("Lê Thị Thu Hà & con", "089198001234", phone="0912 345 678"),
    components=(
        ComponentLine("c1", "TP01", "Tờ khai đăng ký kết hôn", 2, CopyKind.ORIGINAL, True),
        ComponentLine("c2", "TP02", "Giấy ủy quyền", 1, CopyKind.COPY, False),
    ),
    created_at=RECEIVED,
    received_at=RECEIVED,
    due_at=datetime(2026, 11, 30, 9, 5, tzinfo=VIETNAM),
    fees=(("Lệ phí", 1, 15_000), ("Bản sao", 2, 8_000), ("Không dùng", 0, 9_000)),
)
PROCEDURE = Procedure(
    "1.000894", DOSSIER.procedure_name, "Hộ tịch", (ProcedureCase("TT", "", 5),), ()
)
OFFICER = Officer(
    "dao.nt", "Nguyễn Thị Hồng Đào", "", "H01.31.02", "UBND xã Mỹ Hòa Hưng",
    "Trung tâm Phục vụ hành chính công", Role.COUNTER, "",
)  # fmt: skip


def paper(component: str, title: str) -> Paper:
    return Paper(
        PaperId("p" + component), DOSSIER.id, component, title, PaperState.SIGNED, 1, 200,
        "0" * 64, 1,
    )  # fmt: skip


SLIP = ReceptionSlip(DOSSIER, (paper("c1", "Tờ khai"), paper("", "Đơn riêng")), PROCEDURE, OFFICER)


def printed(slip: ReceptionSlip, folder: Path) -> pymupdf.Document:
    target = folder / "slip.pdf"
    save_slip(slip, target)
    return pymupdf.open(target)


def words(document: pymupdf.Document) -> str:
    return " ".join("".join(page.get_text() for page in document).split())


def test_the_slip_is_one_a4_page_in_times_metrics(qtbot: QtBot, tmp_path: Path) -> None:
    with printed(SLIP, tmp_path) as document:
        assert len(document) == 1
        page = document[0]
        assert (round(page.rect.width), round(page.rect.height)) == (595, 842)
        assert {font[3].split("+")[-1].split("-")[0] for font in page.get_fonts()} == {"Tinos"}
        left = min(block[0] for block in page.get_text("blocks"))
        assert left > 30 / 25.4 * 72 - 1
        assert max(block[2] for block in page.get_text("blocks")) < 595.3 - 15 / 25.4 * 72 + 1


def test_the_slip_says_what_the_form_asks(qtbot: QtBot, tmp_path: Path) -> None:
    with printed(SLIP, tmp_path) as document:
        text = words(document)
    for told in (
        "UBND XÃ MỸ HÒA HƯNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Mã hồ sơ (tạm): TAM-261123-00AF-0001",
        "Mỹ Hòa Hưng, ngày 23 tháng 11 năm 2026",
        "Tiếp nhận hồ sơ của: Lê Thị Thu Hà & con",
        "CCCD/MST: 089198001234",
        "1 Tờ khai đăng ký kết hôn Bản chính 02",
        "2 Đơn riêng 01",
        "theo quy định là: 05 ngày làm việc",
        "Thời gian nhận hồ sơ: 09 giờ 05 phút, ngày 23 tháng 11 năm 2026",
        "hồ sơ: 09 giờ 05 phút, ngày 30 tháng 11 năm 2026",
        "31.000 đồng (Lệ phí 1 × 15.000 đồng; Bản sao 2 × 8.000 đồng)",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Nguyễn Thị Hồng Đào",
    ):
        assert told in text
    assert "Giấy ủy quyền" not in text
    assert "Không dùng" not in text


def test_the_province_code_takes_the_place_of_the_provisional_one(
    qtbot: QtBot, tmp_path: Path
) -> None:
    known = replace(DOSSIER, code="H01.31.02-261123-0001", return_way=ReturnWay.POST)
    with printed(replace(SLIP, dossier=known), tmp_path) as document:
        text = words(document)
    assert "Mã hồ sơ: H01.31.02-261123-0001" in text
    assert "TAM-" not in text
    assert "bưu chính công ích" in text


def test_before_the_first_sign_in_the_office_is_left_blank(qtbot: QtBot, tmp_path: Path) -> None:
    with printed(replace(SLIP, officer=None, procedure=None), tmp_path) as document:
        assert "Bộ phận tiếp nhận và trả kết quả: …" in words(document)


@pytest.mark.parametrize(
    ("unit", "place"),
    [
        ("UBND xã Mỹ Hòa Hưng", "Mỹ Hòa Hưng"),
        ("Trung tâm Phục vụ hành chính công phường Rạch Giá, tỉnh An Giang", "Rạch Giá"),
        ("Ủy ban nhân dân đặc khu Phú Quốc", "Phú Quốc"),
        ("Sở Tư pháp", ""),
    ],
)
def test_the_place_is_the_own_name_of_the_unit(unit: str, place: str) -> None:
    assert place_of(unit) == place


def test_every_symbol_is_eleven_modules_with_an_even_count_of_black() -> None:
    """ISO/IEC 15417 §4.3: what makes a misread module noticed."""
    drawn = {modules(chr(code))[10 + 11 : 10 + 22] for code in range(32, 127)}
    assert len(drawn) == 95
    assert all(bits.count("1") % 2 == 0 and bits[0] == "1" and bits[-1] == "0" for bits in drawn)


def test_check_symbol() -> None:
    """Worked out by hand: 104 + 48 + 2·42 + 3·42 + 4·17 + 5·18 + 6·19 + 7·35 = 879 = 8·103 + 55."""
    assert symbols("PJJ123C")[-2:] == [55, 106]
    with pytest.raises(ValueError, match="ASCII"):
        symbols("Đ")


def test_the_bar_code_on_paper_is_the_one_encoded(qtbot: QtBot, tmp_path: Path) -> None:
    """Scanned at 600 dpi, each module of the printed code has the colour it should have."""
    with printed(SLIP, tmp_path) as document:
        place = document[0].get_image_info()[0]["bbox"]
        pixels = document[0].get_pixmap(dpi=600, clip=pymupdf.Rect(place))
    image = QImage(
        pixels.samples, pixels.width, pixels.height, pixels.stride, QImage.Format.Format_RGB888
    )
    line = modules(DOSSIER.provisional_code)
    step, middle = image.width() / len(line), image.height() // 2
    read = "".join(
        "1" if image.pixelColor(int((at + 0.5) * step), middle).lightness() < 128 else "0"
        for at in range(len(line))
    )
    assert read == line
    assert draw_code128("A", module=1, height=1).width() == len(modules("A"))
