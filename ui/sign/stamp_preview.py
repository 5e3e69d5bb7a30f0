"""The page with the stamp drawn exactly as it will be in the file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from app.counter import Counter
from app.domain.paper import Paper, PaperState, Rect
from app.errors import AppError
from signing.device import Certificate
from signing.place_facts import Landmark
from signing.placement import Placement
from signing.profiles import DIGITISING, SignatureProfile
from ui.background import Worker, run
from ui.pages.source import PdfSource
from ui.pages.viewer import PageViewer
from ui.sign.guides import page_guides
from ui.sign.place_state import PlaceState


@dataclass(frozen=True)
class _Prepared:
    file: Path
    stamp: bytes = b""
    state: PlaceState | None = None
    """None for a paper that gets no stamp now."""
    landmarks: tuple[Landmark, ...] = ()


class StampPreview(PageViewer):
    """Shows one paper; a paper that is signed already is shown as it is."""

    placed = Signal(object)
    """PlaceState of the stamp that is shown now, None when there is none."""

    def __init__(self, counter: Counter, page_lane: Worker) -> None:
        super().__init__(page_lane)
        self.profile: SignatureProfile = DIGITISING
        self._counter = counter
        self._prepared: _Prepared | None = None
        self._asked = 0
        """How many papers were asked for; what comes for an earlier one is too late."""
        self.opened.connect(self._show_stamp)

    def show_paper(
        self,
        paper: Paper | None,
        *,
        certificate: Certificate | None,
        placement: Placement | None,
        failed: Callable[[AppError], None],
    ) -> None:
        """``certificate`` is the signer's, None while no token is there: then no stamp is drawn.

        ``placement`` None is what is remembered for the paper's procedure, or the rule's.
        """
        self._asked += 1
        if paper is None:
            self._prepared = None
            self.view.hide_stamp()
            self.show_source(None)
            self.placed.emit(None)
            return
        run(
            self._counter.files_lane,
            partial(_prepare, self._counter, paper, self.profile, certificate, placement),
            owner=self,
            done=partial(self._show, self._asked),
            failed=failed,
        )

    def _show(self, asked: int, prepared: _Prepared) -> None:
        if asked != self._asked:
            return
        same = self._prepared is not None and self._prepared.file == prepared.file
        self._prepared = prepared
        self.placed.emit(prepared.state)
        if same:
            self._show_stamp()
        else:
            self.view.hide_stamp()
            self.show_source(PdfSource(prepared.file))

    def _show_stamp(self) -> None:
        prepared = self._prepared
        if prepared is None or prepared.state is None:
            self.view.hide_stamp()
            return
        margin = self.profile.margin
        self.view.stamp.guides = lambda page, size: page_guides(
            page, size, prepared.landmarks, margin
        )
        where = prepared.state.chosen.placement
        rect = where.rect
        self.view.show_stamp_pdf(
            prepared.stamp, where.page, Rect(rect.x0, rect.y0, rect.x1, rect.y1)
        )


def _prepare(
    counter: Counter,
    paper: Paper,
    profile: SignatureProfile,
    certificate: Certificate | None,
    own: Placement | None,
) -> _Prepared:
    """On the files lane. Errors: those of ``check_source``, ``draw_stamp``, ``choose_place``."""
    from signing.landmarks import landmarks
    from signing.places import choose_place
    from signing.source import check_source
    from signing.stamp_drawing import draw_stamp

    # Files of the vault never change and outlive the block: the viewer may keep the path.
    with counter.vault.plain_file(paper.sha256) as file:
        if paper.state is PaperState.SIGNED or certificate is None:
            return _Prepared(file)
        with counter.store.read() as work:
            held = work.stamp_places.of_paper(paper, profile.id)
        facts = check_source(file)
        stamp = draw_stamp(profile, name=certificate.common_name, signing_time=counter.now())
        chosen = choose_place(
            profile, stamp, source=file, facts=facts, certificate=certificate, own=own,
            template=held.template if held else None,
        )  # fmt: skip
        sizes = tuple((page.width, page.height) for page in facts.pages)
        state = PlaceState(
            chosen, sizes, held, bool(paper.component_id), profile.has_place_of_its_own
        )
        found = landmarks(profile, stamp, source=file, facts=facts, certificate=certificate)
        return _Prepared(file, stamp.pdf, state, found)
