"""Papers that look like what citizens bring to the counter, for the demonstration and the tests.

Everybody in them is fictitious, and every sheet says at its foot that it is a test specimen.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from app.demo.sample_forms import (
    COMMUNE,
    PROVINCE,
    SamplePerson,
    draw_decision,
    draw_identity_card,
    draw_marital_status,
    draw_marriage_declaration,
)
from app.demo.sample_sheet import SCAN_DPI, Align, Sheet
from app.domain.dossier import Gender
from app.whole_files import whole_file


class SamplePaper(StrEnum):
    MARRIAGE_DECLARATION = "marriage_declaration"  # Tờ khai đăng ký kết hôn
    MARITAL_STATUS = "marital_status"  # Giấy xác nhận tình trạng hôn nhân
    DECISION = "decision"  # Quyết định của Chủ tịch Ủy ban nhân dân xã
    IDENTITY_CARD = "identity_card"  # Bản chụp căn cước công dân, hai mặt


_DRAWINGS = {
    SamplePaper.MARRIAGE_DECLARATION: draw_marriage_declaration,
    SamplePaper.MARITAL_STATUS: draw_marital_status,
    SamplePaper.DECISION: draw_decision,
    SamplePaper.IDENTITY_CARD: draw_identity_card,
}


@dataclass(frozen=True)
class SampleScan:
    """A JPEG, as somebody brings it."""

    file: Path
    width_px: int
    height_px: int
    dpi: int


def draw_sample_paper(
    kind: SamplePaper,
    target: Path,
    *,
    applicant_name: str,
    identity_number: str,
    born: date = date(1993, 5, 12),
    gender: Gender = Gender.FEMALE,
    address: str = f"Ấp Mỹ An 1, {COMMUNE}, {PROVINCE}",
    day: date = date(2026, 10, 5),
) -> SampleScan:
    """Write a colour A4 page at 200 dpi, as a scanner would see the paper, to ``target`` (JPEG).

    ``day`` is the date on the paper. The same arguments give the same page. The card's QR code
    carries the fields of domain §6.1. Errors: DISK_FULL, PROFILE_UNWRITABLE.
    """
    person = SamplePerson(applicant_name, identity_number, born, gender, address)
    sheet = Sheet()
    _DRAWINGS[kind](sheet, person, day)
    sheet.text(
        "<p>Bản mẫu thử nghiệm – không có giá trị pháp lý</p>",
        left=30, top=287, width=165, height=6, align=Align.CENTRE, size=8,
    )  # fmt: skip
    page = sheet.scanned(seed=f"{kind}{identity_number}{day}")
    with whole_file(target) as part:
        page.save(part, format="JPEG", quality=88, subsampling=0, dpi=(SCAN_DPI, SCAN_DPI))
    return SampleScan(target, page.width, page.height, SCAN_DPI)
