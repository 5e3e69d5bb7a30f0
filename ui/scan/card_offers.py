"""Which citizen card on the pages in view is offered, and what becomes of it."""

from PySide6.QtCore import QObject, Signal

from app.counter import Counter
from app.domain.dossier import Applicant, Dossier, DossierId, DossierState
from app.domain.identity import IdentityCard
from app.domain.scan import ScanBatch
from app.errors import AppError
from app.operations.cards_on_pages import CardOnPage, cards_on_pages
from ui.intake.scanned_card import ScannedCard
from ui.pages.viewer import PageViewer
from ui.scan.attach_panel import AttachPanel
from ui.scan.card_bar import CardBar

_DRAFT = frozenset({DossierState.DRAFT, DossierState.REFUSED})


class CardOffers(QObject):
    wanted = Signal(object)
    """ScannedCard, to be filled in."""

    def __init__(
        self, counter: Counter, viewer: PageViewer, panel: AttachPanel, screen: QObject
    ) -> None:
        super().__init__(screen)
        self._counter, self._view, self._targets = counter, viewer.view, panel.targets
        self._batch: ScanBatch | None = None
        self._draft: Dossier | None = None
        self._found: list[CardOnPage] = []
        self._declined: set[tuple[str, str]] = set()
        self.bar = CardBar()
        viewer.add_bar(self.bar)
        viewer.view.page_changed.connect(lambda _: self._offer())
        panel.targets.currentIndexChanged.connect(lambda _: self.show(self._batch))
        self.bar.taken.connect(self._take)
        self.bar.closed.connect(self._decline)

    def show(self, batch: ScanBatch | None) -> None:
        """Offer what is on the pages of ``batch`` and not in its dossier yet."""
        self._batch, self._draft = batch, self._aim(batch)
        number = self._draft.applicant.identity_number if self._draft else ""
        self._found = [
            each
            for each in (cards_on_pages(batch.pages) if batch else ())
            if not (each.card and each.card.number == number)
        ]
        self._offer()

    def _offer(self) -> None:
        """The card on the page in view first; citizen cards before others."""
        here = self._view.page
        left = [each for each in self._found if _known_by(each) not in self._declined]
        left.sort(key=lambda each: (each.card is None, each.page != here))
        shown = left[0] if left else None
        self.bar.show_card(shown, aimed=self._draft_for(shown) is not None)

    def _aim(self, batch: ScanBatch | None) -> Dossier | None:
        """The draft that the pages go to: the one chosen beside them, or they were taken for."""
        target = self._targets.currentData()
        dossier_id = target.dossier_id if target else batch.dossier_id if batch else ""
        if batch is None or not dossier_id:
            return None
        try:
            with self._counter.store.read() as work:
                dossier = work.dossiers.get(DossierId(dossier_id))
        except AppError:  # discarded meanwhile
            return None
        return dossier if dossier.state in _DRAFT else None

    def _draft_for(self, found: CardOnPage | None) -> Dossier | None:
        """The draft that ``found`` is filled into.

        Pages that were taken for nobody: the list begins with somebody, perhaps not this citizen.
        """
        draft, batch = self._draft, self._batch
        if draft is None or batch is None or found is None or found.card is None:
            return None
        meant = batch.dossier_id == draft.id
        return draft if meant or _may_be(draft.applicant, found.card) else None

    def _take(self, found: CardOnPage) -> None:
        if found.card is None or self._batch is None:
            return
        self._draft = self._aim(self._batch)
        draft, batch = self._draft_for(found), self._batch
        if draft is None:
            self._decline(found)
            self.wanted.emit(ScannedCard(found.card, found.page))
            return
        aim = (draft.id, batch.component_id) if draft.id == batch.dossier_id else ("", "")
        self.wanted.emit(ScannedCard(found.card, found.page, aim, draft.id))

    def _decline(self, found: CardOnPage) -> None:
        self._declined.add(_known_by(found))
        self._offer()


def _known_by(found: CardOnPage) -> tuple[str, str]:
    """Wherever its page comes to lie."""
    return found.page_id, found.card.number if found.card else ""


def _may_be(applicant: Applicant, card: IdentityCard) -> bool:
    """Whether nothing typed so far says that it is another person."""
    if applicant.identity_number:
        return applicant.identity_number == card.number
    return applicant.full_name.casefold() in ("", card.full_name.casefold())
