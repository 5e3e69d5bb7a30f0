"""The certificates that a device showed, and which of them signs."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.counter import Counter
from app.domain.officer import Officer
from app.domain.working_time import VIETNAM
from app.errors import AppError, Code
from signing.device import Certificate
from ui.certificate_words import issuer_name
from ui.own_certificate import Match, match_of
from ui.status_text import SOON_DAYS
from ui.theme import Tone
from ui.widgets.card import clear
from ui.widgets.text import Paragraph, Pill, Role, label

_UNTRUSTED = (
    "Chứng thư chưa được tin cậy thì chưa ký được: thêm chứng thư của nơi cấp ở mục Neo tin cậy."
)


@dataclass(frozen=True)
class Found:
    """What a device showed, judged already."""

    certificates: tuple[Certificate, ...]
    untrusted: frozenset[str]
    """Serials of those that lead to no trusted authority."""


def judged(counter: Counter, certificates: tuple[Certificate, ...]) -> Found:
    """Takes a moment; not for the UI thread."""
    from signing.revocation import check_trust

    trust, untrusted = counter.trust(), set()
    for each in certificates:
        try:
            check_trust(each, trust=trust, moment=counter.now())
        except AppError as error:
            if error.code is Code.CERTIFICATE_UNTRUSTED:
                untrusted.add(each.serial)
    return Found(certificates, frozenset(untrusted))


class FoundCertificates(QWidget):
    """Hidden until something was found. Of several one is chosen, or each time the officer's."""

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._serials: list[str] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    @property
    def serial(self) -> str:
        """Of the chosen certificate; empty when it is not for the officer to choose."""
        number = self._group.checkedId()
        return self._serials[number] if number >= 0 else ""

    def show_found(self, found: Found, counter: Counter) -> None:
        """What was chosen before is chosen again, if it is still there."""
        certificates, officer = found.certificates, counter.officer()
        chosen, several = counter.settings.device.certificate, len(found.certificates) > 1
        clear(self._column)
        self._group = QButtonGroup(self)
        self._serials = []
        self._column.addWidget(
            label(self.tr("Tìm thấy {} chứng thư số").format(len(certificates)), Role.SUBHEADING)
        )
        if several:
            self._choose("", self.tr("Tự chọn chứng thư của người đăng nhập, còn hạn lâu nhất"))
        for each in certificates:
            pills = _pills(each, officer, counter.now(), trusted=each.serial not in found.untrusted)
            self._column.addWidget(self._row(each, pills, several=several))
        if found.untrusted:
            self._column.addWidget(Paragraph(_UNTRUSTED, Role.WARN))
        if self._serials:
            known = chosen if chosen in self._serials else ""
            self._group.button(self._serials.index(known)).setChecked(True)
        self.show()

    def _choose(self, serial: str, text: str) -> QRadioButton:
        made = QRadioButton(text)
        self._group.addButton(made, len(self._serials))
        self._serials.append(serial)
        if not serial:
            self._column.addWidget(made)
        return made

    def _row(self, certificate: Certificate, pills: list[Pill], *, several: bool) -> QWidget:
        until = certificate.not_after.astimezone(VIETNAM)
        facts = self.tr("Nơi cấp: {0} · hiệu lực đến {1} · sê-ri {2}").format(
            issuer_name(certificate.issuer), f"{until:%d/%m/%Y}", certificate.serial.upper()
        )
        words = QVBoxLayout()
        words.setSpacing(2)
        if several:
            words.addWidget(self._choose(certificate.serial, certificate.common_name))
        else:
            words.addWidget(label(certificate.common_name))
        words.addWidget(Paragraph(facts, Role.HINT))
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addLayout(words, 1)
        for pill in pills:
            row.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        return made


def _pills(
    certificate: Certificate, officer: Officer | None, now: datetime, *, trusted: bool
) -> list[Pill]:
    found = []
    if not trusted:
        found.append(Pill("Chưa được tin cậy", Tone.WARN))
    if officer is not None and match_of(certificate, officer) is Match.OTHER:
        found.append(Pill("Của người khác", Tone.BAD))
    if not certificate.may_sign:
        found.append(Pill("Không dùng để ký", Tone.BAD))
    days = (certificate.not_after - now).days
    if certificate.not_after <= now:
        found.append(Pill("Đã hết hạn", Tone.BAD))
    else:
        found.append(Pill(f"Còn {days} ngày", Tone.WARN if days < SOON_DAYS else Tone.OK))
    return found
