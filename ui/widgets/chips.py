"""A row of chips of which one is on: what a list is narrowed to, with live counts."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ui.icons import Icon, icon
from ui.theme import PALETTE, Tone, set_property

_SPACE = 4


class ChipRow(QWidget):
    """One line. Arrow keys go from chip to chip; those without room wait behind the last one."""

    chosen = Signal(str)
    """Key of the chip that the officer turned on."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._chips: dict[str, QPushButton] = {}
        self._names: dict[str, str] = {}
        self._wanted: set[str] = set()
        self.more = QPushButton()
        self.more.setProperty("kind", "chip")
        self.more.setIcon(icon(Icon.DOWN, PALETTE.muted))
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.more.clicked.connect(self._open_menu)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_SPACE)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._row.addWidget(self.more)
        self._row.addStretch(1)

    def add(self, key: str, name: str, tone: Tone = Tone.NEUTRAL) -> None:
        """A chip called ``name``; ``tone`` colours it while it counts something."""
        chip = QPushButton(name)
        chip.setCheckable(True)
        chip.setProperty("kind", "chip")
        chip.setProperty("tone", tone.value)
        chip.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(chip)
        self._row.insertWidget(len(self._chips), chip)
        self._chips[key], self._names[key] = chip, name
        self._wanted.add(key)

    def choose(self, key: str) -> None:
        self._chips[key].setChecked(True)
        self._fit()

    def show_count(self, key: str, count: int, *, always: bool) -> None:
        """Nothing is shown of an empty chip unless it is on or stands there ``always``."""
        chip = self._chips[key]
        number = f"{count:,}".replace(",", ".")
        chip.setText(f"{self._names[key]} {number}" if count else self._names[key])
        set_property(chip, "filled", count > 0)
        if always or count > 0 or chip.isChecked():
            self._wanted.add(key)
        else:
            self._wanted.discard(key)
        self._fit()

    def behind(self) -> tuple[str, ...]:
        """Keys of the chips that have no room in the line."""
        shown = self._fitting(self.width())
        return tuple(key for key in self._chips if key in self._wanted and key not in shown)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        behind = self.behind()
        for key, chip in self._chips.items():
            chip.setVisible(key in self._wanted and key not in behind)
        self.more.setText(self.tr("Thêm {}").format(len(behind)))
        self.more.setVisible(bool(behind))

    def _fitting(self, room: int) -> set[str]:
        """As many of the first as fit; the one that is on is always among them."""
        widths = {
            key: chip.sizeHint().width() + _SPACE
            for key, chip in self._chips.items()
            if key in self._wanted
        }
        if sum(widths.values()) - _SPACE <= room:
            return set(widths)
        on = {key for key in widths if self._chips[key].isChecked()}
        room -= self.more.sizeHint().width() + sum(widths[key] for key in on)
        shown = set(on)
        for key, width in widths.items():
            if key in on:
                continue
            room -= width
            if room < 0:
                break
            shown.add(key)
        return shown

    def menu(self) -> QMenu:
        """What the last chip opens."""
        made = QMenu(self)
        for key in self.behind():
            act = made.addAction(self._chips[key].text())
            act.triggered.connect(self._chips[key].click)
        made.aboutToHide.connect(made.deleteLater)
        return made

    def _open_menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))
