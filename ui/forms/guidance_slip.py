"""Phiếu yêu cầu bổ sung (Mẫu số 02) and Phiếu từ chối (Mẫu số 03), TT 03/2025/TT-VPCP.

The fields are those of domain §3.2; that of Mẫu số 03 is not confirmed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import escape
from string import Template

from PySide6.QtGui import QImage

from app.domain.dossier import ComponentLine, Dossier
from app.domain.officer import Officer
from app.domain.procedure import CopyKind
from app.domain.working_time import VIETNAM
from resources import resource
from ui.forms.code128 import code_size, draw_code128
from ui.forms.reception_slip import place_of

_BLANK = "………………………"
_KINDS = (CopyKind.ORIGINAL, CopyKind.CERTIFIED_COPY, CopyKind.COPY)
"""In the order of the form's columns."""


class SlipKind(StrEnum):
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"


_TEMPLATES = {
    SlipKind.SUPPLEMENT: "supplement_slip.html",
    SlipKind.REFUSAL: "refusal_slip.html",
}
_NAMES = {
    SlipKind.SUPPLEMENT: "Phiếu yêu cầu bổ sung",
    SlipKind.REFUSAL: "Phiếu từ chối tiếp nhận",
}


@dataclass(frozen=True)
class GuidanceSlip:
    """What the applicant takes home instead of a reception slip."""

    kind: SlipKind
    dossier: Dossier
    officer: Officer | None
    lines: Sequence[ComponentLine]
    """What is to be completed; nothing is listed on a refusal."""
    reason: str
    written_at: datetime

    @property
    def name(self) -> str:
        return f"{_NAMES[self.kind]} {self.code}"

    @property
    def code(self) -> str:
        return self.dossier.shown_code

    def pictures(self) -> Mapping[str, QImage]:
        """The bar code of the dossier's number."""
        return {"code": draw_code128(self.code)}

    def html(self, *, dots_per_mm: float) -> str:
        """The filled template; the bar code is the picture ``code``."""
        code_width, code_height = code_size(self.code, dots_per_mm=dots_per_mm)
        template = resource("forms", _TEMPLATES[self.kind]).read_text(encoding="utf-8")
        texts = {name: escape(text) for name, text in self._texts().items()}
        return Template(template).substitute(
            texts,
            reason="<br>".join(escape(line) for line in self.reason.splitlines()) or _BLANK,
            lines=self._rows(),
            code_width=code_width,
            code_height=code_height,
        )

    def _texts(self) -> dict[str, str]:
        applicant, officer = self.dossier.applicant, self.officer
        unit = officer.unit_name if officer else ""
        day = self.written_at.astimezone(VIETNAM)
        return {
            "unit": unit.upper() or _BLANK,
            "counter": (officer.department if officer else "") or unit or _BLANK,
            "officer": (officer.full_name if officer else "") or _BLANK,
            "place": place_of(unit) or _BLANK,
            "day": f"ngày {day:%d} tháng {day:%m} năm {day:%Y}",
            "code": self.code,
            "applicant": applicant.full_name or applicant.organization or _BLANK,
            "procedure": self.dossier.procedure_name,
            "address": applicant.address or _BLANK,
            "phone": applicant.phone or _BLANK,
            "email": applicant.email or _BLANK,
        }

    def _rows(self) -> str:
        return "\n".join(
            f'<tr><td align="center">{number}</td><td>{escape(line.name)}</td>{_copies(line)}</tr>'
            for number, line in enumerate(self.lines, 1)
        )


def _copies(line: ComponentLine) -> str:
    """The line's number of copies in the column of its kind."""
    cells = (f"{line.copies:02d}" if kind is line.kind else "" for kind in _KINDS)
    return "".join(f'<td align="center">{cell}</td>' for cell in cells)
