"""What was read from the pages in view, shown beside them and pointed at; her word is kept."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from app.domain.paper import Rect
from app.domain.paper_field import Field, suggested_title
from app.domain.scan import PixelBox, ScanBatch
from app.errors import AppError
from app.operations.page_fields import PageField, batch_fields, confirm_fields
from ui.background import run
from ui.pages.page_layout import Zoom
from ui.pages.show_place import show_place
from ui.pages.viewer import PageViewer
from ui.scan.attach_panel import AttachPanel
from ui.screen import Screen
from ui.services import Services

_OPEN = "scan/read_open"


class ReadFields(QObject):
    def __init__(
        self, services: Services, screen: Screen, viewer: PageViewer, panel: AttachPanel
    ) -> None:
        super().__init__(screen)
        self._counter, self._memory = services.counter, services.memory
        self._viewer, self._panel, self._card = viewer, panel, panel.read
        self._batch: ScanBatch | None = None
        self._banner = screen.banner
        self._zooms: tuple[Zoom, Zoom] | None = None
        """How large pages were before places were pointed at, and are for that."""
        self._card.open(opened=bool(self._memory.value(_OPEN, False, bool)))
        self._card.toggled.connect(lambda opened: self._memory.setValue(_OPEN, opened))
        self._card.place_wanted.connect(self._point)
        self._card.left.connect(viewer.view.setFocus)
        viewer.opened.connect(lambda: self._card.looked_at and self._point(self._card.looked_at))
        self._card.confirmed.connect(self._confirm)
        QShortcut(QKeySequence("F9"), screen, self._card.look)

    def show(self, batch: ScanBatch | None) -> None:
        """Show what is known of the pages of ``batch``; what is being typed stays."""
        self._batch = batch
        fields = batch_fields(self._counter.store, batch.pages) if batch else ()
        self._card.show_fields(fields)
        said = {each.field: each.value for each in fields}
        self._panel.offer.offer(
            suggested_title(said.get(Field.KIND, ""), said.get(Field.SUBJECT, ""))
        )

    def _point(self, field: PageField | None) -> None:
        view = self._viewer.view
        if field is None:
            view.mark.hide()
            self._as_before()
            return
        pages = {page.id: page for page in self._batch.pages} if self._batch else {}
        page, sizes = pages.get(field.page_id), view.renderer.sizes
        if field.box is None or page is None or field.page > len(sizes):
            view.mark.hide()
            return
        before = self._zooms[0] if self._zooms else view.zoom
        show_place(view, field.page, _points(field.box, page.dpi, sizes[field.page - 1].height))
        self._zooms = before, view.zoom

    def _as_before(self) -> None:
        """As large as it was, unless the officer chose otherwise meanwhile."""
        zooms, self._zooms = self._zooms, None
        if zooms is not None and self._viewer.view.zoom == zooms[1]:
            self._viewer.view.set_zoom(zooms[0])

    def _confirm(self, fields: list[tuple[PageField, str]]) -> None:
        run(
            self._counter.files_lane, confirm_fields, owner=self, done=lambda _: None,
            failed=self._failed, store=self._counter.store, fields=fields,
        )  # fmt: skip

    def _failed(self, error: AppError) -> None:
        """Nothing was kept; what is typed stays, to be tried again."""
        self._banner.show_error(error)


def _points(box: PixelBox, dpi: int, height: float) -> Rect:
    """``box`` on a page that is ``height`` points high as it is shown."""
    scale = 72 / dpi
    return Rect(
        box.left * scale, height - box.bottom * scale, box.right * scale, height - box.top * scale
    )
