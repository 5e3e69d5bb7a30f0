"""Whether a PDF is the picture of a paper or was electronic from the beginning."""

import pymupdf

from app.errors import AppError, Code
from app.pdf_content import Pdf, open_in_mupdf

_COVERS = 0.85
"""Part of a page that its largest picture takes when the page is a scan."""


def require_scan(pdf: Pdf) -> None:
    """Raise unless every page of ``pdf`` is the picture of a paper.

    SAO Y goes from paper to electronic form (NĐ 30/2020, Điều 25.1c); from electronic to
    electronic the decree knows none. An invisible OCR layer changes nothing.
    Errors: COPY_OF_ELECTRONIC_ORIGINAL with ``page``, PDF_DAMAGED.
    """
    try:
        with open_in_mupdf(pdf) as document:
            for page in document:
                if _largest_picture(page) < _COVERS * abs(page.rect):
                    raise AppError(Code.COPY_OF_ELECTRONIC_ORIGINAL, page=page.number + 1)
    except (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError) as error:
        raise AppError(Code.PDF_DAMAGED, error=type(error).__name__) from error


def _largest_picture(page: pymupdf.Page) -> float:
    """Square points of the page that its largest picture takes."""
    boxes = (pymupdf.Rect(each["bbox"]) & page.rect for each in page.get_image_info())
    return max((abs(box) for box in boxes), default=0.0)
