"""The screen Ký số: papers, the page with its stamp, the certificate; one PIN for all."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelection
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.paper import Rect
from app.errors import AppError
from app.operations.sign_papers import SigningOutcome
from signing.device import PinState
from ui.background import Stop
from ui.icons import Icon
from ui.messages import Message, message
from ui.screen import Screen
from ui.services import Services
from ui.shortcuts import KeyLine
from ui.sign.panel import SignPanel
from ui.sign.signing import sign_in_background
from ui.sign.stamp_preview import StampPreview
from ui.sign.waiting import Result, WaitingModel, WaitingPaper, read_waiting
from ui.theme import Tone
from ui.verification.subject import paper_subject
from ui.verification.window import show_verification
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind, button
from ui.widgets.empty_state import EmptyState
from ui.widgets.pin_dialog import ask_pin
from ui.widgets.table import Table

AskPin = Callable[[str, str, PinState, QWidget], str | None]


class SignScreen(Screen):
    """Signs what is ticked. The PIN lives in one local variable of one batch."""

    keys = (
        KeyLine("F8", "Ký các giấy tờ đã chọn"),
        KeyLine("F9", "Xác thực chữ ký của giấy tờ đang xem"),
        KeyLine("F10", "Xác thực chữ ký của tệp PDF bất kỳ"),
        KeyLine("Mũi tên", "Dời dấu ký, Shift để đổi cỡ"),
    )

    def __init__(self, services: Services, ask: AskPin = ask_pin) -> None:
        super().__init__("Ký số")
        self._services, self._counter, self._ask = services, services.counter, ask
        self._subject: object = None
        self._stop: Stop | None = None
        self._outcomes: list[SigningOutcome] = []
        self.model = WaitingModel()
        self.table = Table("Giấy tờ chờ ký")
        self.table.set_columns(self.model, (0, 210, 150))
        self.preview = StampPreview(services.counter, services.page_lane)
        self.panel, self._work = SignPanel(), QWidget()
        self.busy = BusyRow()
        self.empty = EmptyState(
            Icon.CHECK,
            "Không có giấy tờ nào chờ ký",
            "Quét hoặc chọn tệp cho một hồ sơ, giấy tờ sẽ hiện ở đây.",
        )
        self._lay_out()

    def _lay_out(self) -> None:
        self.table.setMaximumHeight(176)
        middle = QVBoxLayout()
        for widget, stretch in ((self.table, 0), (self.busy, 0), (self.preview, 1)):
            middle.addWidget(widget, stretch)
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(middle, 1)
        row.addWidget(self.panel)
        self.body.addWidget(self._work, 1)
        self.body.addWidget(self.empty, 1)
        self.table.selectionModel().selectionChanged.connect(self._chosen_row)
        self.model.dataChanged.connect(lambda *_: self._count())
        self.preview.view.placement_changed.connect(self._placed)
        self.panel.by_rule.clicked.connect(self._place_by_rule)
        self.panel.sign.clicked.connect(self.start)
        self.panel.verify.clicked.connect(self.verify_shown)
        other = button("Xác thực tệp khác", Kind.SECONDARY, Icon.FILE_SIGNED, "F10")
        other.clicked.connect(lambda: show_verification(self._services, [], self))
        self.head.addWidget(other)
        self.busy.cancelled.connect(lambda: self._stop and self._stop.ask())
        self._services.token_watch.changed.connect(lambda _: self._show_token())

    def enter(self, subject: object = None) -> None:
        if self._stop is None:
            self._subject = subject
            self.read()
        self._show_token()
        self.table.setFocus()

    def read(self) -> None:
        """Read again what waits; not while a batch runs, whose rows stay where they are."""
        rows = read_waiting(self._counter.store, self._subject)
        self.model.show(rows)
        self._work.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if rows:
            self.table.selectRow(0)
        self._count()

    def start(self) -> None:
        """Ask for the PIN and sign what is ticked."""
        inside, rows = self.panel.certificate.inside, self.model.chosen
        if inside is None or inside.latest is None or not rows or self._stop is not None:
            return
        pin: str | None = ""
        if not inside.token.own_pin_pad:
            purpose = f"Ký số hóa {len(rows)} giấy tờ"
            pin = self._ask(purpose, inside.token.label, inside.token.pin, self)
        if pin is None:
            return
        self._stop, self._outcomes = Stop(), []
        self.banner.hide()
        self.busy.start(f"Đang ký {len(rows)} giấy tờ")
        self._count()
        sign_in_background(
            self, self._counter, inside, pin, rows, stop=self._stop,
            outcome=self._take_outcome, failed=self.banner.show_error, ended=self._ended,
        )  # fmt: skip

    def verify_shown(self) -> None:
        """Read the shown paper's signatures back and say what they are worth."""
        row = self._shown()
        if row is not None:
            show_verification(self._services, [paper_subject(self._counter, row.paper)], self)

    def _take_outcome(self, outcome: SigningOutcome) -> None:
        self._outcomes.append(outcome)
        self.model.take_outcome(outcome)
        self.busy.advance(len(self._outcomes), len(self._outcomes) + len(self.model.chosen))
        if outcome.error is not None:
            self.banner.show_error(outcome.error)

    def _ended(self) -> None:
        self._stop = None
        self.busy.finish()
        self._services.token_watch.ask()
        signed = sum(outcome.error is None for outcome in self._outcomes)
        without_stamp = next((o.timestamp_error for o in self._outcomes if o.timestamp_error), None)
        if signed and signed == len(self._outcomes):
            tail = "Mở hồ sơ để tiếp nhận."
            words = Message(f"Đã ký {signed} giấy tờ", "Chữ ký đã được đọc lại và hợp lệ.", tail)
            if without_stamp is not None:
                words = message(AppError(without_stamp))
            self.banner.say(words, Tone.WARN if without_stamp else Tone.OK)
        self._count()
        self._chosen_row()

    def _show_token(self) -> None:
        before = self.panel.certificate.inside
        self.panel.certificate.show_status(
            self._services.token_watch.status,
            label=self._counter.settings.token.label,
            now=self._counter.now(),
        )
        self.panel.show_level(time_stamps=bool(self._counter.settings.trust.tsa_url))
        if before != self.panel.certificate.inside:
            self._chosen_row()
        self._count()

    def _shown(self) -> WaitingPaper | None:
        number = self.table.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def _chosen_row(self, *_: QItemSelection) -> None:
        row, inside = self._shown(), self.panel.certificate.inside
        name = inside.latest.common_name if inside and inside.latest else ""
        self.preview.show_paper(
            row.paper if row else None,
            name=name,
            placement=row.placement if row else None,
            failed=self.banner.show_error,
        )
        self._count()

    def _placed(self, page: int, rect: Rect) -> None:
        from signing.placement import Placement

        number = self.table.current_row()
        if 0 <= number < len(self.model.rows):
            self.model.place(number, Placement(page, rect))

    def _place_by_rule(self) -> None:
        number = self.table.current_row()
        if 0 <= number < len(self.model.rows):
            self.model.place(number, None)
            self._chosen_row()

    def _count(self) -> None:
        number = len(self.model.chosen)
        self.panel.sign.setText(f"Ký {number} giấy tờ" if number else "Ký số")
        self.panel.sign.setShortcut("F8")
        ready = self.panel.certificate.inside is not None and self._stop is None
        self.panel.sign.setEnabled(bool(number) and ready)
        row = self._shown()
        self.panel.verify.setEnabled(row is not None and row.result is Result.SIGNED)
