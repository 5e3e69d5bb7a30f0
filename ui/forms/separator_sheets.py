"""Cover sheet and separators of a dossier: laid into a stack, they cut it into its papers.

No name of a person and no number of a citizen stands on them: they lie about in an office.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from string import Template

from PySide6.QtGui import QImage

from app.domain.dossier import Dossier, DossierId
from app.scanning.codes.drawing import draw_qr
from app.scanning.codes.sheets import Sheet, SheetKind, sheet_text
from app.store.store import Store
from resources import resource

_SIDE_MM = 50
"""Of a QR code: read at 200 dpi on a slanted, noisy page from 20 mm on."""
_COVER = "Đặt tờ này lên trên cùng chồng giấy của hồ sơ."
_BEFORE = "Đặt tờ này ngay trước giấy tờ nêu trên. Tờ này không được đưa vào hồ sơ."


@dataclass(frozen=True)
class SeparatorSheets:
    """One page for the dossier, one for each of its components."""

    dossier: Dossier

    @property
    def name(self) -> str:
        return f"Tờ phân cách {self.dossier.shown_code}"

    def pictures(self) -> Mapping[str, QImage]:
        """The QR codes, by the number of their page."""
        return {f"qr{page}": _picture(sheet) for page, (sheet, _) in enumerate(self._sheets())}

    def html(self, *, dots_per_mm: float) -> str:
        """All pages, one after the other."""
        template = Template(resource("forms", "separator_sheet.html").read_text(encoding="utf-8"))
        sheets, side = self._sheets(), round(_SIDE_MM * dots_per_mm)
        pages = [
            template.substitute(
                heading="TỜ BÌA HỒ SƠ" if sheet.kind is SheetKind.DOSSIER else "TỜ PHÂN CÁCH",
                name=escape(said),
                dossier=escape(f"Hồ sơ {self.dossier.shown_code}"),
                advice=_COVER if sheet.kind is SheetKind.DOSSIER else _BEFORE,
                picture=f"qr{page}",
                side=side,
                **{"break": "always" if page else "auto"},
            )
            for page, (sheet, said) in enumerate(sheets)
        ]
        return f'<html><body style="font-family: Tinos">{"".join(pages)}</body></html>'

    def _sheets(self) -> list[tuple[Sheet, str]]:
        cover = Sheet(SheetKind.DOSSIER, self.dossier.id), self.dossier.procedure_name
        return [
            cover,
            *((Sheet(SheetKind.PAPER, line.id), line.name) for line in self.dossier.components),
        ]


def read_sheets(store: Store, dossier_id: DossierId) -> SeparatorSheets:
    """The sheets of a dossier as it is now. Errors: DOSSIER_UNKNOWN."""
    with store.read() as work:
        return SeparatorSheets(work.dossiers.get(dossier_id))


def _picture(sheet: Sheet) -> QImage:
    pixels = draw_qr(sheet_text(sheet))
    height, width = pixels.shape
    shape = QImage.Format.Format_Grayscale8
    return QImage(pixels.tobytes(), width, height, width, shape).copy()
