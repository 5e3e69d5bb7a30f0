"""Step 2 of intake: who hands the dossier in."""

import re
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.domain.dossier import Applicant, Gender
from app.domain.identity import IdentityCard
from app.errors import AppError
from ui.dossier_words import GENDERS
from ui.icons import Icon
from ui.intake.card_field import CardField, looks_like_card
from ui.intake.date_text import day_text, read_day
from ui.intake.identity_hints import gender_of, number_hint
from ui.messages import message
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.form_field import FormField
from ui.widgets.text import Paragraph, Role, label

_NUMBER = re.compile(r"^\d{12}$")


class ApplicantSection(Card):
    """A card's QR code may be scanned into any field of text; Enter goes to the next field."""

    changed = Signal()
    number_known = Signal(str)
    """Twelve digits were typed while the name is still empty."""
    finished = Signal()
    """Enter in the last field."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Người nộp"))
        self._card_issued: Applicant = Applicant()
        self.card = CardField()
        self.more = button(self.tr("Thêm email, tổ chức"), Kind.QUIET, Icon.ADD)
        self.more.clicked.connect(lambda: self._show_more(True))
        self._card_told = Paragraph("", Role.WARN)
        self._card_told.hide()
        self.body.addWidget(self._head())
        self.body.addWidget(self._card_told)
        self.gender = QComboBox()
        for each, text in GENDERS.items():
            self.gender.addItem(text, each)
        self.name = FormField(self.tr("Họ và tên"), QLineEdit())
        self.number = FormField(self.tr("Số CCCD"), QLineEdit())
        self.born = FormField(self.tr("Ngày sinh"), QLineEdit())
        self.sex = FormField(self.tr("Giới tính"), self.gender)
        self.address = FormField(self.tr("Nơi thường trú"), QLineEdit())
        self.phone = FormField(self.tr("Điện thoại"), QLineEdit())
        self.email = FormField(self.tr("Email"), QLineEdit())
        self.organization = FormField(self.tr("Cơ quan, tổ chức (nếu có)"), QLineEdit())
        self.born.editor.setPlaceholderText("dd/mm/yyyy")
        self.number.editor.setMaxLength(600)
        self.body.addLayout(_grid(self))
        self._connect()

    # What is written

    def applicant(self) -> Applicant:
        """As far as it can be read; an unreadable day counts as none."""
        try:
            born = read_day(_text(self.born))
        except ValueError:
            born = None
        return Applicant(
            full_name=_text(self.name),
            identity_number="".join(_text(self.number).split()),
            born=born,
            gender=Gender(self.gender.currentData()),
            address=_text(self.address),
            card_issued=self._card_issued.card_issued,
            phone=_text(self.phone),
            email=_text(self.email),
            organization=_text(self.organization),
        )

    def show_applicant(self, applicant: Applicant) -> None:
        """Put ``applicant`` into the fields without calling it a change."""
        blocked = self.blockSignals(True)
        self._card_issued = applicant
        for field, text in (
            (self.name, applicant.full_name),
            (self.number, applicant.identity_number),
            (self.born, day_text(applicant.born)),
            (self.address, applicant.address),
            (self.phone, applicant.phone),
            (self.email, applicant.email),
            (self.organization, applicant.organization),
        ):
            field.editor.setText(text)
            field.set_error("")
        self.gender.setCurrentIndex(self.gender.findData(applicant.gender))
        self._show_more(bool(applicant.email or applicant.organization))
        self.card.clear()
        self._card_told.hide()
        self._hint()
        self.blockSignals(blocked)

    def use_card(self, card: IdentityCard) -> None:
        """Fill in what the card says; what it does not say stays."""
        before = self.applicant()
        self.show_applicant(
            replace(
                before,
                full_name=card.full_name,
                identity_number=card.number,
                born=card.born or before.born,
                gender=card.gender if card.gender is not Gender.UNKNOWN else before.gender,
                address=card.address or before.address,
                card_issued=card.issued,
            )
        )
        self.changed.emit()
        self.phone.editor.setFocus()

    def recall(self, applicant: Applicant) -> None:
        """Fill in who the number was last time, to be compared with the card."""
        self.show_applicant(applicant)
        self._tell_card(self.tr("Điền theo hồ sơ trước của người này, hãy đối chiếu thẻ."))
        self.changed.emit()

    # What stands in the way

    def unreadable(self) -> FormField | None:
        """A field with something in it that cannot be read."""
        try:
            read_day(_text(self.born))
        except ValueError:
            return self.born
        return None

    # Beneath

    def _head(self) -> QWidget:
        tools = QWidget()
        flow = FlowLayout(8, tools, Qt.AlignmentFlag.AlignRight)
        flow.addWidget(self.more)
        flow.addWidget(self.card)
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(self.tr("2 · Người nộp"), Role.HEADING))
        row.addWidget(tools, 1)
        return made

    def _show_more(self, shown: bool) -> None:
        """Email and organisation, which few applicants have."""
        self.more.setVisible(not shown)
        asked = shown and not self.organization.isVisibleTo(self)
        self.organization.setVisible(shown)
        self.email.setVisible(shown)
        if asked and self.more.hasFocus():
            self.organization.editor.setFocus()

    def _connect(self) -> None:
        order = (self.name, self.number, self.born, self.sex)
        order += (self.address, self.phone, self.organization, self.email)
        for field, after in zip(order, (*order[1:], None), strict=True):
            if isinstance(field.editor, QLineEdit):
                field.editor.textEdited.connect(lambda _, field=field: self._edited(field))
                field.editor.returnPressed.connect(
                    lambda field=field, after=after: self._entered(field, after)
                )
        self.gender.activated.connect(lambda _: self._edited(self.sex))
        self.born.editor.editingFinished.connect(self._tidy_day)
        self.number.editor.editingFinished.connect(self._hint)
        self.card.card_read.connect(self.use_card)
        self.card.unreadable.connect(self._unreadable_card)
        QShortcut(QKeySequence("F4"), self, self.card.setFocus)

    def _edited(self, field: FormField) -> None:
        field.set_error("")
        if field is self.number and self.gender.currentData() == Gender.UNKNOWN:
            known = gender_of(_text(self.number))
            self.gender.setCurrentIndex(self.gender.findData(known))
        if field in (self.number, self.sex):
            self._hint(typing=field is self.number)
        self.changed.emit()
        if field is self.number and not _text(self.name) and _NUMBER.match(_text(self.number)):
            self.number_known.emit(_text(self.number))

    def _entered(self, field: FormField, after: FormField | None) -> None:
        text = _text(field)
        if looks_like_card(text):
            field.editor.clear()
            self.card.read(text)
        elif after is not None and after.isVisibleTo(self):
            after.editor.setFocus()
        else:
            self.finished.emit()

    def _unreadable_card(self, error: AppError) -> None:
        told = message(error)
        self._tell_card(f"{told.sentence} {told.next_step}")

    def _tell_card(self, text: str) -> None:
        self._card_told.setText(text)
        self._card_told.show()

    def _tidy_day(self) -> None:
        try:
            self.born.editor.setText(day_text(read_day(_text(self.born))))
        except ValueError:
            self.born.set_error(self.tr("Không có ngày này. Nhập dd/mm/yyyy."))
            return
        self.born.set_error("")
        self._hint()

    def _hint(self, *, typing: bool = False) -> None:
        """Warnings about the number; a number that is still being typed is left in peace."""
        applicant = self.applicant()
        short = len(applicant.identity_number) < 12
        self.number.set_warning("" if typing and short else number_hint(applicant))


def _grid(section: ApplicantSection) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    places = (
        (section.name, 0, 0, 5), (section.number, 0, 5, 3),
        (section.born, 0, 8, 2), (section.sex, 0, 10, 2),
        (section.address, 1, 0, 8), (section.phone, 1, 8, 4),
        (section.organization, 2, 0, 8), (section.email, 2, 8, 4),
    )  # fmt: skip
    for field, row, column, span in places:
        grid.addWidget(field, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
    for column in range(12):
        grid.setColumnStretch(column, 1)
    return grid


def _text(field: FormField) -> str:
    return str(field.editor.text()).strip()
