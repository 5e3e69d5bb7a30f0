"""What the officer types for a stamp: only the inputs that its profile needs are there."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, QLocale, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.counter import Counter
from app.domain.register import SYMBOL_LENGTH
from signing.profiles import Show, SignatureProfile
from signing.stamp_picture import Ink
from ui.sign.picture_field import PictureField
from ui.sign.profile_needs import Need, needs, shows_of
from ui.widgets.form_field import FormField
from ui.widgets.text import Paragraph, Role

_SETTLED_MS = 250
"""After this without another key the preview follows what is typed."""
_SHOWS = {
    Show.PICTURE: "Hình ảnh",
    Show.BOTH: "Hình ảnh & Thông tin",
    Show.TEXT: "Thông tin",
}
_SYMBOLS = {"sao-y": "SY-UBND", "sao-luc": "SL-UBND", "trich-sao": "TrS-UBND"}
"""Examples; abbreviations of Phụ lục III."""
_NUMBER_HINTS = {
    "issue": "Bỏ trống số: sổ cấp số tiếp theo. Bỏ trống cả hai: chỉ đóng dấu.",
    "appendix": "Số và ký hiệu của văn bản chính.",
    **dict.fromkeys(
        ("sao-y", "sao-luc", "trich-sao"),
        "Ghi vào sổ bản sao, không hiện trên chữ ký. Có thể bỏ trống.",
    ),
    "incoming": "Bỏ trống: sổ cấp số tiếp theo.",
}


@dataclass(frozen=True)
class Typed:
    show: Show
    organisation: str
    number: str
    """``123/QĐ-UBND``, ``/QĐ-UBND`` or ``123``."""
    opinion: str
    day: date | None
    """None where the profile has no day."""
    forwarded_to: str
    file_symbol: str
    seal_mm: float


class StampFields(QWidget):
    changed = Signal()
    """What is typed has settled, or another picture is kept."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._profile: SignatureProfile | None = None
        self.show_ = QComboBox()
        self.hand, self.seal = PictureField(counter, Ink.BLUE), PictureField(counter, Ink.RED)
        self.seal_mm = QDoubleSpinBox()
        self.opinion = QPlainTextEdit()
        self.organisation, self.forwarded, self.file_symbol = QLineEdit(), QLineEdit(), QLineEdit()
        self.number, self.symbol, self.day = QLineEdit(), QLineEdit(), QDateEdit()
        self._symbol = FormField(self.tr("Ký hiệu"), self.symbol)
        self._size = FormField(self.tr("Đường kính dấu"), self.seal_mm)
        self._hint = Paragraph("", Role.HINT)
        self._settled = QTimer(self)
        self._dress()
        self._parts = self._make_parts()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in self._parts:
            column.addWidget(part)
        self._listen()

    def begin(self, organisation: str, seal_mm: float, today: date) -> None:
        """What an officer finds who comes here; ``today`` in Vietnam."""
        self.organisation.setText(organisation)
        self.seal_mm.setValue(seal_mm)
        self.day.setDate(QDate(today.year, today.month, today.day))

    def clear(self) -> None:
        """Nothing that belongs to one paper only stays."""
        self.opinion.clear()
        for line in (self.number, self.forwarded, self.file_symbol):
            line.clear()

    def show_profile(self, profile: SignatureProfile, account: str) -> None:
        """Ask for what ``profile`` needs; ``account`` is whose hand may be shown."""
        self._profile = profile
        self.show_.blockSignals(True)  # the officer chose a profile, not what it shows
        self.show_.clear()
        for show in shows_of(profile):
            self.show_.addItem(_SHOWS[show], show)
        self.show_.blockSignals(False)
        self.number.clear()
        for picture in (self.hand, self.seal):
            picture.read(account)
        self._arrange()

    def offer_number(self, number: str) -> None:
        """``number`` is what the register would give."""
        self.number.setPlaceholderText(self.tr("{} (tiếp theo)").format(number) if number else "")

    @property
    def asked(self) -> frozenset[Need]:
        return needs(self._profile, self._show) if self._profile else frozenset()

    def typed(self) -> Typed:
        asked = self.asked

        def text(need: Need, line: QLineEdit) -> str:
            return line.text().strip() if need in asked else ""

        number, symbol = text(Need.NUMBER, self.number), text(Need.SYMBOL, self.symbol)
        return Typed(
            show=self._show,
            organisation=text(Need.ORGANISATION, self.organisation),
            number=f"{number}/{symbol}" if symbol else number,
            opinion=self.opinion.toPlainText().strip() if Need.OPINION in asked else "",
            day=self.day.date().toPython() if Need.DAY in asked else None,
            forwarded_to=text(Need.FORWARDED, self.forwarded),
            file_symbol=text(Need.FILE_SYMBOL, self.file_symbol),
            seal_mm=self.seal_mm.value(),
        )

    @property
    def _show(self) -> Show:
        chosen = self.show_.currentData()
        return Show(chosen) if chosen else Show.TEXT

    def _dress(self) -> None:
        self.opinion.setTabChangesFocus(True)
        self.opinion.setFixedHeight(76)
        self.opinion.setPlaceholderText(self.tr("Ví dụ: Đồng ý. Chuyển phòng Tư pháp giải quyết."))
        self.seal_mm.setRange(20, 50)
        self.seal_mm.setDecimals(1)
        self.seal_mm.setSuffix(" mm")
        self.seal_mm.setValue(36)
        self.day.setDisplayFormat("dd/MM/yyyy")
        for box in (self.day, self.seal_mm):
            box.setLocale(QLocale(QLocale.Language.Vietnamese))
            box.lineEdit().setTextMargins(7, 0, 0, 0)
            # They claim more than half of the panel.
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.number.setMaxLength(6)
        self.symbol.setMaxLength(SYMBOL_LENGTH)
        for line in (self.organisation, self.forwarded, self.file_symbol):
            line.setMaxLength(200)

    def _make_parts(self) -> dict[QWidget, Need]:
        """Each input with the need for which it is there."""
        numbers = QWidget()
        column = QVBoxLayout(numbers)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(_beside(FormField(self.tr("Số"), self.number), self._symbol))
        column.addWidget(self._hint)
        return {
            FormField(self.tr("Ý kiến"), self.opinion): Need.OPINION,
            numbers: Need.NUMBER,
            _beside(FormField(self.tr("Ngày"), self.day), self._size): Need.DAY,
            FormField(self.tr("Tên cơ quan, tổ chức"), self.organisation): Need.ORGANISATION,
            FormField(self.tr("Chuyển"), self.forwarded): Need.FORWARDED,
            FormField(self.tr("Số và ký hiệu hồ sơ"), self.file_symbol): Need.FILE_SYMBOL,
            FormField(self.tr("Hiện trên văn bản"), self.show_): Need.SHOW,
            self.hand: Need.HAND,
            self.seal: Need.SEAL,
        }

    def _listen(self) -> None:
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self.changed)
        for line in (
            self.organisation, self.number, self.symbol, self.forwarded, self.file_symbol,
            self.opinion,
        ):  # fmt: skip
            line.textChanged.connect(lambda *_: self._settled.start())
        self.day.dateChanged.connect(lambda _: self._settled.start())
        self.seal_mm.valueChanged.connect(lambda _: self._settled.start())
        self.show_.currentIndexChanged.connect(lambda _: self._arrange())
        self.show_.activated.connect(lambda _: self.changed.emit())
        for picture in (self.hand, self.seal):
            picture.changed.connect(self.changed)

    def _arrange(self) -> None:
        asked, profile = self.asked, self._profile
        for part, need in self._parts.items():
            part.setVisible(need in asked)
        self._symbol.setVisible(Need.SYMBOL in asked)
        self._size.setVisible(Need.SEAL in asked)
        identity = profile.id if profile else ""
        self._hint.setText(_NUMBER_HINTS.get(identity, ""))
        self.symbol.setPlaceholderText(_SYMBOLS.get(identity, "QĐ-UBND"))
        self.setVisible(bool(asked))


def _beside(*fields: QWidget) -> QWidget:
    """``fields`` on one line, as wide as each other."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for field in fields:
        row.addWidget(field, 1)
    return made
