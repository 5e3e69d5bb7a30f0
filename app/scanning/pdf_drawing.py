"""Pages of somebody's PDF as page images, drawn in a process that may die of them."""

import base64
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from app.child_process import KeptChild, Limits, Loss, Lost, Program
from app.errors import AppError, Code
from app.scanning.page_files import PageFolder
from app.scanning.source import PageImage
from app.scanning.waiting import wait_for

_LIMITS = Limits(seconds=90.0, memory=1_150_000_000)
"""A page takes a tenth of a second, A3 at 600 dpi two. Memory is what the program has beside it
within 1.5 GB; A3 at 600 dpi takes two thirds of it."""


def draw_pages(
    path: Path,
    folder: PageFolder,
    *,
    dpi: int,
    signed: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[PageImage]:
    """Write each page of the PDF as it is seen, in colour at ``dpi``, whole into ``folder``.

    A page above MAX_PAGE_PIXELS is drawn coarser. Errors: PDF_SIGNED unless ``signed`` files are
    taken, too: pictures of the pages would pass for the paper and have lost what makes it valid;
    as ``pdf_reading.opened_pdf``, with the page where one is damaged, also where a picture on it
    cannot be shown; FILE_TOO_LARGE for a page of posters' size, or one that takes more time or
    memory than any page; DISK_FULL; ``Cancelled`` once ``stop()`` is true.
    """
    child = KeptChild(_program, _LIMITS)
    try:
        document = {"file": str(path), "signed": signed}
        count = _asked(child, document, path, 1, stop)["pages"]
        for number in range(count):
            request = {**document, "page": number, "dpi": dpi}
            drawn = _asked(child, request, path, number + 1, stop)
            width_px, height_px = drawn["size"]
            jpeg = base64.b64decode(drawn["jpeg"])
            yield folder.add_jpeg(jpeg, size=(width_px, height_px), dpi=drawn["dpi"])
    finally:
        child.kill()


def _asked(
    child: KeptChild, request: dict[str, Any], path: Path, page: int, stop: Callable[[], bool]
) -> dict[str, Any]:
    try:
        said = wait_for(
            lambda _: child.ask(request, dict),
            seconds=_LIMITS.start_seconds + _LIMITS.seconds, stop=stop,
        )  # fmt: skip
    except Lost as lost:
        code = Code.PDF_DAMAGED if lost.loss is Loss.DIED else Code.FILE_TOO_LARGE
        raise AppError(code, file=path.name, page=page) from lost
    if "error" in said:
        raise AppError(Code(said["error"]), **said["facts"])
    return said


def _program() -> Program:
    if getattr(sys, "frozen", False):
        return Program([sys.executable, "draw-worker"])
    return Program([sys.executable, "-m", "app.scanning.drawing_process"])
