"""Looking at scanned pages once: what is wrong with them, and what shall be done to them."""

from collections.abc import Callable, Sequence

from app.domain.scan import BatchId, PageLook, ScannedPage
from app.errors import AppError
from app.operations.page_folders import PageFolders
from app.store.store import Store


def look_at_pages(
    *,
    store: Store,
    folders: PageFolders,
    batch_id: BatchId,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Look at each page of the batch that nobody looked at, until ``stop()`` is true.

    What is found is kept page by page, so that a crash costs one of them. A page that cannot be
    read stays as it is: whoever shows it or builds a paper of it says so. Errors: those of
    ``Store``.
    """
    tried: set[str] = set()
    while not stop():
        with store.read() as work:
            pages = work.scans.get(batch_id).pages  # more may have come meanwhile
        fresh = [n for n, page in enumerate(pages) if page.look is None and page.id not in tried]
        if not fresh:
            return
        page = pages[fresh[0]]
        tried.add(page.id)
        look = _looked(folders, page, pages[: fresh[0]])
        if look is not None:
            with store.write() as work:
                work.looks.looked(page.id, look)


def undo_cleaning(*, store: Store, page_id: str) -> None:
    """Leave the page as the scanner gave it."""
    with store.write() as work:
        work.looks.set_cleaned(page_id, cleaned=False)


def redo_cleaning(*, store: Store, page_id: str) -> None:
    """Do what was proposed for the page."""
    with store.write() as work:
        work.looks.set_cleaned(page_id, cleaned=True)


def _looked(
    folders: PageFolders, page: ScannedPage, before: Sequence[ScannedPage]
) -> PageLook | None:
    # Imported late: a start has no pages to look at, and OpenCV takes time to import.
    from app.scanning.cleaning.raw_page import RawPage
    from app.scanning.page_look import look_at_page, with_duplicate
    from app.scanning.pixels import read_pixels
    from app.scanning.room import ROOM

    try:
        with ROOM.taken(page.width_px * page.height_px):
            pixels = read_pixels(folders.page(page))
            look = look_at_page(RawPage(pixels, page.dpi))
    except AppError:
        return None
    return with_duplicate(look, [each.look for each in before if each.look is not None])
