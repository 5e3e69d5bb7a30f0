"""The process that draws pages of PDFs: started by ``pdf_drawing.py``, within limits."""

import base64
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app.child_loop import answer_lines, forbid_files
from app.errors import AppError, Code

_LOST = re.compile(r"Ignoring error|padding truncated|treating as end of file|Premature end", re.I)
"""What MuPDF says, beside a page that looks sound, where something on it is not shown."""


def main() -> None:
    """Be the child: ``draw-worker`` of the installed program, this module otherwise."""
    forbid_files()
    answer_lines(_prepared)


def _prepared() -> Any:
    from app.scanning.pdf_reading import opened_pdf
    from app.scanning.pdf_structure import refuse_signed

    held = ExitStack()
    opened: dict[str, Any] = {}

    def answer(request: dict[str, Any]) -> dict[str, Any]:
        file = request["file"]
        try:
            if file not in opened:
                if not request["signed"]:
                    refuse_signed(Path(file))
                opened[file] = held.enter_context(opened_pdf(Path(file)))
            if "page" not in request:
                return {"pages": opened[file].page_count}
            drawn = _drawn(Path(file), opened[file], request["page"], request["dpi"])
            return _encoded(*drawn)
        except AppError as error:
            return {"error": error.code.value, "facts": error.facts}

    return answer


def _drawn(file: Path, document: Any, number: int, dpi: int) -> tuple[Any, int]:
    """The page as MuPDF draws it, and the resolution at which it fits MAX_PAGE_PIXELS.

    Errors: PDF_DAMAGED, FILE_TOO_LARGE.
    """
    import pymupdf

    from app.scanning.page_decoding import MIN_SIDE_PX, largest_dpi
    from app.scanning.pdf_reading import pdf_errors

    with pdf_errors(file, page=number + 1):
        page = document[number]
        inches = page.rect.width / 72, page.rect.height / 72
        fitting = largest_dpi(inches, wanted=dpi)
        if fitting is None:
            raise AppError(Code.FILE_TOO_LARGE, file=file.name, page=number + 1)
        if min(inches) * fitting < MIN_SIDE_PX:
            raise ValueError("a page too small to hold anything")
        pymupdf.TOOLS.reset_mupdf_warnings()
        pixels = page.get_pixmap(dpi=fitting, colorspace=pymupdf.csRGB, alpha=False)
        if lost := _LOST.search(pymupdf.TOOLS.mupdf_warnings()):
            raise ValueError(lost[0])
    pymupdf.TOOLS.store_shrink(100)  # it would keep the pictures of some hundred pages
    return pixels, fitting


def _encoded(pixels: Any, dpi: int) -> dict[str, Any]:
    """As the answer: the page goes through the pipe, never by a file."""
    from PIL import Image

    from app.scanning.page_files import page_jpeg

    image = Image.frombuffer(
        "RGB", (pixels.width, pixels.height), pixels.samples_mv, "raw", "RGB", pixels.stride, 1
    )
    jpeg = base64.b64encode(page_jpeg(image, dpi=dpi)).decode()
    return {"jpeg": jpeg, "size": image.size, "dpi": dpi}


if __name__ == "__main__":
    main()
