"""Giấy tiếp nhận hồ sơ và hẹn trả kết quả: Mẫu số 01, TT 03/2025/TT-VPCP (domain §3.2)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from string import Template

from PySide6.QtGui import QImage

from app.domain.dossier import Dossier, DossierId, ReturnWay
from app.domain.officer import Officer
from app.domain.paper import Paper
from app.domain.procedure import Procedure
from app.domain.working_time import VIETNAM
from app.errors import AppError
from app.store.store import Store, Work
from resources import resource
from ui.dossier_words import COPY_KINDS
from ui.forms.code128 import code_size, draw_code128

_BLANK = "………………………"
_PLACE = re.compile(r"\b(xã|phường|đặc khu|thị trấn|huyện|quận|thành phố|tỉnh)\s+(?=[^\W\d_])")
_RETURN_PLACES = {
    ReturnWay.POST: "Địa chỉ của người nộp, qua dịch vụ bưu chính công ích",
    ReturnWay.ONLINE: "Cổng Dịch vụ công quốc gia (bản điện tử)",
}


@dataclass(frozen=True)
class ReceptionSlip:
    """What one printed slip says."""

    dossier: Dossier
    papers: Sequence[Paper]
    procedure: Procedure | None
    """None when the province does not have it any more: the time limit is left blank."""
    officer: Officer | None

    @property
    def name(self) -> str:
        """Of a file that holds it."""
        return f"Giấy tiếp nhận {self.dossier.shown_code}"

    def pictures(self) -> Mapping[str, QImage]:
        """The bar code of the dossier's number."""
        return {"code": draw_code128(self.dossier.shown_code)}

    def html(self, *, dots_per_mm: float) -> str:
        """The filled template; the bar code is the picture ``code``."""
        code_width, code_height = code_size(self.dossier.shown_code, dots_per_mm=dots_per_mm)
        filled = Template(resource("forms", "reception_slip.html").read_text(encoding="utf-8"))
        texts = {name: escape(text) for name, text in self._texts().items()}
        return filled.substitute(
            texts, papers=self._rows(), code_width=code_width, code_height=code_height
        )

    def _texts(self) -> dict[str, str]:
        dossier, applicant = self.dossier, self.dossier.applicant
        received, due = _here(dossier.received_at), _here(dossier.due_at)
        unit = self.officer.unit_name if self.officer else ""
        name = applicant.full_name or applicant.organization
        return {
            "unit": unit.upper() or _BLANK,
            "counter": (self.officer.department if self.officer else "") or unit or _BLANK,
            "officer": self.officer.full_name if self.officer else "",
            "place": place_of(unit) or _BLANK,
            "day": f"ngày {received:%d} tháng {received:%m} năm {received:%Y}"
            if received
            else "ngày … tháng … năm …",
            "code": dossier.shown_code,
            "code_name": "Mã hồ sơ" if dossier.code else "Mã hồ sơ (tạm)",
            "applicant": name or _BLANK,
            "identity_number": applicant.identity_number or _BLANK,
            "phone": applicant.phone or _BLANK,
            "procedure": dossier.procedure_name,
            "time_limit": self._time_limit(),
            "received": _hour_and_day(received),
            "due": _hour_and_day(due),
            "return_place": self._return_place(unit),
            "fees": self._fees(),
            "note": self._note(),
        }

    def _rows(self) -> str:
        lines = {line.id: line for line in self.dossier.components}
        kept = [line for line in self.dossier.components if self._has_papers(line.id)]
        rows = [(line.name, COPY_KINDS[line.kind], line.copies) for line in kept]
        rows += [(each.title, "", 1) for each in self.papers if each.component_id not in lines]
        return "\n".join(
            f'<tr><td align="center">{number}</td><td>{escape(name)}</td>'
            f'<td align="center">{kind}</td><td align="center">{copies:02d}</td></tr>'
            for number, (name, kind, copies) in enumerate(rows, 1)
        )

    def _has_papers(self, component_id: str) -> bool:
        return any(paper.component_id == component_id for paper in self.papers)

    def _time_limit(self) -> str:
        if self.procedure is None:
            return _BLANK
        days = self.procedure.case(self.dossier.case_code).working_days
        return f"{days:02d} ngày làm việc" if days else "trong ngày làm việc"

    def _return_place(self, unit: str) -> str:
        here = " - ".join(filter(None, ("Bộ phận Tiếp nhận và Trả kết quả", unit)))
        return _RETURN_PLACES.get(self.dossier.return_way, here)

    def _fees(self) -> str:
        total = sum(quantity * amount for _, quantity, amount in self.dossier.fees)
        if not total:
            return "Không"
        parts = [
            f"{name} {quantity} × {dong(amount)}"
            for name, quantity, amount in self.dossier.fees
            if quantity and amount
        ]
        return f"{dong(total)} ({'; '.join(parts)})"

    def _note(self) -> str:
        bring = (
            "Khi đến nhận kết quả, đề nghị mang theo giấy này và thẻ căn cước; "
            "người nhận thay phải có giấy ủy quyền theo quy định."
        )
        if self.dossier.code:
            return bring
        later = "Mã tạm vẫn dùng để tra cứu sau khi hệ thống của tỉnh cấp mã hồ sơ."
        return f"{bring} {later}"


def read_slip(store: Store, dossier_id: DossierId) -> ReceptionSlip:
    """The slip of a received dossier. Errors: DOSSIER_UNKNOWN."""
    with store.read() as work:
        dossier = work.dossiers.get(dossier_id)
        return ReceptionSlip(
            dossier=dossier,
            papers=work.papers.of_dossier(dossier_id),
            procedure=_procedure(work, dossier.procedure_code),
            officer=work.facts.officer(),
        )


def _procedure(work: Work, code: str) -> Procedure | None:
    try:
        return work.catalogue.procedure(code)
    except AppError:
        return None


def dong(amount: int) -> str:
    """``15.000 đồng``"""
    return f"{amount:,}".replace(",", ".") + " đồng"


def place_of(unit_name: str) -> str:
    """Địa danh of a unit: its own name, e.g. ``Mỹ Hòa Hưng`` of ``UBND xã Mỹ Hòa Hưng``.

    Nghị định 30/2020, Phụ lục I, Phần II.I.4.
    """
    found = _PLACE.search(unit_name)
    return unit_name[found.end() :].partition(",")[0].strip() if found else ""


def _here(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(VIETNAM)


def _hour_and_day(moment: datetime | None) -> str:
    if moment is None:
        return "… giờ … phút, ngày … tháng … năm …"
    return f"{moment:%H} giờ {moment:%M} phút, ngày {moment:%d} tháng {moment:%m} năm {moment:%Y}"
