"""What was read back of a signature: the verdict and the seven facts of domain §11.2."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from signing.verification.reasons import Verdict
from signing.verification.report import VerificationReport
from ui.icons import Icon, picture
from ui.theme import Tone, set_property, tone_colour
from ui.verification_text import VERDICTS, reason_text, seven_facts
from ui.widgets.card import Card, clear, divider
from ui.widgets.text import Paragraph, Role, label

_TONES = {
    Verdict.VALID: Tone.OK,
    Verdict.VALID_STRUCTURE_CHANGED: Tone.INFO,
    Verdict.CONTENT_CHANGED: Tone.BAD,
    Verdict.CANNOT_VERIFY: Tone.WARN,
    Verdict.NOT_SIGNED: Tone.WARN,
}
"""Only what was proven in every part is green (decision 005)."""
_ICONS = {
    Tone.OK: Icon.OK,
    Tone.INFO: Icon.INFO,
    Tone.WARN: Icon.WARNING,
    Tone.BAD: Icon.ERROR,
}


class VerificationCard(Card):
    """Hidden until there is a report."""

    def __init__(self) -> None:
        super().__init__(self.tr("Kết quả xác thực"))
        self._facts = QVBoxLayout()
        self._facts.setSpacing(10)
        self.body.addLayout(self._facts)
        self.hide()

    def show_report(self, report: VerificationReport) -> None:
        """Every signature of the file with its seven facts."""
        clear(self._facts)
        self._facts.addWidget(_Verdict(VERDICTS[report.verdict], _TONES[report.verdict]))
        for reason in report.reasons:
            self._facts.addWidget(Paragraph(reason_text(reason), Role.WARN))
        for number, signature in enumerate(report.signatures, start=1):
            if len(report.signatures) > 1:
                self._facts.addWidget(divider())
                name = self.tr("Chữ ký {}").format(number)
                self._facts.addWidget(label(name, Role.SUBHEADING))
            for name, value in seven_facts(signature):
                self._facts.addWidget(_Fact(name, value))
            for reason in signature.reasons:
                self._facts.addWidget(Paragraph(reason_text(reason), Role.WARN))
        self.show()

    def forget(self) -> None:
        """Another paper is in view."""
        self.hide()
        clear(self._facts)

    def said(self) -> tuple[str, ...]:
        """The facts in order, each as a screen reader says it: ``Chủ thể ký: Nguyễn Văn A``."""
        widgets = (self._facts.itemAt(number).widget() for number in range(self._facts.count()))
        return tuple(widget.accessibleName() for widget in widgets if isinstance(widget, _Fact))


class _Verdict(QFrame):
    def __init__(self, text: str, tone: Tone) -> None:
        super().__init__()
        set_property(self, "banner", tone.value)
        mark = QLabel()
        mark.setPixmap(picture(_ICONS[tone], 24, tone_colour(tone), self.devicePixelRatioF()))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 10, 10, 10)
        row.setSpacing(10)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Paragraph(text, Role.SUBHEADING), 1)


class _Fact(QWidget):
    def __init__(self, name: str, value: str) -> None:
        super().__init__()
        self.setAccessibleName(f"{name}: {value}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(label(name, Role.HINT))
        column.addWidget(Paragraph(value))
