"""Which kind of signature, where the law asks for it, and what it has to be told."""

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QWidget

from app.counter import Counter
from app.errors import AppError
from app.operations.register_numbers import BOOKS
from signing.profiles import DIGITISING, PROFILES, SignatureProfile
from signing.stamp_drawing import VIETNAM, StampDetails
from ui.messages import message
from ui.sign.entering import result_profile
from ui.sign.profile_needs import NAMES, ORDER
from ui.sign.register_dialog import RegisterDialog
from ui.sign.stamp_fields import StampFields
from ui.sign.stamp_wish import StampWish, next_number
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.text import Paragraph, Role, key_hint


class ProfileCard(Card):
    """Remembers the kind chosen last, for each officer."""

    chosen = Signal()
    """Another kind."""
    changed = Signal()
    """The same kind, but its stamp shows something else."""
    resized = Signal()
    """The seal has another size."""

    def __init__(self, counter: Counter, memory: QSettings) -> None:
        super().__init__("Loại chữ ký")
        self._counter, self._memory, self._account = counter, memory, ""
        self.choice = QComboBox()
        for place, profile in enumerate(ORDER, 1):
            self.choice.addItem(f"{place}  {NAMES[profile.id]}", profile.id)
        self.choice.setMaxVisibleItems(len(ORDER))
        self.fields = StampFields(counter)
        self._source, self._trouble = Paragraph("", Role.HINT), Paragraph("", Role.WARN)
        self._trouble.hide()
        self.choice.setAccessibleName(self.tr("Loại chữ ký"))
        self.head.addWidget(key_hint("Alt+1…9"))
        self.register = button(self.tr("Sổ đăng ký (Alt+S)"), Kind.QUIET)
        self.register.setShortcut(QKeySequence("Alt+S"))
        self.register.clicked.connect(self._show_register)
        for widget in (self.choice, self._source, self._trouble, self.fields, self.register):
            self.body.addWidget(widget)
        self.choice.currentIndexChanged.connect(lambda _: self._choose())
        self.fields.changed.connect(self._offer_number)
        self.fields.changed.connect(self.changed)
        self.fields.seal_mm.valueChanged.connect(lambda _: self.resized.emit())

    def listen(self, screen: QWidget) -> None:
        """Let Alt+1 … Alt+9 choose, wherever in ``screen`` the officer is."""
        for place in range(len(ORDER)):
            keys = QShortcut(QKeySequence(f"Alt+{place + 1}"), screen)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(lambda place=place: self.choice.setCurrentIndex(place))

    def enter(self, *, digitise: bool = False, result: bool = False) -> None:
        """Take up what the officer who is here now chose last; ``digitise`` goes before it, and
        with a ``result`` the signature that is hers to give.
        """
        officer = self._counter.officer()
        before, self._account = self._account, officer.account if officer else ""
        if before != self._account:
            self.fields.clear()
        unit = officer.unit_name if officer else ""
        self.fields.begin(
            self._kept("organisation") or unit,
            float(self._kept("seal_mm") or 36),
            self._counter.now().astimezone(VIETNAM).date(),
        )
        known = "" if digitise else self._kept("profile")
        profile = result_profile(officer) if result else PROFILES.get(known, DIGITISING)
        self.choice.blockSignals(True)
        self.choice.setCurrentIndex(ORDER.index(profile))
        self.choice.blockSignals(False)
        self._show_profile()

    def choose_another(self) -> None:
        """From digitising, of which nothing is left to do, to the next kind."""
        self.choice.setCurrentIndex(1)

    @property
    def profile(self) -> SignatureProfile:
        return ORDER[max(0, self.choice.currentIndex())]

    def wish(self) -> StampWish:
        typed = self.fields.typed()
        details = StampDetails(
            organisation=typed.organisation, number=typed.number, opinion=typed.opinion,
            show=typed.show, day=typed.day, forwarded_to=typed.forwarded_to,
            file_symbol=typed.file_symbol,
        )  # fmt: skip
        return StampWish(self.profile, details, self._account, typed.seal_mm)

    def batch_ended(self, *, signed: bool) -> None:
        """What was typed for papers that are ``signed`` now must not get onto the next ones."""
        if signed:
            self.fields.clear()
        self._offer_number()

    def remember(self) -> None:
        """What was typed serves the next time too: it was good enough to sign."""
        fields = self.fields
        self._keep("organisation", fields.organisation.text().strip())
        self._keep("seal_mm", str(fields.seal_mm.value()))
        self._keep(f"symbol/{self.profile.id}", fields.symbol.text().strip())

    def say_trouble(self, error: AppError | None) -> None:
        """Why the paper in view cannot be signed so, and what to do."""
        self._trouble.setVisible(error is not None)
        if error is not None:
            said = message(error)
            self._trouble.setText(f"{said.heading}. {said.sentence} {said.next_step}")

    def _choose(self) -> None:
        self._keep("profile", self.profile.id)
        self._show_profile()
        self.chosen.emit()

    def _show_profile(self) -> None:
        profile = self.profile
        self._source.setText(self.tr("Căn cứ: {}").format(profile.source))
        self.fields.show_profile(profile, self._account)
        self.fields.symbol.setText(self._kept(f"symbol/{profile.id}"))
        self.register.setVisible(profile.id in BOOKS)
        self.say_trouble(None)
        self._offer_number()

    def _offer_number(self) -> None:
        self.fields.offer_number(next_number(self._counter, self.wish()))

    def _show_register(self) -> None:
        RegisterDialog(self._counter, BOOKS[self.profile.id], self).exec()

    def _kept(self, name: str) -> str:
        return str(self._memory.value(f"sign/{self._account or 'none'}/{name}", ""))

    def _keep(self, name: str, value: str) -> None:
        self._memory.setValue(f"sign/{self._account or 'none'}/{name}", value)
