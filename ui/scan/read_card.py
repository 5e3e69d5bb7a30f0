"""What the document in view says of itself, beside it; opened when the officer wants to look."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.paper_field import Field
from app.operations.page_fields import PageField
from ui.field_words import shown_value
from ui.icons import Icon, icon
from ui.scan.read_row import ReadRow
from ui.theme import PALETTE
from ui.widgets.buttons import Kind, button, icon_button
from ui.widgets.card import Card, bring_into_view
from ui.widgets.text import ElidedLabel, Role, label

_BESIDE = {Field.NUMBER: 3, Field.NOTATION: 4}
"""On one line, as they stand on the paper, and how they share it."""
_IN_BRIEF = (Field.DAY, Field.SIGNER)


class ReadCard(Card):
    """Hidden until something was read; closed it says the number and the day in one line."""

    place_wanted = Signal(object)
    """PageField whose place is to be shown, None for no place."""
    confirmed = Signal(object)
    """Pairs of a PageField and what the officer says it is."""
    toggled = Signal(bool)
    left = Signal()
    """It closed under the keyboard, which must go elsewhere."""

    def __init__(self) -> None:
        super().__init__(self.tr("Đọc được"))
        self.rows = {field: ReadRow(field) for field in Field}
        self.unsure = label("", Role.WARN)
        self.toggle = icon_button(Icon.DOWN, self.tr("Xem và sửa (F9)"))
        self.brief = ElidedLabel("", Role.HINT)
        self.all_right = button(self.tr("Đúng cả, xác nhận"), Kind.SECONDARY, Icon.CHECK)
        self._inner = QWidget()
        self._lay_out()
        self.toggle.clicked.connect(lambda: self.open(opened=not self.is_open))
        self.all_right.clicked.connect(self._confirm_all)
        for row in self.rows.values():
            row.chosen.connect(lambda row=row: self.place_wanted.emit(row.shown))
            row.said.connect(lambda value, row=row: self.confirmed.emit([(row.shown, value)]))
            row.done.connect(lambda row=row: self._go_on(row))
            row.closed.connect(lambda: self.open(opened=False))
        self.show_fields(())
        self.open(opened=False)

    @property
    def is_open(self) -> bool:
        return self._inner.isVisibleTo(self)

    def open(self, *, opened: bool) -> None:
        """Show the values to be looked at, or one line of them."""
        focus = QApplication.focusWidget()
        changed, within = opened != self.is_open, focus and self._inner.isAncestorOf(focus)
        self._inner.setVisible(opened)
        self.brief.setVisible(not opened)
        self.toggle.setIcon(icon(Icon.UP if opened else Icon.DOWN, PALETTE.muted))
        if changed:
            self.toggled.emit(opened)
            self.place_wanted.emit(None)
        if within and not opened:
            self.left.emit()

    def show_fields(self, fields: Sequence[PageField]) -> None:
        known = {each.field: each for each in fields}
        for field, row in self.rows.items():
            if field in known:
                row.show_field(known[field])
            row.setVisible(field in known)
        count = sum(row.unsure for field, row in self.rows.items() if field in known)
        self.unsure.setText(self.tr("{} cần xem lại").format(count))
        self.unsure.setVisible(count > 0)
        self.brief.setText(_in_brief(known))
        self.all_right.setVisible(any(not each.confirmed for each in fields))
        self.setVisible(bool(known))

    @property
    def looked_at(self) -> PageField | None:
        """What the keyboard is on."""
        return next((row.shown for row in self.rows.values() if row.value.hasFocus()), None)

    def look(self) -> None:
        """Open, with the keyboard on the first value that nobody confirmed."""
        if not self.isVisible():
            return
        self.open(opened=True)
        rows = self._shown_rows()
        waiting = [row for row in rows if row.shown is not None and not row.shown.confirmed]
        self._choose((waiting or rows)[0])

    def _lay_out(self) -> None:
        self.head.addWidget(self.unsure)
        self.head.addWidget(self.toggle)
        beside = QHBoxLayout()
        beside.setSpacing(6)
        for field, share in _BESIDE.items():
            beside.addWidget(self.rows[field], share)
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(beside)
        for field, row in self.rows.items():
            if field not in _BESIDE:
                column.addWidget(row)
        column.addWidget(self.all_right)
        self.body.addWidget(self.brief)
        self.body.addWidget(self._inner)

    def _shown_rows(self) -> list[ReadRow]:
        return [row for row in self.rows.values() if row.isVisibleTo(self._inner)]

    def _go_on(self, after: ReadRow) -> None:
        rows = self._shown_rows()
        place = rows.index(after) + 1 if after in rows else len(rows)
        if place < len(rows):
            self._choose(rows[place])
        else:
            self.open(opened=False)

    def _choose(self, row: ReadRow) -> None:
        row.value.setFocus()
        row.value.selectAll()
        bring_into_view(row)

    def _confirm_all(self) -> None:
        shown = [row.shown for row in self._shown_rows()]
        self.confirmed.emit([(each, each.value) for each in shown if each and not each.confirmed])
        self.open(opened=False)


def _in_brief(known: dict[Field, PageField]) -> str:
    """``128/QĐ-UBND · 05/10/2026 · Trần Quốc Vượng``"""
    said = {field: shown_value(field, each.value) for field, each in known.items()}
    number = "/".join(said[each] for each in (Field.NUMBER, Field.NOTATION) if said.get(each))
    parts = [number, *(said.get(field, "") for field in _IN_BRIEF)]
    return " · ".join(part for part in parts if part) or said.get(Field.KIND, "")
