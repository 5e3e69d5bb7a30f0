"""Pinning a dossier from its pane: one button, and how far its files are."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.domain.dossier import Dossier
from app.domain.pin import PinOutcome, PinState, pin_state
from app.errors import AppError, Code
from app.operations.pin_dossier import pin_dossier
from ui.background import run
from ui.icons import Icon
from ui.messages import message
from ui.services import Services
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button
from ui.widgets.text import Pill


class PinBar(QWidget):
    """Only for what the province knows: the rest is here anyway."""

    wanted = Signal(object, bool)
    """Dossier, and whether it is to be pinned."""

    def __init__(self) -> None:
        super().__init__()
        self._dossier: Dossier | None = None
        self.button = button("", Kind.QUIET, Icon.RECEIVE)
        self.button.clicked.connect(self._clicked)
        self.state = Pill()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(self.state)
        row.addStretch(1)
        # A low window cuts what scrolls below, not this.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_pin(self, dossier: Dossier, outcome: PinOutcome | None) -> None:
        self._dossier = dossier
        self.setVisible(bool(dossier.code))
        pinned = dossier.pinned
        self.button.setText(self.tr("Bỏ ghim") if pinned else self.tr("Ghim để làm ngoại tuyến"))
        self.button.setToolTip(
            self.tr("Không tự tải tệp mới của hồ sơ nữa; tệp đã có vẫn ở trên máy")
            if pinned
            else self.tr("Tải mọi tệp của hồ sơ về máy và tự tải tệp mới, để làm khi mất mạng")
        )
        text, tone, tip = pin_text(pin_state(dossier, outcome), outcome)
        self.state.setVisible(bool(text))
        self.state.show_state(text, tone)
        self.state.setToolTip(f"<p>{tip}</p>" if tip else "")

    def _clicked(self) -> None:
        if self._dossier is not None:
            self.wanted.emit(self._dossier, not self._dossier.pinned)


def pin_text(state: PinState, outcome: PinOutcome | None) -> tuple[str, Tone, str]:
    """What the pill says, how good that is, and what to do; empty for a dossier without a pin."""
    match state:
        case PinState.NONE:
            return "", Tone.NEUTRAL, ""
        case PinState.HERE:
            count = outcome.files if outcome else 0
            return f"Đã tải đủ {count} tệp về máy", Tone.OK, "Xem và xử lý được khi mất mạng."
        case PinState.WAITING:
            return "Chờ tải tệp về máy", Tone.INFO, "Tự tải khi có kết nối với tỉnh."
        case PinState.FAILED:
            known = outcome is not None and outcome.error in set(Code)
            said = message(AppError(Code(outcome.error) if outcome and known else Code.UNEXPECTED))
            tip = f"{said.heading}. {said.sentence} {said.next_step}"
            return "Chưa tải được tệp", Tone.WARN, tip


def connect_pins(bar: PinBar, services: Services, banner: Banner) -> None:
    """Let ``bar`` pin and unpin; what goes wrong is said in ``banner``."""

    def pin(dossier: Dossier, pinned: bool) -> None:
        run(
            services.counter.files_lane, pin_dossier, store=services.counter.store,
            dossier_id=dossier.id, pinned=pinned, owner=bar,
            done=lambda _: services.sync_watch.wake(), failed=banner.show_error,
        )  # fmt: skip

    bar.wanted.connect(pin)
