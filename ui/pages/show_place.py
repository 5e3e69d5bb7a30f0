"""Pointing at a place on a page: near enough to be read, and in view."""

from app.domain.paper import Rect
from ui.pages.page_layout import GAP, Zoom
from ui.pages.page_view import STEPS, PageView

_LEGIBLE = 100
"""Percent at which print is read without leaning forward."""
_ROOM = 0.94
"""Share of the view that a place may fill across."""


def show_place(view: PageView, page: int, rect: Rect) -> None:
    """Mark ``rect`` of ``page`` (1 for the first) and bring it into view, nearer where it is small.

    Never farther than it is now; a page that is not there is left alone.
    """
    if not 1 <= page <= len(view.renderer.sizes):
        return
    view.mark.show(page, rect)
    percent = _fitting(view)
    if percent > view.percent:
        view.set_zoom(Zoom(None, percent))
    _scroll(view)


def _fitting(view: PageView) -> int:
    """The largest step at which the place fits across, up to where it is legible."""
    wide = view.mark.box(view.layout_).width() / view.percent
    room = view.viewport().width() * _ROOM
    fitting = [step for step in STEPS if step <= _LEGIBLE and step * wide <= room]
    return fitting[-1] if fitting else 0


def _scroll(view: PageView) -> None:
    """The place in the upper half, where what follows it is seen too; no farther than need be."""
    box, room = view.mark.box(view.layout_), view.viewport()
    down, across = view.verticalScrollBar(), view.horizontalScrollBar()
    top, bottom = down.value() + GAP, down.value() + room.height() - GAP
    if box.top() < top or box.bottom() > bottom:
        down.setValue(round(box.center().y() - room.height() / 3))
    left, right = across.value(), across.value() + room.width()
    if box.left() < left or box.right() > right:
        across.setValue(round(box.center().x() - room.width() / 2))
