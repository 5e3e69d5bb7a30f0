"""A paper of the vault in a window of its own, to be read and closed with Esc."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.domain.paper import Paper
from app.operations.paper_fields import OfferedField
from app.pdf_content import PdfInMemory
from ui.background import run
from ui.icons import Icon
from ui.pages.show_place import show_place
from ui.pages.source import PdfSource
from ui.pages.viewer import PageViewer
from ui.services import Services
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind, button


class PaperWindow(QDialog):
    """Shows the file that counts now: the signed one once there is one."""

    def __init__(
        self, services: Services, paper: Paper, parent: QWidget, field: OfferedField | None = None
    ) -> None:
        super().__init__(parent)
        self._field = field
        self.setWindowTitle(paper.title)
        self.resize(1000, 680)
        self.viewer = PageViewer(services.page_lane)
        self._notice = Banner()
        if paper.signature is not None:
            self._offer_verification(services, paper)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._notice)
        column.addWidget(self.viewer, 1)
        self.viewer.failed.connect(self._notice.show_error)
        self.viewer.opened.connect(self._opened)
        self.finished.connect(self._close)
        run(
            services.counter.files_lane,
            services.counter.vault.read,
            paper.sha256,
            owner=self,
            done=lambda content: self._show(PdfInMemory(paper.title, content)),
            failed=self._notice.show_error,
        )

    def _offer_verification(self, services: Services, paper: Paper) -> None:
        verify = button(self.tr("Xác thực chữ ký"), Kind.QUIET, Icon.CHECK, "F9")
        verify.clicked.connect(lambda: self._verify(services, paper))
        self.viewer.bar.row.addWidget(verify)

    def _verify(self, services: Services, paper: Paper) -> None:
        # Imported when it is asked for: the desk, which shows papers, must not wait for it.
        from ui.verification.subject import paper_subject
        from ui.verification.window import show_verification

        show_verification(services, [paper_subject(services.counter, paper)], self)

    def _show(self, pdf: PdfInMemory) -> None:
        self.viewer.show_source(PdfSource(pdf))

    def _opened(self) -> None:
        self.viewer.view.setFocus()
        if self._field is not None and self._field.box is not None:
            show_place(self.viewer.view, self._field.page, self._field.box)

    def _close(self) -> None:
        self.viewer.show_source(None)
        self.deleteLater()


def show_paper(
    services: Services, paper: Paper, parent: QWidget, field: OfferedField | None = None
) -> PaperWindow:
    """Open ``paper`` beside the work that goes on in ``parent``, where ``field`` was read on it."""
    window = PaperWindow(services, paper, parent, field)
    window.open()
    return window
