"""One value that was read from a page: shown, corrected, taken out or confirmed in place."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.paper_field import SURE, Field
from app.operations.page_fields import PageField
from ui.field_words import FIELDS, shown_value
from ui.intake.date_text import read_day
from ui.theme import set_property
from ui.widgets.growing_field import GrowingField
from ui.widgets.text import ElidedLabel, Role, label


class ReadRow(QWidget):
    """Enter confirms and goes on; what is typed counts once the row is left; Esc takes it back."""

    chosen = Signal()
    """The officer looks at it: its place is to be shown."""
    said = Signal(str)
    """What she says it is; empty when the paper does not say such a thing."""
    done = Signal()
    """Enter: on to the next one."""
    closed = Signal()
    """Esc, with nothing to take back."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.shown: PageField | None = None
        self._sent: str | None = None
        self.value = GrowingField(FIELDS[field])
        self.value.setProperty("kind", "inline")
        self.value.setPlaceholderText(self.tr("Không có"))
        self._name = label(FIELDS[field], Role.HINT)
        self._state = ElidedLabel("", Role.WARN)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._name)
        head.addWidget(self._state, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(head)
        column.addWidget(self.value)
        self.value.chosen.connect(self.chosen)
        self.value.entered.connect(self._enter)
        self.value.left.connect(self._leave)
        self.value.taken_back.connect(self._take_back)

    @property
    def unsure(self) -> bool:
        """Whether she is to look at it again."""
        shown = self.shown
        return shown is not None and not shown.confirmed and shown.confidence < SURE

    def show_field(self, shown: PageField) -> None:
        """What she is typing just now stays."""
        before, self.shown = self.shown, shown
        if shown != before:
            self._sent = None
        busy = self.value.hasFocus() or bool(self.value.property("invalid"))
        same = before is not None and before.page_id == shown.page_id
        if same and busy and self._text() not in (_text(before), _text(shown)):
            return
        self.value.show_text(_text(shown))
        self._show_state()

    def _show_state(self) -> None:
        shown = self.shown
        confirmed = shown is not None and shown.confirmed
        state = "unsure" if self.unsure else "confirmed" if confirmed else ""
        set_property(self.value, "state", state)
        set_property(self.value, "invalid", value=False)
        said = self.tr("cần xem lại") if self.unsure else "✓" if confirmed else ""
        self._state.setText(said)
        set_property(self._state, "role", (Role.OK if confirmed else Role.WARN).value)
        told = self.tr("đã xác nhận") if confirmed else said or self.tr("chưa xác nhận")
        self.value.setAccessibleDescription(told)

    def _text(self) -> str:
        return self.value.text()

    def _enter(self) -> None:
        if self._say(confirm=True):
            self.done.emit()

    def _leave(self) -> None:
        if self._text() != self._sent:  # Enter has said so already
            self._say(confirm=False)

    def _take_back(self) -> None:
        if self.shown is None or self._text() == _text(self.shown):
            self.closed.emit()
            return
        self.value.show_text(_text(self.shown))
        self._show_state()

    def _say(self, *, confirm: bool) -> bool:
        """False for what cannot be kept: there is no such day."""
        shown = self.shown
        if shown is None:
            return True
        changed = self._text() != _text(shown)
        if not changed and (shown.confirmed or not confirm):
            return True
        value = shown.value
        if changed:
            try:
                value = _value(self.field, self._text())
            except ValueError:
                set_property(self.value, "invalid", value=True)
                self._state.setText(self.tr("không có ngày này"))
                set_property(self._state, "role", Role.ERROR.value)
                return False
        self._sent = self._text()
        self.said.emit(value)
        return True


def _text(shown: PageField) -> str:
    return shown_value(shown.field, shown.value)


def _value(field: Field, text: str) -> str:
    """As it is kept. Raises ValueError for no such day."""
    if field is not Field.DAY:
        return text
    day = read_day(text)
    return "" if day is None else day.isoformat()
