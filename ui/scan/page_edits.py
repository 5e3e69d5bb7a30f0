"""Turning, moving and removing pages, and undoing it."""

from collections.abc import Callable
from functools import partial

from app.domain.scan import ScanBatch
from app.operations.look_at_pages import redo_cleaning, undo_cleaning
from app.operations.scan_pages import remove_page, reorder_pages, restore_page, rotate_page
from app.operations.split_batch import append_batch, split_from_page
from app.store.store import Store

Act = Callable[[], object]


class PageEdits:
    """Each method returns the act for a lane and keeps its undoing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._undoings: list[Act] = []
        self._batch_id, self._emptied = "", False

    @property
    def can_undo(self) -> bool:
        return bool(self._undoings)

    def turn_to(self, batch: ScanBatch | None) -> None:
        """Forget what was done to the batch before, unless it went with its last page, which may
        come back.
        """
        batch_id = batch.id if batch else ""
        if batch_id == self._batch_id:
            return
        if not self._emptied:
            self._undoings.clear()
        self._batch_id, self._emptied = batch_id, False

    def rotate(self, batch: ScanBatch, number: int, *, turns: int) -> Act:
        """Turn page ``number`` (1 for the first) clockwise by quarter ``turns``."""
        page, store = batch.pages[number - 1], self._store

        def turn(by: int) -> None:
            rotate_page(store=store, batch_id=batch.id, page_id=page.id, quarter_turns=by)

        self._undoings.append(lambda: turn(-turns))
        return lambda: turn(turns)

    def remove(self, batch: ScanBatch, number: int) -> Act:
        page, store = batch.pages[number - 1], self._store
        self._emptied = len(batch.pages) == 1
        self._undoings.append(lambda: restore_page(store=store, batch_id=batch.id, page_id=page.id))
        return lambda: remove_page(store=store, batch_id=batch.id, page_id=page.id)

    def replaced(self, batch: ScanBatch, page_id: str, new_page_id: str) -> None:
        """Keep the undoing of a page of ``batch`` that was scanned again as ``new_page_id``."""
        store, before = self._store, [page.id for page in batch.pages]

        def take_back() -> None:
            remove_page(store=store, batch_id=batch.id, page_id=new_page_id)
            restore_page(store=store, batch_id=batch.id, page_id=page_id)
            reorder_pages(store=store, batch_id=batch.id, page_ids=before)

        self._undoings.append(take_back)

    def move(self, batch: ScanBatch, number: int, *, by: int) -> Act | None:
        """Move page ``number`` by ``by`` places; None when it would leave the batch."""
        before = [page.id for page in batch.pages]
        place = number - 1 + by
        if not 0 <= place < len(before):
            return None
        after = before.copy()
        after.insert(place, after.pop(number - 1))
        store = self._store
        self._undoings.append(
            lambda: reorder_pages(store=store, batch_id=batch.id, page_ids=before)
        )
        return lambda: reorder_pages(store=store, batch_id=batch.id, page_ids=after)

    def split(self, batch: ScanBatch, number: int) -> Act | None:
        """Make page ``number`` and those after it a batch of their own; None for the first."""
        if number == 1:
            return None
        page, store, parts = batch.pages[number - 1], self._store, list[ScanBatch]()

        def split() -> None:
            parts.append(split_from_page(store=store, batch_id=batch.id, page_id=page.id))

        def take_back() -> None:
            for part in parts:
                append_batch(store=store, batch_id=part.id, to=batch.id)

        self._undoings.append(take_back)
        return split

    def clean(self, batch: ScanBatch, number: int) -> Act | None:
        """Undo what is done to page ``number``, or do it again; None for a page not looked at."""
        page, store = batch.pages[number - 1], self._store
        if page.look is None:
            return None
        undo = partial(undo_cleaning, store=store, page_id=page.id)
        redo = partial(redo_cleaning, store=store, page_id=page.id)
        act, back = (undo, redo) if page.cleaned else (redo, undo)
        self._undoings.append(back)
        return act

    def undo(self) -> Act | None:
        """The act that takes back the last one; None when there is none."""
        return self._undoings.pop() if self._undoings else None
