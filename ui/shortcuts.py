"""The sheet of shortcuts that F1 opens."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.buttons import Kind, button
from ui.widgets.card import scrolled
from ui.widgets.text import Role, key_hint, label


@dataclass(frozen=True)
class KeyLine:
    """One line of the sheet."""

    keys: str
    """As they stand on the keyboard, e.g. ``Ctrl+N``."""
    act: str
    """What they do, e.g. ``Tiếp nhận hồ sơ mới``."""


EVERYWHERE = (
    KeyLine("Ctrl+1…9", "Mở màn hình theo thứ tự ở thanh bên trái"),
    KeyLine("Ctrl+F", "Tìm kiếm (gõ không dấu cũng được)"),
    KeyLine("Tab · Shift+Tab", "Sang ô tiếp theo · về ô trước"),
    KeyLine("Enter", "Mở dòng đang chọn"),
    KeyLine("Esc", "Đóng hộp thoại, xóa ô tìm kiếm"),
    KeyLine("F3", "Hồ sơ đến hạn"),
    KeyLine("Ctrl+L", "Khóa chương trình"),
    KeyLine("F1", "Bảng phím tắt này"),
)
PAGES = (
    KeyLine("PgUp · PgDn", "Trang trước · trang sau"),
    KeyLine("Home · End", "Trang đầu · trang cuối"),
    KeyLine("+ · −", "Phóng to · thu nhỏ"),
    KeyLine("W · P", "Vừa chiều ngang · vừa cả trang"),
    KeyLine("Mũi tên", "Dời chữ ký 1 mm (với Shift: 0,2 mm)"),
    KeyLine("Ctrl+mũi tên", "Dời chữ ký đến đường gióng kế tiếp"),
    KeyLine("Ctrl+Shift+mũi tên", "Đổi cỡ chữ ký"),
    KeyLine("Alt khi kéo", "Kéo chữ ký tự do, không bám đường gióng"),
    KeyLine("Esc khi kéo", "Trả chữ ký về chỗ cũ"),
    KeyLine("Ctrl+PgUp · PgDn", "Đưa chữ ký sang trang khác"),
)

_FRAME = 40
"""Logical pixels for the frame of a window."""


class ShortcutSheet(QDialog):
    """Three groups: this screen, everywhere, papers."""

    def __init__(self, title: str, keys: Sequence[KeyLine], parent: QWidget | None = None) -> None:
        """``title`` and ``keys`` are those of the screen that is open."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Phím tắt"))
        left, right = QVBoxLayout(), QVBoxLayout()
        if keys:
            left.addLayout(_group(title, keys))
            left.addSpacing(16)
        right.addLayout(_group(self.tr("Khi xem giấy tờ"), PAGES))
        shorter = left if len(keys) <= len(PAGES) else right
        if shorter is right:
            right.addSpacing(16)
        shorter.addLayout(_group(self.tr("Ở mọi màn hình"), EVERYWHERE))
        left.addStretch(1)
        right.addStretch(1)
        content = QWidget()
        groups = QHBoxLayout(content)
        groups.setContentsMargins(0, 0, 8, 0)
        groups.setSpacing(16)
        groups.addLayout(left)
        groups.addLayout(right)
        close = button(self.tr("Đóng"), Kind.PRIMARY)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(16)
        column.addWidget(label(self.tr("Phím tắt"), Role.TITLE))
        area = scrolled(content)
        area.setMinimumWidth(
            content.sizeHint().width() + area.verticalScrollBar().sizeHint().width()
        )
        column.addWidget(area, 1)
        column.addLayout(foot)
        whole = self.sizeHint().height() - area.sizeHint().height() + content.sizeHint().height()
        self.resize(
            self.sizeHint().width(), min(whole, self.screen().availableSize().height() - _FRAME)
        )


def _group(title: str, keys: Sequence[KeyLine]) -> QVBoxLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for row, line in enumerate(keys):
        grid.addWidget(key_hint(line.keys), row, 0)
        grid.addWidget(label(line.act), row, 1)
    made = QVBoxLayout()
    made.setSpacing(10)
    made.addWidget(label(title, Role.SUBHEADING))
    made.addLayout(grid)
    return made
