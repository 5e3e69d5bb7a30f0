"""Makes the pages in view a paper of a dossier, once they are read."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.domain.scan import ScanBatch
from ui.scan.batch_chooser import BatchChooser
from ui.scan.notices import attached
from ui.scan.reading import PageReading
from ui.scan.scanning import Built, build_in_background
from ui.scan.targets import Target
from ui.screen import Screen
from ui.services import Services
from ui.sign.entering import ResultToSign
from ui.theme import Tone
from ui.widgets.busy_row import BusyRow


class Attaching(QObject):
    """``start`` makes the screen busy with what it is told, until ``ended`` is called."""

    def __init__(
        self,
        services: Services,
        screen: Screen,
        chooser: BatchChooser,
        busy: BusyRow,
        reading: PageReading,
        *,
        start: Callable[[str], Callable[[], bool]],
        ended: Callable[[], None],
    ) -> None:
        super().__init__(screen)
        self._counter, self._screen, self._chooser = services.counter, screen, chooser
        self._busy, self._reading, self._start, self._ended = busy, reading, start, ended
        self._waiting: Target | None = None
        busy.cancelled.connect(self._wait_no_more)

    def attach(self, batch: ScanBatch, target: Target) -> None:
        """Pages that nobody read might stand on their heads, and have no text."""
        if not self._reading.under_way(batch):
            self._build(batch, target)
            return
        self._start(self.tr("Đang đọc chữ trên giấy"))
        self._waiting = target
        self.show(batch)

    def show(self, batch: ScanBatch | None) -> None:
        """More is known of ``batch``; when it is read, what waits for that goes on."""
        target = self._waiting
        if target is None:
            return
        if batch is not None and self._reading.under_way(batch):
            read, number = sum(1 for page in batch.pages if page.text), len(batch.pages)
            text = self.tr("Đang đọc chữ trên trang {}/{}").format(min(read + 1, number), number)
            self._busy.advance(read, number, text)
            return
        self._wait_no_more()
        if batch is not None:
            # Once the screen has shown what it was told.
            QTimer.singleShot(0, self, partial(self._build, batch, target))

    def _wait_no_more(self) -> None:
        waited, self._waiting = self._waiting, None
        if waited is not None:
            self._ended()

    def _build(self, batch: ScanBatch, target: Target) -> None:
        stop = self._start(self.tr("Đang tạo tệp PDF"))
        build_in_background(
            self._screen, self._counter, batch, target, stop=stop, done=partial(self._say, target),
            failed=self._screen.banner.show_error, ended=self._ended,
        )  # fmt: skip

    def _say(self, target: Target, built: Built) -> None:
        (words, tone), dossier = attached(built), built.paper.dossier_id
        from_intake = any(self._chooser.aim)
        self._chooser.aim = ("", "")
        subject: object = dossier
        name, screen = self.tr("Ký số ngay"), "sign"
        if target.result:
            subject = ResultToSign(paper_id=built.paper.id)
        elif from_intake and not target.received:
            name, screen = self.tr("Về hồ sơ"), "intake"
        if from_intake and tone is Tone.OK:
            self._screen.wanted.emit(screen, subject)
            return
        self._screen.banner.say(
            words, tone, name, lambda: self._screen.wanted.emit(screen, subject)
        )
