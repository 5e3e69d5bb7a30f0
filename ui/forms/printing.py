"""Laying out a form on A4 with the margins of Nghị định 30/2020, and giving it to a printer."""

from functools import cache
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QMarginsF, QSizeF, QUrl
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QGuiApplication,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from app.whole_files import whole_file
from resources import resource
from ui.forms.code128 import draw_code128, modules

_FACES = ("Regular", "Bold", "Italic", "BoldItalic")
_MARGINS = QMarginsF(30, 20, 15, 20)
"""Left, top, right, bottom in mm: Nghị định 30/2020, Phụ lục I, Phần I.I.3."""
_MODULE_MM = 0.2
_CODE_MM = 10
"""Width of a bar and height of the bar code."""
_MM_PER_INCH = 25.4


class PrintedForm(Protocol):
    """A filled form with a bar code."""

    @property
    def name(self) -> str:
        """Of a file that holds it."""
        ...

    @property
    def code(self) -> str:
        """What the bar code says."""
        ...

    def html(self, *, code_width: int, code_height: int) -> str:
        """The filled template; the bar code is the image ``code``, its size in layout units."""
        ...


def print_slip(slip: PrintedForm, parent: QWidget) -> bool:
    """Ask for a printer and print; False when the officer cancelled."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(slip.name)
    dialog = QPrintDialog(printer, parent)
    try:
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return False
        lay_out(slip, printer).print_(printer)
        return True
    finally:
        dialog.deleteLater()


def save_slip(slip: PrintedForm, target: Path) -> None:
    """Write the slip as a PDF, whole or not at all. Errors: DISK_FULL."""
    with whole_file(target) as part:
        writer = QPdfWriter(str(part))
        writer.setTitle(slip.name)
        writer.setResolution(1200)
        lay_out(slip, writer).print_(writer)


def lay_out(slip: PrintedForm, device: QPagedPaintDevice) -> QTextDocument:
    """``slip`` as a document of A4 pages for ``device``."""
    load_form_fonts()
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            _MARGINS,
            QPageLayout.Unit.Millimeter,
        )
    )
    # Lengths without a unit count in the dots of a screen, whatever the device (QTextDocument).
    dots = QGuiApplication.primaryScreen().logicalDotsPerInch() / _MM_PER_INCH
    code = slip.code
    document = QTextDocument()
    document.setDefaultFont(QFont("Tinos", 13))
    document.setDocumentMargin(0)
    document.documentLayout().setPaintDevice(device)
    area = device.pageLayout().paintRectPixels(device.logicalDpiX())
    document.setPageSize(QSizeF(area.size()))
    document.addResource(QTextDocument.ResourceType.ImageResource, QUrl("code"), draw_code128(code))
    document.setHtml(
        slip.html(
            code_width=round(len(modules(code)) * _MODULE_MM * dots),
            code_height=round(_CODE_MM * dots),
        )
    )
    return document


@cache
def load_form_fonts() -> None:
    """Make the Times-metric faces known. Raises RuntimeError when one cannot be read."""
    for face in _FACES:
        path = resource("fonts", f"Tinos-{face}.ttf")
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise RuntimeError(f"font not readable: {path}")
