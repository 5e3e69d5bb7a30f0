"""Chẩn đoán: everything this machine has, asked on the lanes it belongs to, fit to be copied."""

from collections.abc import Callable, Iterable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.errors import AppError
from app.operations.diagnose import Finding, Health
from ui.background import Worker, run
from ui.diagnosis_text import diagnosis_line
from ui.icons import Icon, picture
from ui.messages import message
from ui.services import Services
from ui.settings_screen.findings import machine, province, scanners, tokens
from ui.theme import Tone, tone_colour
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind, button
from ui.widgets.card import scrolled
from ui.widgets.text import Paragraph, Role, label

_MARKS = {Health.FINE: "✓", Health.WARNING: "!", Health.MISSING: "✗"}
_TONES = {Health.FINE: Tone.OK, Health.WARNING: Tone.WARN, Health.MISSING: Tone.BAD}
_ICONS = {Health.FINE: Icon.OK, Health.WARNING: Icon.WARNING, Health.MISSING: Icon.ERROR}


class DiagnosisDialog(QDialog):
    """Lines appear as the lanes answer."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Chẩn đoán"))
        self.resize(760, 520)
        self._text: list[str] = []
        self._left = 0
        self.busy = BusyRow()
        self.copy = button(self.tr("Sao chép kết quả"), Kind.SECONDARY, Icon.COPY)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        close = button(self.tr("Đóng"), Kind.PRIMARY)
        close.clicked.connect(self.accept)
        inner = QWidget()
        self._lines = QVBoxLayout(inner)
        self._lines.setContentsMargins(0, 0, 8, 0)
        self._lines.setSpacing(8)
        self._lines.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(self.tr("Chẩn đoán máy này"), Role.HEADING))
        column.addWidget(self.busy)
        column.addWidget(scrolled(inner), 1)
        column.addLayout(row)
        self._ask(services)

    def text(self) -> str:
        """All lines, as support wants them."""
        return "\n".join(self._text)

    def _ask(self, services: Services) -> None:
        counter = services.counter
        questions: tuple[tuple[Worker, Callable[..., Iterable[Finding]]], ...] = (
            (counter.files_lane, machine),
            (counter.token_lane, tokens),
            (counter.scanner_lane, scanners),
            (services.province_lane, province),
        )
        self._left = len(questions)
        self.busy.start(self.tr("Đang kiểm tra token, máy quét và kết nối…"), can_stop=False)
        for lane, question in questions:
            run(
                lane,
                question,
                counter,
                owner=self,
                done=self._show,
                failed=self._show_error,
                ended=self._one_answered,
            )

    def _show(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._add(finding.health, diagnosis_line(finding))

    def _show_error(self, error: AppError) -> None:
        words = message(error)
        self._add(Health.WARNING, f"{words.heading}: {words.sentence} {words.next_step}")

    def _one_answered(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.busy.finish()

    def _add(self, health: Health, line: str) -> None:
        self._text.append(f"{_MARKS[health]} {line}")
        mark = QLabel()
        colour = tone_colour(_TONES[health])
        mark.setPixmap(picture(_ICONS[health], 20, colour, self.devicePixelRatioF()))
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(10)
        across.addWidget(mark)
        across.addWidget(Paragraph(line), 1)
        self._lines.insertWidget(self._lines.count() - 1, row)
