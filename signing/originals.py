"""Whether a PDF is the picture of a paper or was electronic from the beginning."""

from pathlib import Path

import pymupdf

from app.errors import AppError, Code

_COVERS = 0.85
"""Part of a page that its largest picture takes when the page is a scan."""


def require_scan(path: Path) -> None:
    """Raise unless every page of ``path`` is the picture of a paper.

    SAO Y goes from paper to electronic form (NĐ 30/2020, Điều 25.1c); from electronic to
    electronic the decree knows none. An invisible OCR layer changes nothing.
    Errors: COPY_OF_ELECTRONIC_ORIGINAL with ``page``, PDF_DAMAGED.
    """
    try:
        with pymupdf.open(path, filetype="pdf") as document:
            for page in document:
                if _largest_picture(page) < _COVERS * abs(page.rect):
                    raise AppError(Code.COPY_OF_ELECTRONIC_ORIGINAL, page=page.number + 1)
    except (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError) as error:
        raise AppError(Code.PDF_DAMAGED, error=type(error).__name__) from error


def _largest_picture(page: pymupdf.Page) -> float:
    """Square points of the page that its largest picture takes."""
    boxes = (pymupdf.Rect(each["bbox"]) & page.rect for each in page.get_image_info())
    return max((abs(box) for box in boxes), default=0.0)
