"""From the key to the menu, from the menu to a dialog, from there into the queue."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.act_rules import ActChoice, choices
from app.domain.dossier import Dossier, DossierId, DossierState
from app.domain.expected_state import standing_of
from app.domain.submission import OutboxItem
from app.errors import AppError
from ui.acts.menu import act_menu
from ui.messages import Message
from ui.services import Services
from ui.sync_screen.act_words import name_of
from ui.theme import Tone
from ui.widgets.banner import Banner

if TYPE_CHECKING:
    from app.operations.several_dossiers import Several
    from ui.acts.dialog import ActDialog
    from ui.acts.subject import ActSubject

_BLOCKED = Message(
    "Hồ sơ còn việc tỉnh đã từ chối",
    "Các việc sau phải đợi việc đó.",
    "Mở Đồng bộ để xem lý do, gửi lại hoặc rút lại.",
)
_NOBODY = Message("Chưa đăng nhập", "Phải biết ai xử lý hồ sơ.", "Đăng nhập rồi làm lại.")
_OURS = Message(
    "Hồ sơ chưa tiếp nhận", "Hồ sơ còn ở bước tiếp nhận.", "Nhấn Enter để mở hồ sơ và tiếp nhận."
)


class Acting(QObject):
    """For one screen; ``banner`` is where it speaks."""

    wanted = Signal(str, object)
    """Another screen and what it is to show: Ký số, Quét, Đồng bộ."""

    def __init__(self, services: Services, banner: Banner, screen: QWidget) -> None:
        super().__init__(screen)
        self._services, self._banner, self._screen = services, banner, screen
        self.menu: QMenu | None = None
        self.dialog: ActDialog | None = None

    def offer(self, dossier: Dossier, anchor: QWidget) -> None:
        """Let the officer choose what to do with ``dossier``, from a menu below ``anchor``."""
        with self._services.counter.store.read() as work:
            officer = work.facts.officer()
            dossier = work.dossiers.get(dossier.id)
            standing = standing_of(dossier, work.outbox.of_dossier(dossier.id))
        if standing.blocked and dossier.state is not DossierState.REFUSED:
            see = self._screen.tr("Mở Đồng bộ")
            self._banner.say(_BLOCKED, Tone.WARN, see, lambda: self.wanted.emit("sync", None))
        elif officer is None:
            self._banner.say(_NOBODY, Tone.WARN)
        elif standing.expected in (DossierState.DRAFT, DossierState.REFUSED):
            self._banner.say(_OURS, Tone.INFO)
        else:
            offered = choices(officer.role, standing.expected)
            self._pop_up(offered, partial(self.open, dossier), anchor)

    def offer_several(self, dossiers: Sequence[DossierId], anchor: QWidget) -> None:
        """What may be done with all of ``dossiers`` at once: they stand where most of them do."""
        from app.operations.several_dossiers import MOST, TOGETHER

        with self._services.counter.store.read() as work:
            officer = work.facts.officer()
            standings = [
                standing_of(work.dossiers.get(each), work.outbox.of_dossier(each))
                for each in dossiers[:MOST]
            ]
        if officer is None:
            self._banner.say(_NOBODY, Tone.WARN)
            return
        if len(dossiers) > MOST:
            most = self._screen.tr("Mỗi lần làm cho nhiều nhất {} hồ sơ.").format(MOST)
            words = Message("Chọn quá nhiều hồ sơ", most, "Chọn ít hơn rồi nhấn F8.")
            self._banner.say(words, Tone.WARN)
            return
        [(state, _)] = Counter(each.expected for each in standings).most_common(1)
        offered = [each for each in choices(officer.role, state) if each.kind in TOGETHER]
        self._pop_up(offered, partial(self.open_several, dossiers), anchor)

    def open_several(self, dossiers: Sequence[DossierId], choice: ActChoice) -> None:
        """Ask what the act needs for all of ``dossiers`` that can take it."""
        from ui.acts.subject import read_several

        self._ask(lambda: read_several(self._services.counter, dossiers, choice))

    def open(self, dossier: Dossier, choice: ActChoice) -> None:
        """Ask what the act needs."""
        from ui.acts.subject import read_subject

        self._ask(lambda: read_subject(self._services.counter, dossier, choice))

    def _ask(self, read: "Callable[[], ActSubject]") -> None:
        # Imported late: the window must not wait for it.
        from ui.acts.dialog import ActDialog

        try:
            subject = read()
        except AppError as error:
            self._banner.show_error(error)
            return
        self.dialog = dialog = ActDialog(self._services.counter, subject, self._screen)
        dialog.queued.connect(self._queued)
        dialog.wanted.connect(self.wanted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _pop_up(
        self,
        offered: Sequence[ActChoice],
        chosen: Callable[[ActChoice], object],
        anchor: QWidget,
    ) -> None:
        self.menu = act_menu(offered, chosen, self._screen)
        self.menu.aboutToHide.connect(self._forget_menu)
        self.menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height())))
        if offered:
            self.menu.setActiveAction(self.menu.actions()[0])

    def _forget_menu(self) -> None:
        if self.menu is not None:
            self.menu.deleteLater()
            self.menu = None

    def _queued(self, item: "OutboxItem | Several") -> None:
        self._services.sync_watch.wake()
        if not isinstance(item, OutboxItem):
            from ui.acts.several import outcome

            tone = Tone.WARN if item.left_out else Tone.INFO
            self._banner.say(outcome(name_of(item.queued[0]), item), tone)
            return
        heading = self._screen.tr("{}: chờ gửi về tỉnh").format(name_of(item))
        self._banner.say(
            Message(heading, self._screen.tr("Việc này chưa được tỉnh nhận."), ""), Tone.INFO
        )
