"""The pages of the batch in view, or what to do when there are none."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.scan import ScanBatch
from app.lanes import Lane
from app.operations.page_folders import PageFolders
from ui.icons import Icon
from ui.pages.page_strip import PageMark
from ui.pages.source import ImageSource, PageFile
from ui.pages.viewer import PageViewer
from ui.scan.page_findings import short_findings
from ui.scan.source_bar import SourceBar
from ui.theme import Tone
from ui.widgets.buttons import Kind
from ui.widgets.empty_state import EmptyState


class PagesArea(QWidget):
    """``viewer`` shows them as they are cleaned."""

    def __init__(self, lane: Lane, folders: PageFolders, bar: SourceBar) -> None:
        super().__init__()
        self._folders = folders
        self.viewer = PageViewer(lane)
        self.empty = EmptyState(
            Icon.SCAN,
            self.tr("Chưa có trang nào"),
            self.tr("Đặt giấy vào máy rồi quét, hoặc lấy ảnh, PDF có sẵn."),
        )
        self.empty.add_action(self.tr("Quét (F6)"), bar.scan.click, Kind.PRIMARY, Icon.SCAN)
        self.empty.add_action(self.tr("Chọn tệp (F7)"), bar.file.click, Kind.SECONDARY, Icon.FOLDER)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.viewer, 1)
        stack.addWidget(self.empty, 1)

    def show_batch(self, batch: ScanBatch | None) -> None:
        files = tuple(
            PageFile(self._folders.page(page), page.dpi, page.rotation, page.cleaning)
            for page in (batch.pages if batch else ())
        )
        source = ImageSource(files) if files else None
        if not self.viewer.shows(source):
            self.viewer.show_source(source)
        wrong = short_findings(batch.pages if batch else ())
        marks = {number: PageMark(Tone.WARN, words) for number, words in wrong.items()}
        self.viewer.strip.set_marks(marks)
        self.viewer.setVisible(bool(files))
        self.empty.setVisible(not files)
