"""The page with the stamp drawn exactly as it will be in the file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.counter import Counter
from app.domain.place_template import PlaceTemplate
from app.errors import AppError, Code
from app.pdf_content import PdfInMemory
from signing.device import Certificate
from signing.place_facts import ChosenPlace, Landmark, PlacedBy
from signing.placement import Placement
from signing.profiles import SignatureProfile
from ui.background import Worker, run
from ui.pages.snapping import Guide
from ui.pages.source import PageSize, PdfSource
from ui.pages.viewer import PageViewer
from ui.sign.document import Document
from ui.sign.guides import page_guides
from ui.sign.numbered_copy import numbered_copy
from ui.sign.place_state import PlaceState
from ui.sign.stamp_wish import StampWish, preview_stamp, proportioned

if TYPE_CHECKING:
    from signing.source import SourceFacts
    from signing.stamp import Stamp

_SAID_ELSEWHERE = frozenset(
    {Code.STAMP_INCOMPLETE, Code.STAMP_PICTURE_UNFIT, Code.SIGNING_FORBIDDEN_BY_FILE}
)
"""At the picture's own place, or on the paper's row."""


@dataclass(frozen=True)
class _Wanted:
    number: int
    """What comes for an earlier one is too late."""
    document: Document
    wish: StampWish
    certificate: Certificate | None
    placement: Placement | None


@dataclass(frozen=True)
class _Prepared:
    file: PdfInMemory
    shown: PdfInMemory | None = None
    """A copy of ``file`` with number and date, or itself; None as well for itself."""
    stamp: "Stamp | None" = None
    """None for a paper that gets no stamp now, as ``state``."""
    pdf: bytes = b""
    """The stamp alone, for the page to show."""
    state: PlaceState | None = None

    @property
    def in_view(self) -> PdfInMemory:
        return self.shown or self.file


class StampPreview(PageViewer):
    """Shows one document; one that nobody is about to sign is shown as it is."""

    placed = Signal(object)
    """PlaceState of the stamp that is shown now, None when there is none."""

    def __init__(self, counter: Counter, page_lane: Worker) -> None:
        super().__init__(page_lane)
        self.wish = StampWish()
        self._counter = counter
        self._prepared: _Prepared | None = None
        self._key = ""
        """Of the document in view."""
        self._landmarks: tuple[Landmark, ...] = ()
        self._number = 0
        self.opened.connect(self._show_stamp)
        self.view.stamp.guides = self._guides

    @property
    def profile(self) -> SignatureProfile:
        return self.wish.sized

    def show_document(
        self,
        document: Document | None,
        *,
        wish: StampWish,
        certificate: Certificate | None,
        placement: Placement | None,
        failed: Callable[[AppError], None],
    ) -> None:
        """``certificate`` is the signer's, None while there is no token, or nothing to sign: then
        no stamp is drawn.

        ``placement`` None is what is remembered for the document's procedure, or the rule's.
        """
        self._number += 1
        self.wish = wish
        if document is None:
            self._show_nothing()
            return
        wanted = _Wanted(self._number, document, wish, certificate, placement)
        run(
            self._counter.files_lane,
            partial(_prepare, self._counter, wanted),
            owner=self,
            done=partial(self._show, wanted),
            failed=partial(self._not_prepared, wanted, failed),
        )

    def _show_nothing(self) -> None:
        self._prepared, self._key = None, ""
        self.view.hide_stamp()
        self.show_source(None)
        self.placed.emit(None)

    def _not_prepared(
        self, wanted: _Wanted, failed: Callable[[AppError], None], error: AppError
    ) -> None:
        if wanted.number != self._number:
            return
        if wanted.document.key != self._key:
            self._show_nothing()  # another document's page would pass for this one's
        failed(error)

    def _show(self, wanted: _Wanted, prepared: _Prepared) -> None:
        if wanted.number != self._number:
            return
        same = self._prepared is not None and self._prepared.in_view == prepared.in_view
        self._prepared, self._landmarks, self._key = prepared, (), wanted.document.key
        self.placed.emit(prepared.state)
        if same:
            self._show_stamp()
        else:
            self.view.hide_stamp()
            self.show_source(PdfSource(prepared.in_view))
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
    """On the files lane. Errors: FILE_*, those of ``check_source``, ``draw_stamp``."""
    from signing.source import check_source

    document, wish, certificate = wanted.document, wanted.wish, wanted.certificate
    file = document.read(counter)
    if certificate is None:
        return _Prepared(file)
    held = document.held_place(counter, wish.profile.id)
    try:
        facts = check_source(file)
        stamp = preview_stamp(counter, wish, certificate.common_name)
    except AppError as error:
        if error.code not in _SAID_ELSEWHERE or error.facts.get("missing") == "shorter_opinion":
            raise
        return _Prepared(file)
    chosen = _place(wanted, stamp, file, facts, template=held.template if held else None)
    sizes = tuple((page.width, page.height) for page in facts.pages)
    paper = document.paper
    state = PlaceState(
        chosen, sizes, held, of_component=paper is not None and bool(paper.component_id),
        can_be_remembered=paper is not None and wish.profile.has_place_of_its_own,
        signatures=_signatures(wish.profile, file, facts),
    )  # fmt: skip
    return _Prepared(file, numbered_copy(counter, file, wish), stamp, stamp.pdf, state)


def _signatures(
    profile: SignatureProfile, file: PdfInMemory, facts: "SourceFacts"
) -> tuple[Placement, ...]:
    """Those that the stamp has no reason to cover; a seal has, by law (Rule.LEADER_SIGNATURE)."""
    from signing.rules import visible_signatures

    if not facts.signatures or not profile.has_place_of_its_own:
        return ()
    return tuple(place for place, _ in visible_signatures(file))


def _place(
    wanted: _Wanted, stamp: "Stamp", file: PdfInMemory, facts: "SourceFacts", *,
    template: PlaceTemplate | None,
) -> ChosenPlace:  # fmt: skip
    """Where the stamp is to be; where the law's place cannot be found, a corner to take it from."""
    from signing.placement import place_in_corner
    from signing.places import choose_place

    profile, own = wanted.wish.sized, wanted.placement
    assert wanted.certificate is not None  # noqa: S101 (nothing is placed without one)
    try:
        return choose_place(
            profile, stamp, source=file, facts=facts, certificate=wanted.certificate,
            own=proportioned(own, stamp) if own else None, template=template,
        )  # fmt: skip
    except AppError as error:
        if error.code not in (Code.SIGNER_PLACE_ABSENT, Code.LEADER_SIGNATURE_ABSENT):
            raise
        corner = place_in_corner(profile, facts.pages, size=(stamp.width, stamp.height))
        return ChosenPlace(corner, PlacedBy.FALLBACK, error)


def _find_landmarks(wanted: _Wanted, prepared: _Prepared) -> tuple[Landmark, ...]:
    """On the files lane."""
    from signing.landmarks import landmarks
    from signing.source import check_source

    if prepared.stamp is None or wanted.certificate is None:
        return ()
    return landmarks(
        wanted.wish.sized, prepared.stamp, source=prepared.file, facts=check_source(prepared.file),
        certificate=wanted.certificate,
    )  # fmt: skip
