"""Which documents cannot be signed with a profile, found out before anybody presses F8."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from app.counter import Counter
from app.errors import AppError
from signing.device import Certificate
from signing.originals import require_scan
from signing.placement import Placement
from signing.places import require_place
from signing.source import check_source
from signing.stamp import Stamp
from ui.background import Stop, run
from ui.sign.document import Document
from ui.sign.panel import SignPanel
from ui.sign.stamp_wish import StampWish
from ui.sign.waiting import WaitingModel, WaitingRow


class Weighing(QObject):
    """Marks the rows of ``model`` by what ``panel`` says; only the last answer counts."""

    def __init__(
        self, counter: Counter, model: WaitingModel, panel: SignPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._counter, self._model, self._panel = counter, model, panel
        self._stop = Stop()

    def weigh(self) -> None:
        """Look at all documents again, on the files lane."""
        inside, wish = self._panel.certificate.inside, self._panel.profile.wish()
        certificate = inside.latest if inside else None
        self._stop.ask()
        self._stop = stop = Stop()
        documents = [
            (row.document, row.placement) for row in self._model.rows if not row.signed_now
        ]
        run(
            self._counter.files_lane,
            lambda: refusals(self._counter, wish, documents, certificate, stop=stop),
            owner=self,
            done=lambda found: None if stop() else self._model.refuse(found),
            failed=lambda _: None,  # whatever it is, signing says it too
        )

    def placed(self, row: WaitingRow | None) -> None:
        """The officer put the stamp of ``row`` elsewhere: as good as the law's place."""
        if row is not None and row.refused is not None:
            self.weigh()


def refusals(
    counter: Counter,
    wish: StampWish,
    documents: Sequence[tuple[Document, Placement | None]],
    certificate: Certificate | None,
    *,
    stop: Callable[[], bool] = lambda: False,
) -> dict[str, AppError]:
    """Why, by key, for each document that cannot be signed; the others are left out. On the files
    lane. After ``stop()`` no other is looked at.

    Errors of a document: FILE_*, COPY_OF_ELECTRONIC_ORIGINAL, SIGNING_FORBIDDEN_BY_FILE, PDF_*;
    and, where neither the officer nor a remembered place says where the stamp goes,
    SIGNER_PLACE_ABSENT, LEADER_SIGNATURE_ABSENT.
    """
    found: dict[str, AppError] = {}
    for document, placement in documents:
        if stop():
            break
        try:
            _require_fit(counter, wish, document, placement, certificate)
        except AppError as error:
            found[document.key] = error
    return found


def _require_fit(
    counter: Counter,
    wish: StampWish,
    document: Document,
    placement: Placement | None,
    certificate: Certificate | None,
) -> None:
    file = document.read(counter)
    facts = check_source(file)
    if wish.profile.for_scans_only:
        require_scan(file)
    if placement is None and certificate is not None:
        held = document.held_place(counter, wish.profile.id)
        # Of the stamp its size alone matters here.
        stamp = Stamp(wish.sized.width, wish.sized.height, b"")
        require_place(
            wish.sized, stamp, source=file, facts=facts, certificate=certificate,
            template=held.template if held else None,
        )  # fmt: skip
