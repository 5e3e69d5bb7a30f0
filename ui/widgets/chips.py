"""A row of chips of which one is on: what a list is narrowed to, with live counts."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from ui.theme import Tone, set_property
from ui.widgets.flow import FlowLayout


class ChipRow(QWidget):
    """Arrow keys go from chip to chip; chips that do not fit go on in the next line."""

    chosen = Signal(str)
    """Key of the chip that the officer turned on."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = FlowLayout(4, self)
        self._group = QButtonGroup(self)
        self._chips: dict[str, QPushButton] = {}
        self._names: dict[str, str] = {}

    def add(self, key: str, name: str, tone: Tone = Tone.NEUTRAL) -> None:
        """A chip called ``name``; ``tone`` colours it while it counts something."""
        chip = QPushButton(name)
        chip.setCheckable(True)
        chip.setProperty("kind", "chip")
        chip.setProperty("tone", tone.value)
        chip.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(chip)
        self._flow.addWidget(chip)
        self._chips[key], self._names[key] = chip, name

    def choose(self, key: str) -> None:
        self._chips[key].setChecked(True)

    def show_count(self, key: str, count: int, *, always: bool) -> None:
        """Nothing is shown of an empty chip unless it is on or stands there ``always``."""
        chip = self._chips[key]
        number = f"{count:,}".replace(",", ".")
        chip.setText(f"{self._names[key]} {number}" if count else self._names[key])
        set_property(chip, "filled", count > 0)
        chip.setVisible(always or count > 0 or chip.isChecked())

    def sizeHint(self) -> QSize:  # noqa: N802
        width = max(self.width(), 320)
        return QSize(width, self._flow.heightForWidth(width))
