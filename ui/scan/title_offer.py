"""A name for a paper, from what was read on it; a button, so that nothing is named unseen."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.scan.targets import Target
from ui.widgets.buttons import Kind, button
from ui.widgets.text import ElidedLabel, Role


class TitleOffer(QWidget):
    """Hidden while there is nothing to offer, or the paper has a name of its own."""

    def __init__(self, title: QLineEdit) -> None:
        super().__init__()
        self._title, self._offered = title, ""
        self._target: Target | None = None
        self._said = ElidedLabel("", Role.HINT)
        self.use = button(self.tr("Dùng tên"), Kind.QUIET)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._said, 1)
        row.addWidget(self.use)
        title.textChanged.connect(lambda _: self._show())
        self.use.clicked.connect(self._use)
        self._show()

    def offer(self, title: str) -> None:
        """``title`` is empty when nothing was read that names the paper."""
        self._offered = title
        self._said.setText(title)
        self.use.setToolTip(self.tr("Đặt tên giấy tờ là “{}”").format(title))
        self.use.setAccessibleName(self.use.toolTip())
        self._show()

    def set_target(self, target: Target | None) -> None:
        """A component of the procedure has its name; Giấy tờ khác has none of its own."""
        self._target = target
        self._show()

    def _use(self) -> None:
        self._title.setFocus()  # the button goes
        self._title.setText(self._offered)
        self._title.setCursorPosition(0)

    def _show(self) -> None:
        target, typed = self._target, self._title.text().strip()
        nameless = target is not None and not (typed and target.component_id)
        self.setVisible(bool(self._offered) and nameless and typed != self._offered)
