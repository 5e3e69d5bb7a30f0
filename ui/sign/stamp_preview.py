"""The page with the stamp drawn exactly as it will be in the file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.counter import Counter
from app.domain.paper import Paper, PaperState, Rect
from app.errors import AppError
from signing.placement import Placement
from ui.background import Worker, run
from ui.pages.source import PdfSource
from ui.pages.viewer import PageViewer


@dataclass(frozen=True)
class _Prepared:
    paper: Paper
    file: Path
    stamp: bytes
    placement: Placement | None


class StampPreview(PageViewer):
    """Shows one paper; a paper that is signed already is shown as it is."""

    def __init__(self, counter: Counter, page_lane: Worker) -> None:
        super().__init__(page_lane)
        self._counter = counter
        self._prepared: _Prepared | None = None
        self.opened.connect(self._show_stamp)

    def show_paper(
        self,
        paper: Paper | None,
        *,
        name: str,
        placement: Placement | None,
        failed: Callable[[AppError], None],
    ) -> None:
        """``name`` is the signer's, empty while no token is there: then no stamp is drawn."""
        if paper is None:
            self._prepared = None
            self.view.hide_stamp()
            self.show_source(None)
            return
        run(
            self._counter.files_lane,
            lambda: _prepare(self._counter, paper, name, placement),
            owner=self,
            done=self._show,
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
        prepared = self._prepared
        if prepared is None or prepared.placement is None:
            self.view.hide_stamp()
            return
        where = prepared.placement
        rect = where.rect
        self.view.show_stamp_pdf(
            prepared.stamp, where.page, Rect(rect.x0, rect.y0, rect.x1, rect.y1)
        )


def _prepare(counter: Counter, paper: Paper, name: str, placement: Placement | None) -> _Prepared:
    from signing.placement import place_in_corner
    from signing.profiles import DIGITISING
    from signing.source import check_source
    from signing.stamp_drawing import draw_stamp

    # Files of the vault never change and outlive the block: the viewer may keep the path.
    with counter.vault.plain_file(paper.sha256) as file:
        if paper.state is PaperState.SIGNED or not name:
            return _Prepared(paper, file, b"", None)
        where = placement or place_in_corner(DIGITISING, check_source(file).pages)
        stamp = draw_stamp(DIGITISING, name=name, signing_time=counter.now())
        return _Prepared(paper, file, stamp.pdf, where)
