"""Writing a Phiếu yêu cầu bổ sung or a Phiếu từ chối: what is lacking, and why."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.dossier import ComponentLine
from ui.forms.guidance_slip import GuidanceSlip, SlipKind
from ui.icons import Icon
from ui.widgets.buttons import Kind, button
from ui.widgets.card import fit_height
from ui.widgets.form_field import FormField
from ui.widgets.keyed import keyed_button
from ui.widgets.text import Paragraph, Role, label

_WIDTH = 620
_REASON_HEIGHT = 96


class GuidanceDialog(QDialog):
    """Nothing is kept of it: the paper is what the applicant takes home."""

    print_wanted = Signal(object)
    """GuidanceSlip"""
    save_wanted = Signal(object, object)
    """GuidanceSlip and Path"""

    def __init__(
        self, slip: GuidanceSlip, lines: Sequence[ComponentLine], parent: QWidget | None = None
    ) -> None:
        """``lines`` may be asked for; those of ``slip`` are ticked."""
        super().__init__(parent)
        self._slip = slip
        self.setWindowTitle(self._title())
        self.lines = [QCheckBox(_short(line.name)) for line in lines]
        self._offered = tuple(lines)
        for box, line in zip(self.lines, lines, strict=True):
            box.setChecked(line in slip.lines)
            box.setToolTip(line.name)
        self.reason = QPlainTextEdit(slip.reason)
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(_REASON_HEIGHT)
        self._field = FormField(self.tr("Lý do"), self.reason)
        self.print = keyed_button(self.tr("In"), "Ctrl+P", Icon.PRINT, Kind.PRIMARY)
        self.print.clicked.connect(lambda: self._finish(self.print_wanted.emit))
        self.keep = keyed_button(self.tr("Lưu PDF"), "Ctrl+S", Icon.FILE)
        self.keep.clicked.connect(lambda: self._finish(self._ask_path))
        self._lay_out()

    def slip(self) -> GuidanceSlip:
        """What is written now."""
        ticked = zip(self.lines, self._offered, strict=True)
        return replace(
            self._slip,
            lines=tuple(line for box, line in ticked if box.isChecked()),
            reason=self.reason.toPlainText().strip(),
        )

    def _lay_out(self) -> None:
        leave = button(self.tr("Hủy"))
        leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for each in (leave, self.keep, self.print):
            row.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(self._title(), Role.HEADING))
        column.addSpacing(4)
        if self.lines:
            column.addWidget(Paragraph(self.tr("Giấy tờ cần bổ sung, hoàn thiện"), Role.LABEL))
        for box in self.lines:
            column.addWidget(box)
        column.addWidget(self._field)
        column.addLayout(row)
        self.reason.setFocus()
        fit_height(self, _WIDTH)

    def _title(self) -> str:
        if self._slip.kind is SlipKind.REFUSAL:
            return self.tr("Phiếu từ chối tiếp nhận hồ sơ")
        return self.tr("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")

    def _finish(self, act: Callable[[GuidanceSlip], object]) -> None:
        """The law wants a reason on either paper."""
        slip = self.slip()
        if not slip.reason:
            self._field.set_error(self.tr("Ghi lý do để người nộp biết phải làm gì."))
            self.reason.setFocus()
            return
        act(slip)

    def _ask_path(self, slip: GuidanceSlip) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Lưu phiếu"), f"{slip.name}.pdf", "PDF (*.pdf)"
        )
        if path:
            self.save_wanted.emit(slip, Path(path))


def _short(name: str) -> str:
    """A check box does not wrap; its tool tip has the whole name."""
    return name if len(name) <= 64 else f"{name[:63].rstrip()}…"
