"""Pages, size meter and legal check of what lies in view, followed while pages come."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.domain.paper import MAX_FILE_BYTES
from app.domain.scan import ScannedPage
from app.operations.measure_pages import MeasuredPage, expected_bytes
from ui.icons import Icon, picture
from ui.scan.page_findings import (
    Finding,
    legal_findings,
    quality_findings,
    size_finding,
    size_text,
)
from ui.theme import Tone, set_property, tone_colour
from ui.widgets.card import Card, clear
from ui.widgets.text import Paragraph, Role, label

_MARKS = {Tone.OK: Icon.OK, Tone.WARN: Icon.WARNING, Tone.BAD: Icon.ERROR}


class CheckCard(Card):
    """Says nothing about pages that were not measured yet."""

    def __init__(self) -> None:
        super().__init__(self.tr("Kiểm tra"))
        self.count = label("", Role.MUTED)
        self.head.addWidget(self.count)
        self.size = label("", Role.SUBHEADING)
        self.meter = QProgressBar()
        self.meter.setTextVisible(False)
        self.meter.setRange(0, 100)
        self.meter.setAccessibleName(self.tr("Dung lượng so với giới hạn 6 MB"))
        self.size_said = Paragraph("", Role.HINT)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self._measured = QWidget()
        column = QVBoxLayout(self._measured)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.size, self.meter, self.size_said):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addLayout(self._lines)
        self.body.addWidget(self._measured)

    def show_pages(self, pages: Sequence[MeasuredPage], scanned: Sequence[ScannedPage]) -> None:
        """``pages`` are those of ``scanned`` that were measured so far."""
        self.setVisible(bool(scanned))
        self.count.setText(self.tr("{} trang").format(len(scanned)))
        self._measured.setVisible(bool(pages))
        said = size_finding(pages)
        self.size.setText(size_text(pages))
        self.meter.setValue(min(100, expected_bytes(pages) * 100 // MAX_FILE_BYTES))
        set_property(self.meter, "tone", said.tone.value)
        self.size_said.setText(said.text)
        clear(self._lines)
        for finding in (*quality_findings(scanned), *legal_findings(pages)):
            self._lines.addWidget(_FindingLine(finding))

    def said(self) -> tuple[str, ...]:
        """The lines of the legal check, as a screen reader says them."""
        lines = (self._lines.itemAt(number).widget() for number in range(self._lines.count()))
        return tuple(line.accessibleName() for line in lines)


class _FindingLine(QWidget):
    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.setAccessibleName(finding.text)
        self.setAccessibleDescription(finding.advice)
        self.setToolTip(finding.advice)
        mark = QLabel()
        colour = tone_colour(finding.tone)
        mark.setPixmap(picture(_MARKS[finding.tone], 18, colour, self.devicePixelRatioF()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Paragraph(finding.text))
        if finding.advice:
            words.addWidget(Paragraph(finding.advice, Role.HINT))
        row.addLayout(words, 1)
