"""What was read back of a signature: the verdict and the seven facts of domain §11.2."""

from PySide6.QtWidgets import QVBoxLayout

from signing.verification.reasons import Verdict
from signing.verification.report import VerificationReport
from ui.messages import Message
from ui.theme import Tone
from ui.verification_text import VERDICTS, reason_text, seven_facts
from ui.widgets.banner import Banner
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


class VerificationCard(Card):
    """Hidden until there is a report."""

    def __init__(self) -> None:
        super().__init__(self.tr("Kết quả xác thực"))
        self.verdict = Banner()
        self._facts = QVBoxLayout()
        self._facts.setSpacing(8)
        self.body.addWidget(self.verdict)
        self.body.addLayout(self._facts)
        self.hide()

    def show_report(self, report: VerificationReport) -> None:
        """Every signature of the file with its seven facts."""
        clear(self._facts)
        reasons = ". ".join(reason_text(reason) for reason in report.reasons)
        self.verdict.say(Message(VERDICTS[report.verdict], reasons, ""), _TONES[report.verdict])
        for number, signature in enumerate(report.signatures, start=1):
            if len(report.signatures) > 1:
                self._facts.addWidget(divider())
                self._facts.addWidget(label(self.tr("Chữ ký {}").format(number), Role.SUBHEADING))
            for name, value in seven_facts(signature):
                self._facts.addWidget(label(name, Role.HINT))
                self._facts.addWidget(Paragraph(value))
            for reason in signature.reasons:
                self._facts.addWidget(Paragraph(reason_text(reason), Role.WARN))
        self.show()

    def forget(self) -> None:
        """Another paper is in view."""
        self.hide()
        clear(self._facts)

    def said(self) -> tuple[str, ...]:
        """Names and values in order."""
        widgets = (self._facts.itemAt(number).widget() for number in range(self._facts.count()))
        return tuple(widget.text() for widget in widgets if hasattr(widget, "text"))
