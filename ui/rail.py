"""The rail on the left: the program's name, the screens with their live counts, who is here."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.icons import Icon, app_icon, icon
from ui.screen_spec import Badge, ScreenSpec
from ui.theme import PALETTE, set_property
from ui.widgets.text import Role, label

if TYPE_CHECKING:
    from app.domain.officer import Officer
    from app.store.store import Work

WIDTH, COMPACT_WIDTH = 228, 64
PROFILE = "profile"
"""Key of the page behind the officer's name."""


class Rail(QWidget):
    """Ctrl+1 … Ctrl+9 lead to the screens in their order."""

    chosen = Signal(str)
    """Key of a screen."""
    due_clicked = Signal()
    """The bell: what falls due."""
    officer_clicked = Signal()
    help_clicked = Signal()

    def __init__(self, specs: Sequence[ScreenSpec]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._specs = specs
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _RailButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(4)
        column.addLayout(self._brand())
        column.addSpacing(16)
        for number, spec in enumerate(specs, 1):
            column.addWidget(self._entry(spec, number))
        column.addStretch(1)
        self.due = _RailButton(Icon.BELL, self.tr("Đến hạn"), "F3")
        self.due.clicked.connect(self.due_clicked)
        QShortcut(QKeySequence("F3"), self, self.due_clicked.emit)
        self._help = _RailButton(Icon.KEYBOARD, self.tr("Phím tắt"), "F1")
        self._help.clicked.connect(self.help_clicked)
        self._officer = _RailButton(Icon.PERSON, self.tr("Đăng nhập"), "")
        self._officer.clicked.connect(self.officer_clicked)
        self._group.addButton(self._officer)
        self._buttons[PROFILE] = self._officer
        for each in (self.due, self._help, self._officer):
            column.addWidget(each)
        self.show_officer(None)

    def mark(self, key: str) -> None:
        """Show that the screen ``key`` is open."""
        self._buttons[key].setChecked(True)

    def read(self, work: "Work") -> dict[str, Badge]:
        """Each screen's number, for :meth:`show_badges`; on any thread."""
        return {spec.key: spec.badge(work) for spec in self._specs}

    def show_badges(self, badges: Mapping[str, Badge]) -> None:
        for key, badge in badges.items():
            self._buttons[key].show_badge(badge)

    def set_compact(self, compact: bool) -> None:
        """Icons only, for narrow windows; tool tips name them."""
        self.setFixedWidth(COMPACT_WIDTH if compact else WIDTH)
        self._words.setVisible(not compact)
        for each in (*self._buttons.values(), self.due, self._help):
            each.set_compact(compact)

    def show_due(self, badge: Badge, told: str) -> None:
        """What is overdue or due today; ``told`` says it in words."""
        self.due.show_badge(badge)
        self.due.say(told)

    def show_officer(self, officer: "Officer | None") -> None:
        if officer is None:
            self._unit.setText(self.tr("Chưa đăng nhập"))
            self._officer.set_text(self.tr("Đăng nhập"))
        else:
            self._unit.setText(officer.unit_name)
            self._officer.set_text(officer.full_name or officer.account)
        # Nobody has no page: then the button signs in.
        self._officer.setCheckable(officer is not None)

    def _brand(self) -> QHBoxLayout:
        logo = QLabel()
        logo.setPixmap(app_icon().pixmap(QSize(36, 36), self.devicePixelRatioF()))
        logo.setFixedSize(38, 38)
        name = label(self.tr("Quầy Một Cửa"))
        name.setObjectName("brand")
        self._unit = label()
        self._unit.setObjectName("unit")
        self._unit.setWordWrap(True)
        self._words = QWidget()
        words = QVBoxLayout(self._words)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(self._unit)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(logo)
        row.addWidget(self._words, 1)
        return row

    def _entry(self, spec: ScreenSpec, number: int) -> QPushButton:
        keys = f"Ctrl+{number}" if number <= 9 else ""
        made = _RailButton(spec.icon, spec.title, keys)
        made.setCheckable(True)
        made.clicked.connect(lambda: self.chosen.emit(spec.key))
        if keys:
            QShortcut(QKeySequence(keys), self, lambda: self.chosen.emit(spec.key))
        self._group.addButton(made)
        self._buttons[spec.key] = made
        return made


class _RailButton(QPushButton):
    def __init__(self, name: Icon, text: str, keys: str) -> None:
        super().__init__()
        self._text, self._keys, self._told, self._compact = text, keys, "", False
        self.setProperty("kind", "rail")
        self.setIcon(icon(name, PALETTE.rail_ink, checked=PALETTE.on_accent))
        self.setIconSize(QSize(20, 20))
        self._badge = label("", Role.COUNT)
        self._badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        self._row.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self._badge.hide()
        self.set_compact(False)

    def show_badge(self, badge: Badge) -> None:
        self._badge.setText("99+" if badge.number > 99 else str(badge.number))
        set_property(self._badge, "tone", badge.tone.value)
        self._badge.setVisible(badge.number > 0)
        self.setAccessibleDescription(str(badge.number) if badge.number else "")

    def set_text(self, text: str) -> None:
        self._text = text
        self.set_compact(self._compact)

    def say(self, told: str) -> None:
        """What the number means, for tool tip and screen readers."""
        self._told = told
        self.setAccessibleDescription(told)
        self.set_compact(self._compact)

    def set_compact(self, compact: bool) -> None:
        """The icon alone with its number in the corner, or icon, text and number in a row."""
        self._compact = compact
        # Style sheet padding, borders, icon and gap take 72 of the rail's width.
        shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, WIDTH - 72)
        self.setText("" if compact else shown.replace("&", "&&"))
        named = f"{self._text} ({self._keys})" if self._keys else self._text
        self.setToolTip(f"{named}: {self._told}" if self._told else named)
        self.setAccessibleName(self._text)
        right, bottom = (0, 18) if compact else (10, 0)
        self._row.setContentsMargins(0, 0, right, bottom)
