"""Phiếu kết quả xác thực chữ ký số: what verification found, on paper (TT 15/2025/TT-BKHCN)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from string import Template

from PySide6.QtGui import QImage

from app.domain.officer import Officer
from app.domain.working_time import VIETNAM
from resources import resource
from ui.forms.reception_slip import place_of
from ui.verification.view import Grade, Remark, ReportView, SignatureView, moment_text

_BLANK = "………………………"
_MARKS = {Grade.GOOD: "", Grade.NOTE: "", Grade.CARE: "Lưu ý: ", Grade.BAD: "Lỗi: "}


@dataclass(frozen=True)
class VerificationSlip:
    view: ReportView
    at: datetime
    """When the file was verified."""
    officer: Officer | None

    @property
    def name(self) -> str:
        """Of a file that holds it."""
        return f"Kết quả xác thực {self.view.file.removesuffix('.pdf')}"

    def pictures(self) -> Mapping[str, QImage]:
        """None."""
        return {}

    def html(self, *, dots_per_mm: float) -> str:  # noqa: ARG002 all its lengths have units
        """The filled template."""
        view, here = self.view, self.at.astimezone(VIETNAM)
        unit = self.officer.unit_name if self.officer else ""
        texts = {
            "unit": unit.upper() or _BLANK,
            "place": place_of(unit) or _BLANK,
            "day": f"ngày {here:%d} tháng {here:%m} năm {here:%Y}",
            "file": view.file,
            "moment": moment_text(self.at),
            "heading": view.heading,
            "sentence": view.sentence,
            "signers": view.signers or "Không có chữ ký nào",
            "step": view.step or "Không có.",
            "officer": self.officer.full_name if self.officer else "",
        }
        template = Template(resource("forms", "verification_slip.html").read_text(encoding="utf-8"))
        return template.substitute(
            {name: escape(text) for name, text in texts.items()},
            remarks=_remarks(view.remarks),
            signatures="\n".join(map(_signature, view.signatures)),
        )


def _signature(view: SignatureView) -> str:
    rows = "".join(
        f'<tr><td width="34%">{escape(name)}</td><td width="66%">{escape(value)}</td></tr>'
        for name, value in view.facts + view.more
    )
    return (
        f'<p class="head"><b>{escape(view.title)} – {escape(view.state)}</b></p>'
        '<table width="100%" border="1" cellspacing="0" cellpadding="3" '
        'style="border-collapse: collapse; border-style: solid; border-color: #000000">'
        f"{rows}</table>{_remarks(view.remarks)}"
    )


def _remarks(remarks: Sequence[Remark]) -> str:
    lines = (
        f'<p class="remark">– {_MARKS[each.grade]}{escape(each.text)}.'
        f"{' ' + escape(each.step) if each.step else ''}</p>"
        for each in remarks
    )
    return "".join(lines)
