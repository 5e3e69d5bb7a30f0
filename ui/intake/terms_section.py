"""Step 4 of intake: fees, and how the result comes back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QRadioButton,
    QSpinBox,
    QWidget,
)

from app.domain.dossier import ReturnWay
from ui.dossier_words import RETURN_WAYS
from ui.forms.reception_slip import dong
from ui.intake.draft_content import Fees
from ui.widgets.card import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.text import Paragraph, Role, label


class TermsSection(Card):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__("4 · Lệ phí và nhận kết quả")
        self._fees: Fees = ()
        self.counts: list[QSpinBox] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self._total = label("", Role.SUBHEADING)
        self._none = Paragraph()
        self._ways = QButtonGroup(self)
        choices = QWidget()
        ways = FlowLayout(16, choices)
        ways.addWidget(label(self.tr("Nhận kết quả"), Role.LABEL))
        self.buttons: dict[ReturnWay, QRadioButton] = {}
        for way, text in RETURN_WAYS.items():
            self.buttons[way] = QRadioButton(text)
            self._ways.addButton(self.buttons[way])
            self.buttons[way].clicked.connect(self.changed)
            ways.addWidget(self.buttons[way])
        self.body.addLayout(self._grid)
        self.body.addWidget(choices)
        self.clear()

    def clear(self) -> None:
        """Before a procedure is chosen."""
        self.show_terms(ReturnWay.COUNTER, ())
        self._none.setText(self.tr("Chọn thủ tục để biết lệ phí."))

    def return_way(self) -> ReturnWay:
        return next(way for way, each in self.buttons.items() if each.isChecked())

    def fees(self) -> Fees:
        return tuple(
            (name, count.value(), amount)
            for (name, _, amount), count in zip(self._fees, self.counts, strict=True)
        )

    def total(self) -> int:
        return sum(quantity * amount for _, quantity, amount in self.fees())

    def show_terms(self, way: ReturnWay, fees: Fees) -> None:
        """Without calling it a change."""
        self.buttons[way].setChecked(True)
        self._fees = fees
        while (old := self._grid.takeAt(0)) is not None:
            old.widget().hide()
            old.widget().deleteLater()
        self.counts = [self._count(name, quantity) for name, quantity, _ in fees]
        for row, ((name, _, amount), count) in enumerate(zip(fees, self.counts, strict=True)):
            self._place(row, Paragraph(name), count, label(f"× {dong(amount)}", Role.MUTED))
        if fees:
            self._total = label("", Role.SUBHEADING)
            self._place(len(fees), label(self.tr("Tổng cộng"), Role.LABEL), QWidget(), self._total)
            self._show_total()
        else:
            self._none = Paragraph(self.tr("Thủ tục này không thu phí, lệ phí."), Role.MUTED)
            self._grid.addWidget(self._none, 0, 0, 1, 3)

    def _place(self, row: int, name: QWidget, count: QWidget, amount: QWidget) -> None:
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(count, row, 1)
        self._grid.addWidget(amount, row, 2, Qt.AlignmentFlag.AlignRight)

    def _count(self, name: str, quantity: int) -> QSpinBox:
        made = QSpinBox()
        made.setRange(0, 99)
        made.setValue(quantity)
        made.setFixedWidth(80)
        made.setAccessibleName(self.tr("Số lượng: {}").format(name))
        made.valueChanged.connect(self._counted)
        return made

    def _counted(self) -> None:
        self._show_total()
        self.changed.emit()

    def _show_total(self) -> None:
        self._total.setText(dong(self.total()))
