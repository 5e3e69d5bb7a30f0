"""When the dossiers in the list were received: usual periods, or two days of the officer's own."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.working_time import VIETNAM
from ui.desk.query import ANY_DAY, Period
from ui.intake.date_text import day_text, read_day
from ui.widgets.buttons import Kind, button
from ui.widgets.card import fit_height
from ui.widgets.form_field import FormField
from ui.widgets.text import Role, label

_OWN = "own"


class ReceivedBox(QComboBox):
    """Periods are reckoned when they are chosen, so that "today" is the day of the choice."""

    chosen = Signal(object)
    """Period"""

    def __init__(
        self, now: Callable[[], datetime], ask: Callable[[QWidget, Period], Period | None]
    ) -> None:
        """``ask`` lets the officer write two days; None when nothing shall change."""
        super().__init__()
        self._now, self._ask = now, ask
        self._period = ANY_DAY
        self.setAccessibleName(self.tr("Lọc theo ngày tiếp nhận"))
        self.setMinimumContentsLength(18)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._choose)
        self.show_period(ANY_DAY)

    def show_period(self, period: Period) -> None:
        """Offer the usual periods and show ``period`` as the chosen one."""
        self._period = period
        today = self._now().astimezone(VIETNAM).date()
        usual = (
            (self.tr("Mọi ngày tiếp nhận"), ANY_DAY),
            (self.tr("Tiếp nhận hôm nay"), Period(today, today)),
            (self.tr("7 ngày qua"), Period(today - timedelta(days=6), today)),
            (self.tr("Tháng này"), Period(today.replace(day=1), today)),
        )
        self.clear()
        for name, each in usual:
            self.addItem(name, each)
        known = [each for _, each in usual]
        if period not in known:
            known.append(period)
            self.addItem(period.text, period)
        self.addItem(self.tr("Từ ngày – đến ngày…"), _OWN)
        self.setCurrentIndex(known.index(period))
        self.setToolTip(period.text)

    def _choose(self, number: int) -> None:
        wanted = self.itemData(number)
        period = self._ask(self, self._period) if wanted == _OWN else wanted
        self.show_period(self._period if period is None else period)
        if period is not None:
            self.chosen.emit(period)


class PeriodDialog(QDialog):
    """Two days; an empty one leaves its side open."""

    def __init__(self, period: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Ngày tiếp nhận"))
        self.period = period
        self.first = FormField(self.tr("Từ ngày"), _line(period.first))
        self.last = FormField(self.tr("Đến ngày"), _line(period.last))
        use = button(self.tr("Lọc"), Kind.PRIMARY)
        use.setDefault(True)
        use.clicked.connect(self._take)
        leave = button(self.tr("Hủy"))
        leave.clicked.connect(self.reject)
        days = QHBoxLayout()
        days.setSpacing(12)
        days.addWidget(self.first)
        days.addWidget(self.last)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(use)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(label(self.tr("Hồ sơ tiếp nhận từ ngày nào?"), Role.HEADING))
        column.addLayout(days)
        column.addLayout(row)
        fit_height(self, 400)

    def _take(self) -> None:
        if not all([self._readable(self.first), self._readable(self.last)]):
            return
        first, last = read_day(_text(self.first)), read_day(_text(self.last))
        if first and last and first > last:
            self.last.set_error(self.tr("Trước ngày bắt đầu."))
            return
        self.period = Period(first, last)
        self.accept()

    def _readable(self, field: FormField) -> bool:
        """Whether a day or nothing is written in ``field``, which says so if not."""
        try:
            read_day(_text(field))
        except ValueError:
            field.set_error(self.tr("Viết ngày/tháng/năm."))
            return False
        field.set_error("")
        return True


def ask_period(parent: QWidget, period: Period) -> Period | None:
    """The days the officer wrote, None when cancelled."""
    dialog = PeriodDialog(period, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.period if accepted else None


def _text(field: FormField) -> str:
    line = field.editor
    return line.text() if isinstance(line, QLineEdit) else ""


def _line(day: date | None) -> QLineEdit:
    made = QLineEdit(day_text(day))
    made.setPlaceholderText("dd/mm/yyyy")
    return made
