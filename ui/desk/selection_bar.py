"""Below the list, once several dossiers are chosen: how many, and the way to act on all of them."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.buttons import button
from ui.widgets.text import Role, label


class SelectionBar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.act = button(self.tr("Xử lý cùng lúc… (F8)"))
        self.count = label("", Role.LABEL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.act)
        self.hide()

    def show_count(self, chosen: int) -> None:
        self.count.setText(self.tr("Đã chọn {} hồ sơ").format(chosen))
        self.setVisible(chosen > 1)
