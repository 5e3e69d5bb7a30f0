"""Reading what is written on scanned pages, long before a paper is built of them."""

import json
from collections.abc import Callable

from app.domain.scan import BatchId, PageFinding, ScannedPage
from app.errors import AppError, Code
from app.operations.page_folders import PageFolders
from app.operations.scan_pages import rotate_page
from app.scanning.room import ROOM
from app.scanning.text.page_text import PageText
from app.scanning.text.reader import TextReader
from app.store.store import Store


def read_pages(
    *,
    store: Store,
    folders: PageFolders,
    batch_id: BatchId,
    reader: TextReader,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Turn pages of the batch upright and read them, one after the other, until ``stop()`` is true.

    Only pages that were looked at; text belongs to the page as it is cleaned and turned, so a page
    that is changed meanwhile is read again. What cannot be read has no words. Errors:
    TEXT_MODELS_ABSENT, those of ``Store``; ``Cancelled`` once ``reader`` was abandoned.
    """
    tried: set[ScannedPage] = set()
    while not stop():
        with store.read() as work:
            pages = work.scans.get(batch_id).pages
        fresh = [each for each in pages if each.look and not each.text and each not in tried]
        if not fresh:
            return
        page = fresh[0]
        tried.add(page)
        # Half: looking at a page must not wait until another one is read, which takes seconds.
        with ROOM.taken(page.width_px * page.height_px // 2):
            _read(store, folders, batch_id, page, reader)


def _read(
    store: Store, folders: PageFolders, batch_id: BatchId, page: ScannedPage, reader: TextReader
) -> None:
    stored = folders.page(page)
    try:
        if page.look is not None and PageFinding.BLANK in page.look.findings:
            text = PageText(page.width_px, page.height_px)
        elif not page.turned and (turns := reader.quarter_turns(stored, dpi=page.dpi)):
            rotate_page(store=store, batch_id=batch_id, page_id=page.id, quarter_turns=turns)
            return  # it comes again as a page that stands upright
        else:
            text = reader.read(
                stored, dpi=page.dpi, cleaning=page.cleaning, turns=page.rotation // 90
            )
    except AppError as error:
        if error.code is Code.TEXT_MODELS_ABSENT:  # it would befall every page
            raise
        if error.code is Code.PAGE_ABSENT:  # it went to another batch, and is read there
            return
        text = PageText(page.width_px, page.height_px)  # not to be tried again and again
    with store.write() as work:
        work.looks.read_as(page, json.dumps(text.to_json()))
