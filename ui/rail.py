"""The rail on the left: the program's name, the screens with their live counts, who is here."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.officer import Officer
from ui.icons import Icon, app_icon, icon
from ui.screen import Badge, ScreenSpec
from ui.theme import PALETTE, set_property
from ui.widgets.text import ElidedLabel, Role, label

WIDTH = 208


class Rail(QWidget):
    """Ctrl+1 … Ctrl+9 lead to the screens in their order."""

    chosen = Signal(str)
    """Key of a screen."""
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
        self._help = _RailButton(Icon.KEYBOARD, self.tr("Phím tắt"), "F1")
        self._help.clicked.connect(self.help_clicked)
        self._officer = _RailButton(Icon.PERSON, self.tr("Đăng nhập"), "")
        self._officer.clicked.connect(self.officer_clicked)
        column.addWidget(self._help)
        column.addWidget(self._officer)
        self.show_officer(None)

    def mark(self, key: str) -> None:
        """Show that the screen ``key`` is open."""
        self._buttons[key].setChecked(True)

    def refresh(self) -> None:
        """Ask each screen's number again."""
        for spec in self._specs:
            self._buttons[spec.key].show_badge(spec.badge())

    def show_officer(self, officer: Officer | None) -> None:
        if officer is None:
            self._unit.setText(self.tr("Chưa đăng nhập"))
            self._officer.setText(self.tr("Đăng nhập"))
        else:
            self._unit.setText(officer.unit_name)
            self._officer.set_elided(officer.full_name or officer.account)

    def _brand(self) -> QHBoxLayout:
        logo = QLabel()
        logo.setPixmap(app_icon().pixmap(QSize(36, 36), self.devicePixelRatioF()))
        name = label(self.tr("Quầy Một Cửa"))
        name.setObjectName("brand")
        self._unit = ElidedLabel()
        self._unit.setObjectName("unit")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(self._unit)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(logo)
        row.addLayout(words, 1)
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
        super().__init__(text)
        self.setProperty("kind", "rail")
        self.setIcon(icon(name, PALETTE.rail_ink, checked=PALETTE.on_accent))
        self.setIconSize(QSize(20, 20))
        self.setToolTip(f"{text} ({keys})" if keys else text)
        self._badge = label("", Role.COUNT)
        self._badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 10, 0)
        row.addStretch(1)
        row.addWidget(self._badge)
        self._badge.hide()

    def show_badge(self, badge: Badge) -> None:
        self._badge.setText("99+" if badge.number > 99 else str(badge.number))
        set_property(self._badge, "tone", badge.tone.value)
        self._badge.setVisible(badge.number > 0)
        self.setAccessibleDescription(str(badge.number) if badge.number else "")

    def set_elided(self, text: str) -> None:
        room = WIDTH - 24 - 56
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))
        self.setToolTip(text)
