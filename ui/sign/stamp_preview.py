"""The page with the stamp drawn exactly as it will be in the file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal

from app.counter import Counter
from app.domain.paper import Paper, Rect
from app.errors import AppError, Code
from signing.device import Certificate
from signing.placement import Placement, place_in_corner
from signing.rules import place_by_rule
from signing.source import check_source
from signing.stamp import Stamp
from ui.background import Worker, run
from ui.pages.source import PdfSource
from ui.pages.viewer import PageViewer
from ui.sign.numbered_copy import NumberedCopies
from ui.sign.stamp_wish import StampWish, preview_stamp, proportioned

_SAID_ELSEWHERE = frozenset(
    {Code.STAMP_INCOMPLETE, Code.STAMP_PICTURE_UNFIT, Code.SIGNING_FORBIDDEN_BY_FILE}
)
"""At the picture's own place, or on the paper's row."""


@dataclass(frozen=True)
class _Prepared:
    paper: Paper
    file: Path
    stamp: bytes
    placement: Placement | None


class StampPreview(PageViewer):
    """Shows one paper; a paper that nobody is about to sign is shown as it is."""

    placed = Signal(int, object)
    """Page and Rect, where the officer put the stamp; not where it stood at first."""

    def __init__(self, counter: Counter, page_lane: Worker) -> None:
        super().__init__(page_lane)
        self._asked, self._moved = 0, False
        self.view.placement_changed.connect(self._placed)
        self._counter, self._copies = counter, NumberedCopies(counter)
        self.destroyed.connect(self._copies.clear)
        self._prepared: _Prepared | None = None
        self.opened.connect(self._show_stamp)

    def show_paper(
        self,
        paper: Paper | None,
        *,
        wish: StampWish,
        certificate: Certificate | None,
        placement: Placement | None,
        failed: Callable[[AppError], None],
    ) -> None:
        """Without ``certificate`` no stamp is drawn: there is no token, or nothing to sign."""
        self._asked += 1
        asked, copies = self._asked, self._copies
        if paper is None:
            self._prepared = None
            self.view.hide_stamp()
            self.show_source(None)
            return
        run(
            self._counter.files_lane,
            lambda: _prepare(self._counter, copies, paper, wish, certificate, placement=placement),
            owner=self,
            done=lambda prepared: asked == self._asked and self._show(prepared),
            failed=failed,
        )

    def _show(self, prepared: _Prepared) -> None:
        same = self._prepared is not None and self._prepared.file == prepared.file
        self._prepared = prepared
        if same:
            self._show_stamp()
        else:
            self.view.hide_stamp()
            self.show_source(PdfSource(prepared.file))

    def _show_stamp(self) -> None:
        prepared, self._moved = self._prepared, False
        if prepared is None or prepared.placement is None:
            self.view.hide_stamp()
            return
        where = prepared.placement
        rect = where.rect
        self.view.show_stamp_pdf(
            prepared.stamp, where.page, Rect(rect.x0, rect.y0, rect.x1, rect.y1)
        )

    def _placed(self, page: int, rect: Rect) -> None:
        first = self._prepared.placement if self._prepared else None
        if not self._moved and first is not None and _same(first, page, rect):
            return
        self._moved = True
        self.placed.emit(page, rect)


def _same(placement: Placement, page: int, rect: Rect) -> bool:
    near = 0.01
    return placement.page == page and all(
        abs(getattr(placement.rect, side) - getattr(rect, side)) < near
        for side in ("x0", "y0", "x1", "y1")
    )


def _prepare(
    counter: Counter,
    copies: NumberedCopies,
    paper: Paper,
    wish: StampWish,
    certificate: Certificate | None,
    *,
    placement: Placement | None,
) -> _Prepared:
    # Files of the vault never change and outlive the block: the viewer may keep the path.
    with counter.vault.plain_file(paper.sha256) as file:
        if certificate is None:
            return _Prepared(paper, file, b"", None)
        try:
            stamp = preview_stamp(counter, wish, certificate.common_name)
            if placement is not None:
                where = proportioned(placement, stamp)
            else:
                where = _by_rule(wish, stamp, file, certificate)
        except AppError as error:
            if error.code not in _SAID_ELSEWHERE:
                raise
            return _Prepared(paper, file, b"", None)
        return _Prepared(paper, copies.of(file, wish), stamp.pdf, where)


def _by_rule(wish: StampWish, stamp: Stamp, file: Path, certificate: Certificate) -> Placement:
    """Where the law wants it; where that cannot be found, in a corner to be taken from there."""
    pages = check_source(file).pages
    try:
        return place_by_rule(wish.sized, stamp, source=file, pages=pages, certificate=certificate)
    except AppError as error:
        if error.code not in (Code.SIGNER_PLACE_ABSENT, Code.LEADER_SIGNATURE_ABSENT):
            raise
        return place_in_corner(wish.sized, pages, size=(stamp.width, stamp.height))
