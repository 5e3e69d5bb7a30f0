"""Inputs of acts: each knows its field in the contract, what was typed, and how to complain."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.working_time import VIETNAM
from ui.intake.date_text import day_text, read_day
from ui.messages.about_acts import ACT_FIELDS
from ui.widgets.form_field import FormField
from ui.widgets.text import Paragraph, Role

_TEXT_HEIGHT = 84
_CLOSING = time(17)
"""A day that is promised ends with office hours."""


class BadInput(Exception):
    """What was typed cannot be meant; the text says why and what to do."""


class Input(QWidget):
    """One field of an act, or several ticks that are one."""

    def __init__(self, name: str, *, label: str = "", needed: bool = False) -> None:
        super().__init__()
        self.name, self.needed = name, needed
        self.beside = False
        """Whether it stands beside the input before it; short ones do."""
        self.label = label or ACT_FIELDS[name]
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def value(self) -> object:
        """As the contract has it; None for what is left open. Raises BadInput."""
        raise NotImplementedError

    def complain(self, text: str) -> None:
        """Say at the input what is wrong; empty takes it back."""
        raise NotImplementedError

    def go(self) -> None:
        """Bring the keyboard here."""
        raise NotImplementedError

    def _absent(self) -> BadInput:
        return BadInput(self.tr("Nhập ô này để tiếp tục."))


class _FieldInput(Input):
    def __init__(
        self, name: str, editor: QWidget, *, label: str = "", needed: bool = False, hint: str = ""
    ) -> None:
        super().__init__(name, label=label, needed=needed)
        shown = self.label if needed else self.tr("{} (không bắt buộc)").format(self.label)
        self.field = FormField(shown, editor, hint)
        self._column.addWidget(self.field)
        self.longest = 0
        """Letters that the province takes; 0 for no limit."""

    def _taken(self, text: str) -> str:
        """``text`` if it is there when it must be, and not too long."""
        if self.needed and not text:
            raise self._absent()
        if self.longest and len(text) > self.longest:
            raise BadInput(
                self.tr("Ô này có {} ký tự, tỉnh chỉ nhận {}. Rút gọn để tiếp tục.").format(
                    len(text), self.longest
                )
            )
        return text

    def complain(self, text: str) -> None:
        self.field.set_error(text)

    def go(self) -> None:
        self.field.editor.setFocus()


class TextInput(_FieldInput):
    """Several lines; Tab leaves it."""

    def __init__(self, name: str, text: str = "", *, needed: bool = False) -> None:
        self.editor = QPlainTextEdit(text)
        self.editor.setTabChangesFocus(True)
        self.editor.setFixedHeight(_TEXT_HEIGHT)
        super().__init__(name, self.editor, needed=needed)

    def value(self) -> object:
        return self._taken(self.editor.toPlainText().strip())


class LineInput(_FieldInput):
    def __init__(
        self, name: str, text: str = "", *, label: str = "", needed: bool = False, hint: str = ""
    ) -> None:
        self.editor = QLineEdit(text)
        super().__init__(name, self.editor, label=label, needed=needed, hint=hint)

    def value(self) -> object:
        return self._taken(self.editor.text().strip())


class DayInput(_FieldInput):
    def __init__(
        self, name: str, day: date | None = None, *, needed: bool = False, closes: bool = False
    ) -> None:
        """``closes`` gives the moment when the office closes that day."""
        self.editor, self._closes = QLineEdit(day_text(day)), closes
        self.editor.setPlaceholderText(self.tr("ngày/tháng/năm"))
        super().__init__(name, self.editor, needed=needed)

    def value(self) -> object:
        try:
            day = read_day(self.editor.text())
        except ValueError:
            raise BadInput(self.tr("Nhập ngày có thật, ví dụ 26/11/2026.")) from None
        if day is None:
            if self.needed:
                raise self._absent()
            return None
        return datetime.combine(day, _CLOSING, VIETNAM) if self._closes else day


class ChoiceInput(_FieldInput):
    """One of a few; ``free`` lets the officer type another."""

    def __init__(
        self,
        name: str,
        choices: Mapping[str, str],
        *,
        chosen: str = "",
        needed: bool = True,
        free: bool = False,
    ) -> None:
        self.editor, self._free = QComboBox(), free
        for value, shown in choices.items():
            self.editor.addItem(shown, value)
        self.editor.setEditable(free)
        self.editor.setMinimumContentsLength(12)
        self.editor.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        if chosen:
            self.editor.setCurrentIndex(max(0, self.editor.findData(chosen)))
        elif free and not needed:
            self.editor.setEditText("")
        super().__init__(name, self.editor, needed=needed)

    def value(self) -> object:
        typed = self.editor.currentText().strip()
        place = self.editor.findText(typed) if self._free else self.editor.currentIndex()
        value = self.editor.itemData(place) if place >= 0 else typed
        return self._taken(value or "")


class TickInput(Input):
    def __init__(self, name: str, *, ticked: bool = False) -> None:
        super().__init__(name)
        self.box = QCheckBox(self.label)
        self.box.setChecked(ticked)
        self._column.addWidget(self.box)

    def value(self) -> object:
        return self.box.isChecked()

    def complain(self, text: str) -> None:
        self.box.setToolTip(text)

    def go(self) -> None:
        self.box.setFocus()


class TicksInput(Input):
    """Which of a few lines are meant, and one more in words."""

    def __init__(self, name: str, lines: Sequence[str]) -> None:
        super().__init__(name)
        self._column.addWidget(Paragraph(self.label, Role.LABEL))
        self.boxes = [QCheckBox(each if len(each) <= 72 else f"{each[:71]}…") for each in lines]
        self._lines = tuple(lines)
        for box, line in zip(self.boxes, lines, strict=True):
            box.setToolTip(line)
            self._column.addWidget(box)
        self.other = QLineEdit()
        self._other = FormField(self.tr("Giấy tờ khác (không bắt buộc)"), self.other)
        self._column.addWidget(self._other)

    def value(self) -> object:
        ticked = zip(self.boxes, self._lines, strict=True)
        other = self.other.text().strip()
        return [line for box, line in ticked if box.isChecked()] + ([other] if other else [])

    def complain(self, text: str) -> None:
        self._other.set_error(text)

    def go(self) -> None:
        (self.boxes[0] if self.boxes else self.other).setFocus()
