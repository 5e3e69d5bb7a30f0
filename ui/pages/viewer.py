"""Thumbnails, pages and the tools to look at them, in one widget."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ui.background import Worker
from ui.icons import Icon
from ui.pages.page_layout import Fit, Zoom
from ui.pages.page_strip import PageStrip
from ui.pages.page_view import PageView
from ui.pages.renderer import PageRenderer
from ui.pages.source import PageSource
from ui.widgets.buttons import icon_button


class PageViewer(QWidget):
    """A paper as the officer reads it. ``view`` and ``strip`` are there to be built upon."""

    opened = Signal()
    failed = Signal(object)
    """AppError: the paper cannot be shown."""

    def __init__(self, lane: Worker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.renderer = PageRenderer(lane, self)
        self._wanted: PageSource | None = None
        self.view = PageView(self.renderer)
        self.strip = PageStrip(self.renderer)
        self.bar = _ViewBar(self.view)
        pages = QHBoxLayout()
        pages.setSpacing(0)
        pages.addWidget(self.strip)
        pages.addWidget(self.view, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.bar)
        self._column.addLayout(pages, 1)
        self.strip.page_chosen.connect(self.view.go_to)
        self.view.page_changed.connect(self.strip.set_current)
        self.renderer.opened.connect(self._opened)
        self.renderer.failed.connect(self.failed)
        self.bar.setEnabled(False)

    def show_source(self, source: PageSource | None) -> None:
        """Show ``source``, or nothing. A page that is in it and in view now stays in view."""
        self._wanted = source
        self.renderer.show(source)

    def shows(self, source: PageSource | None) -> bool:
        """Whether ``source`` is shown, and no other is on its way."""
        return source == self._wanted == self.renderer.source

    def add_bar(self, bar: QWidget) -> None:
        """Put a screen's own ``bar`` between the tools and the pages."""
        self._column.insertWidget(self._column.count() - 1, bar)

    def _opened(self) -> None:
        count = len(self.renderer.sizes)
        self.bar.setEnabled(count > 0)
        self.bar.show_page(self.view.page)
        self.strip.set_current(self.view.page)
        self.opened.emit()


class _ViewBar(QFrame):
    """Page number, zoom and rotation; room at the right for a screen's own buttons.

    A screen that turns the pages themselves hides ``rotate``, which turns the view only.
    """

    def __init__(self, view: PageView) -> None:
        super().__init__()
        self.setProperty("role", "toolbar")
        self._view = view
        self._number = QLabel()
        self._percent = QLabel()
        self._percent.setMinimumWidth(48)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(8, 4, 8, 4)
        self.row.setSpacing(4)
        self.row.addWidget(self._number)
        self.row.addStretch(1)
        self._add(Icon.ZOOM_OUT, self.tr("Thu nhỏ (−)"), lambda: view.step_zoom(-1))
        self.row.addWidget(self._percent)
        self._add(Icon.ZOOM_IN, self.tr("Phóng to (+)"), lambda: view.step_zoom(1))
        self._add(
            Icon.FIT_WIDTH, self.tr("Vừa chiều ngang (W)"), lambda: view.set_zoom(Zoom(Fit.WIDTH))
        )
        self._add(Icon.FIT_PAGE, self.tr("Vừa cả trang (P)"), lambda: view.set_zoom(Zoom(Fit.PAGE)))
        self.rotate = self._add(Icon.ROTATE, self.tr("Xoay để xem"), lambda: view.rotate(90))
        view.page_changed.connect(self.show_page)
        view.arranged.connect(self._show_percent)

    def show_page(self, page: int) -> None:
        count = len(self._view.renderer.sizes)
        self._number.setText(self.tr("Trang {0}/{1}").format(page, count) if count else "")
        self._show_percent()

    def _show_percent(self) -> None:
        self._percent.setText(f"{self._view.percent} %" if self._view.renderer.sizes else "")

    def _add(self, name: Icon, tip: str, act: Callable[[], object]) -> QToolButton:
        made = icon_button(name, tip)
        made.clicked.connect(lambda *_: act())
        self.row.addWidget(made)
        return made
