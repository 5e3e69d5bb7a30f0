"""Above the page: where its stamp stands, and whether that is kept for the next papers."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton

from ui.icons import Icon
from ui.sign.place_state import PlaceState
from ui.theme import set_property
from ui.widgets.buttons import Kind, button, icon_button
from ui.widgets.keyed import name_button
from ui.widgets.text import ElidedLabel, Pill, Role

_REMEMBER_KEYS, _BACK_KEYS = "Ctrl+M", "F5"


class PlacementBar(QFrame):
    """One line that is always as high: the page must not move under a stamp that is dragged."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "toolbar")
        self._pill = Pill()
        self._where = ElidedLabel("", Role.MUTED)
        self.remember = button("", Kind.SECONDARY)
        name_button(self.remember, self.tr("Nhớ vị trí cho thủ tục này"), _REMEMBER_KEYS)
        self.remember.setToolTip(
            self.tr("Giấy tờ sau của thủ tục này tự đặt dấu ký ở đây, ký hàng loạt cũng vậy.")
        )
        self.more = icon_button(Icon.DOWN, self.tr("Cách nhớ khác"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        self.remember_component = menu.addAction(self.tr("Chỉ nhớ cho loại giấy tờ này"))
        self.more.setMenu(menu)
        self.back = button("", Kind.QUIET)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self._pill)
        row.addWidget(self._where, 1)
        for widget in (self.remember, self.more, self.back):
            row.addWidget(widget)
        self.setFixedHeight(self.remember.sizeHint().height() + 8)
        self.hide()

    def show_state(self, state: PlaceState) -> None:
        self._pill.show_state(state.heading, state.tone)
        set_property(self._where, "role", (Role.WARN if state.warning else Role.MUTED).value)
        self._where.setText(state.warning or state.where)
        self.remember.setVisible(state.can_remember)
        self.more.setVisible(state.can_remember_component)
        self.back.setVisible(bool(state.way_back))
        if state.way_back:
            name_button(self.back, state.way_back, _BACK_KEYS)
        self.show()
