"""Where the stamp of the shown paper stands, and whether that is kept for the next ones."""

from ui.sign.place_state import PlaceState
from ui.widgets.buttons import Kind, button
from ui.widgets.card import Card
from ui.widgets.keyed import name_button
from ui.widgets.text import Paragraph, Pill, Role

REMEMBER_KEYS, BACK_KEYS = "Ctrl+M", "F5"


class PlacementCard(Card):
    def __init__(self) -> None:
        super().__init__("Vị trí dấu ký")
        self._pill = Pill()
        self._where = Paragraph("", Role.MUTED)
        self._warning = Paragraph("", Role.WARN)
        self.remember = button("", Kind.SECONDARY)
        name_button(self.remember, self.tr("Nhớ vị trí cho thủ tục này"), REMEMBER_KEYS)
        self.remember.setToolTip(
            self.tr("Giấy tờ sau của thủ tục này tự đặt dấu ký ở đây, ký hàng loạt cũng vậy.")
        )
        self.remember_component = button(self.tr("Chỉ nhớ cho loại giấy tờ này"), Kind.QUIET)
        self.back = button("", Kind.QUIET)
        for widget in (self._pill, self._where, self._warning):
            self.body.addWidget(widget)
        for made in (self.remember, self.remember_component, self.back):
            self.body.addWidget(made)
        self.hide()

    def show_state(self, state: PlaceState) -> None:
        self._pill.show_state(state.heading, state.tone)
        self._where.setText(state.where)
        self._warning.setText(state.warning)
        self._warning.setVisible(bool(state.warning))
        self.remember.setVisible(state.can_remember)
        self.remember_component.setVisible(state.can_remember_component)
        self.back.setVisible(bool(state.way_back))
        if state.way_back:
            name_button(self.back, state.way_back, BACK_KEYS)
        self.show()
