"""Which citizen card on the pages in view is offered, and what becomes of it."""

from PySide6.QtCore import QObject, Signal

from app.counter import Counter
from app.domain.dossier import DossierId, DossierState
from app.domain.scan import ScanBatch
from app.errors import AppError
from app.operations.cards_on_pages import CardOnPage, cards_on_pages
from ui.intake.scanned_card import ScannedCard
from ui.pages.viewer import PageViewer
from ui.scan.card_bar import CardBar

_DRAFT = frozenset({DossierState.DRAFT, DossierState.REFUSED})


class CardOffers(QObject):
    wanted = Signal(object)
    """ScannedCard, to be filled in."""

    def __init__(self, counter: Counter, viewer: PageViewer, screen: QObject) -> None:
        super().__init__(screen)
        self._counter, self._view = counter, viewer.view
        self._batch: ScanBatch | None = None
        self._found: list[CardOnPage] = []
        self._aimed = False
        self._declined: set[tuple[str, str]] = set()
        self.bar = CardBar()
        viewer.add_bar(self.bar)
        viewer.view.page_changed.connect(lambda _: self._offer())
        self.bar.taken.connect(self._take)
        self.bar.closed.connect(self._decline)

    def show(self, batch: ScanBatch | None) -> None:
        """Offer what is on the pages of ``batch`` and not in its dossier yet."""
        self._batch = batch
        dossier_id, number = self._aim()
        self._aimed = bool(dossier_id)
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
        self.bar.show_card(left[0] if left else None, aimed=self._aimed)

    def _aim(self) -> tuple[str, str]:
        """The draft that the pages are meant for, and whose number stands in it."""
        if self._batch is None or not self._batch.dossier_id:
            return "", ""
        try:
            with self._counter.store.read() as work:
                dossier = work.dossiers.get(DossierId(self._batch.dossier_id))
        except AppError:  # discarded meanwhile
            return "", ""
        if dossier.state not in _DRAFT:
            return "", ""
        return dossier.id, dossier.applicant.identity_number

    def _take(self, found: CardOnPage) -> None:
        dossier_id, _ = self._aim()
        if found.card is None or self._batch is None:
            return
        aim = (dossier_id, self._batch.component_id) if dossier_id else ("", "")
        if not dossier_id:
            self._decline(found)
        self.wanted.emit(ScannedCard(found.card, found.page, aim))

    def _decline(self, found: CardOnPage) -> None:
        self._declined.add(_known_by(found))
        self._offer()


def _known_by(found: CardOnPage) -> tuple[str, str]:
    """Wherever its page comes to lie."""
    return found.page_id, found.card.number if found.card else ""
