"""Takes the stamp's place from the page into the list, and keeps it for the next papers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from app.counter import Counter
from app.domain.paper import PaperId, Rect
from app.domain.place_template import RememberedPlace
from app.errors import AppError
from signing.place_facts import PlacedBy
from signing.placement import Placement
from ui.background import run
from ui.messages import Message
from ui.sign.place_state import PlaceState
from ui.sign.placement_bar import PlacementBar
from ui.sign.stamp_preview import StampPreview
from ui.sign.waiting import WaitingModel
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.table import Table

_SIDES = ("x0", "y0", "x1", "y1")
_SAME = 0.01
"""Points; a stamp that came back went through pixels."""


@dataclass(frozen=True)
class PlacementParts:
    """What the control joins, all of one screen."""

    table: Table
    model: WaitingModel
    preview: StampPreview
    bar: PlacementBar
    banner: Banner
    show_again: Callable[[], None]
    """Show the chosen row as it is now."""
    weigh_again: Callable[[], None]
    """Find out anew which documents have a place."""


class PlacementControl(QObject):
    def __init__(self, counter: Counter, parts: PlacementParts, parent: QObject) -> None:
        super().__init__(parent)
        self._counter, self._parts = counter, parts
        self._state: PlaceState | None = None
        self._untouched: PlaceState | None = None
        """As the rule or the template has it; None when the officer had moved it before, and where
        it has no place yet."""
        parts.preview.placed.connect(self._start)
        parts.preview.view.placement_changed.connect(self._moved)
        parts.bar.remember.clicked.connect(lambda: self._remember(component_only=False))
        parts.bar.remember_component.triggered.connect(lambda: self._remember(component_only=True))
        parts.bar.back.clicked.connect(self._go_back)

    def _start(self, state: PlaceState | None) -> None:
        found = state is not None and state.chosen.by in (PlacedBy.RULE, PlacedBy.TEMPLATE)
        self._untouched = state if found else None
        self._show(state)

    def _show(self, state: PlaceState | None) -> None:
        self._state = state
        if state is None:
            self._parts.bar.hide()
        else:
            self._parts.bar.show_state(state)

    def _moved(self, page: int, rect: Rect) -> None:
        number = self._number()
        if number is None or self._state is None:
            return
        placement = Placement(page, rect)
        if self._untouched and _same(placement, self._untouched.chosen.placement):
            self._parts.model.place(number, None)
            self._show(self._untouched)
            return
        self._parts.model.place(number, placement)
        self._show(self._state.moved(placement))

    def _go_back(self) -> None:
        number = self._number()
        if number is None or self._state is None:
            return
        self._parts.preview.view.setFocus()
        paper = self._parts.model.rows[number].document.paper
        if not self._state.forgets or paper is None:
            self._parts.model.place(number, None)
            self._show_again()
            return
        from app.operations.forget_place import forget_place

        self._write(
            partial(
                forget_place, store=self._counter.store, paper_id=paper.id,
                profile=self._parts.preview.profile,
            ),
            partial(self._forgotten, paper.id),
        )  # fmt: skip

    def _show_again(self) -> None:
        self._parts.show_again()
        self._parts.weigh_again()

    def _remember(self, *, component_only: bool) -> None:
        number, state = self._number(), self._state
        paper = None if number is None else self._parts.model.rows[number].document.paper
        if state is None or paper is None:
            return
        self._parts.preview.view.setFocus()

        def remember() -> None:
            from app.operations.remember_place import remember_place

            remember_place(
                store=self._counter.store, vault=self._counter.vault, paper_id=paper.id,
                profile=self._parts.preview.profile, placement=state.chosen.placement,
                component_only=component_only,
            )  # fmt: skip

        self._write(remember, lambda _: self._remembered(paper.id))

    def _remembered(self, paper: PaperId) -> None:
        for number, row in enumerate(self._parts.model.rows):
            if row.key == paper:
                self._parts.model.place(number, None)
        self._show_again()

    def _forgotten(self, paper: PaperId, held: RememberedPlace | None) -> None:
        self._show_again()
        if held is None:
            return
        self._parts.banner.say(
            Message(
                self.tr("Đã quên vị trí đã nhớ"),
                self.tr("Từ nay dấu ký về vị trí chung của thủ tục.")
                if held.procedure_too
                else self.tr("Từ nay dấu ký về vị trí theo quy định."),
                "",
            ),
            Tone.INFO,
            self.tr("Hoàn tác"),
            partial(self._restore, paper, held),
        )

    def _restore(self, paper: PaperId, held: RememberedPlace) -> None:
        from app.operations.forget_place import restore_place

        self._parts.banner.hide()
        self._write(
            partial(
                restore_place, store=self._counter.store, paper_id=paper,
                profile=self._parts.preview.profile, held=held,
            ),
            lambda _: self._show_again(),
        )  # fmt: skip

    def _write(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        failed: Callable[[AppError], None] = self._parts.banner.show_error
        run(self._counter.files_lane, work, owner=self, done=done, failed=failed)

    def _number(self) -> int | None:
        number = self._parts.table.current_row()
        return number if 0 <= number < len(self._parts.model.rows) else None


def _same(one: Placement, other: Placement) -> bool:
    ways = (getattr(one.rect, each) - getattr(other.rect, each) for each in _SIDES)
    return one.page == other.page and all(abs(way) < _SAME for way in ways)
