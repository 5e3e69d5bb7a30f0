"""Laying out a form on A4 with the margins of Nghị định 30/2020, and giving it to a printer."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF, QUrl
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QGuiApplication,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from app.whole_files import write_whole
from resources import resource

_FACES = ("Regular", "Bold", "Italic", "BoldItalic")
_MARGINS = QMarginsF(30, 20, 15, 20)
"""Left, top, right, bottom in mm: Nghị định 30/2020, Phụ lục I, Phần I.I.3."""
_MM_PER_INCH = 25.4


class Slip(Protocol):
    """A form that is filled in."""

    @property
    def name(self) -> str:
        """Of a file that holds it."""
        ...

    def html(self, *, dots_per_mm: float) -> str:
        """The filled template; lengths without a unit count in dots of a screen."""
        ...

    def pictures(self) -> Mapping[str, QImage]:
        """By the name that the template has for each."""
        ...


def print_slip(slip: Slip, parent: QWidget) -> bool:
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


def save_slip(slip: Slip, target: Path) -> None:
    """Write the slip as a PDF, whole or not at all. Errors: DISK_FULL."""
    write_whole(target, slip_pdf(slip))


def slip_pdf(slip: Slip) -> bytes:
    """The slip as a PDF."""
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(content)
    writer.setTitle(slip.name)
    writer.setResolution(1200)
    lay_out(slip, writer).print_(writer)
    return bytes(content.data())


def lay_out(slip: Slip, device: QPagedPaintDevice) -> QTextDocument:
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
    document = QTextDocument()
    document.setDefaultFont(QFont("Tinos", 13))
    document.setDocumentMargin(0)
    document.documentLayout().setPaintDevice(device)
    area = device.pageLayout().paintRectPixels(device.logicalDpiX())
    document.setPageSize(QSizeF(area.size()))
    for name, picture in slip.pictures().items():
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), picture)
    document.setHtml(slip.html(dots_per_mm=dots))
    return document


@cache
def load_form_fonts() -> None:
    """Make the Times-metric faces known. Raises RuntimeError when one cannot be read."""
    for face in _FACES:
        path = resource("fonts", f"Tinos-{face}.ttf")
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise RuntimeError(f"font not readable: {path}")
