"""The page with the stamp drawn exactly as it will be in the file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.counter import Counter
from app.domain.paper import Paper, PaperState
from app.errors import AppError
from signing.device import Certificate
from signing.place_facts import Landmark
from signing.placement import Placement
from signing.profiles import DIGITISING, SignatureProfile
from ui.background import Worker, run
from ui.pages.snapping import Guide
from ui.pages.source import PageSize, PdfSource
from ui.pages.viewer import PageViewer
from ui.sign.guides import page_guides
from ui.sign.place_state import PlaceState

if TYPE_CHECKING:
    from signing.stamp import Stamp


@dataclass(frozen=True)
class _Wanted:
    number: int
    """What comes for an earlier one is too late."""
    paper: Paper
    profile: SignatureProfile
    certificate: Certificate | None
    placement: Placement | None


@dataclass(frozen=True)
class _Prepared:
    file: Path
    stamp: "Stamp | None" = None
    """None for a paper that gets no stamp now, as ``state``."""
    pdf: bytes = b""
    """The stamp alone, for the page to show."""
    state: PlaceState | None = None


class StampPreview(PageViewer):
    """Shows one paper; a paper that is signed already is shown as it is."""

    placed = Signal(object)
    """PlaceState of the stamp that is shown now, None when there is none."""

    def __init__(self, counter: Counter, page_lane: Worker) -> None:
        super().__init__(page_lane)
        self.profile: SignatureProfile = DIGITISING
        self._counter = counter
        self._prepared: _Prepared | None = None
        self._landmarks: tuple[Landmark, ...] = ()
        self._number = 0
        self.opened.connect(self._show_stamp)
        self.view.stamp.guides = self._guides

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
        self._number += 1
        if paper is None:
            self._prepared = None
            self.view.hide_stamp()
            self.show_source(None)
            self.placed.emit(None)
            return
        wanted = _Wanted(self._number, paper, self.profile, certificate, placement)
        run(
            self._counter.files_lane,
            partial(_prepare, self._counter, wanted),
            owner=self,
            done=partial(self._show, wanted),
            failed=failed,
        )

    def _show(self, wanted: _Wanted, prepared: _Prepared) -> None:
        if wanted.number != self._number:
            return
        same = self._prepared is not None and self._prepared.file == prepared.file
        self._prepared, self._landmarks = prepared, ()
        self.placed.emit(prepared.state)
        if same:
            self._show_stamp()
        else:
            self.view.hide_stamp()
            self.show_source(PdfSource(prepared.file))
        # The text of a hundred pages takes a second to be searched: the stamp does not wait.
        run(
            self._counter.files_lane,
            partial(_find_landmarks, wanted, prepared),
            owner=self,
            done=partial(self._take_landmarks, wanted),
            failed=lambda _: None,
        )

    def _take_landmarks(self, wanted: _Wanted, found: tuple[Landmark, ...]) -> None:
        if wanted.number == self._number:
            self._landmarks = found

    def _guides(self, page: int, size: PageSize) -> tuple[Guide, ...]:
        return page_guides(page, size, self._landmarks, self.profile.margin)

    def _show_stamp(self) -> None:
        prepared = self._prepared
        if prepared is None or prepared.state is None:
            self.view.hide_stamp()
            return
        where = prepared.state.chosen.placement
        self.view.show_stamp_pdf(prepared.pdf, where.page, where.rect)


def _prepare(counter: Counter, wanted: _Wanted) -> _Prepared:
    """On the files lane. Errors: those of ``check_source``, ``draw_stamp``, ``choose_place``."""
    from signing.places import choose_place
    from signing.source import check_source
    from signing.stamp_drawing import draw_stamp

    paper, profile, certificate = wanted.paper, wanted.profile, wanted.certificate
    # Files of the vault never change and outlive the block: the viewer may keep the path.
    with counter.vault.plain_file(paper.sha256) as file:
        if paper.state is PaperState.SIGNED or certificate is None:
            return _Prepared(file)
        with counter.store.read() as work:
            held = work.stamp_places.of_paper(paper, profile.id)
        facts = check_source(file)
        stamp = draw_stamp(profile, name=certificate.common_name, signing_time=counter.now())
        chosen = choose_place(
            profile, stamp, source=file, facts=facts, certificate=certificate,
            own=wanted.placement, template=held.template if held else None,
        )  # fmt: skip
        sizes = tuple((page.width, page.height) for page in facts.pages)
        state = PlaceState(
            chosen, sizes, held, bool(paper.component_id), profile.has_place_of_its_own
        )
        return _Prepared(file, stamp, stamp.pdf, state)


def _find_landmarks(wanted: _Wanted, prepared: _Prepared) -> tuple[Landmark, ...]:
    """On the files lane."""
    from signing.landmarks import landmarks
    from signing.source import check_source

    if prepared.stamp is None or wanted.certificate is None:
        return ()
    return landmarks(
        wanted.profile, prepared.stamp, source=prepared.file, facts=check_source(prepared.file),
        certificate=wanted.certificate,
    )  # fmt: skip
