"""So sánh: what a signature signed beside the file as it is, page by page."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from signing.verification.report import VerificationReport
from signing.verification.versions import PageVersions
from ui.background import run
from ui.icons import Icon
from ui.services import Services
from ui.verification.linked_pages import LinkedPages
from ui.verification.outlines import Cause, outlines
from ui.verification.subject import Subject
from ui.verification.view import report_view
from ui.widgets.banner import Banner
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import Kind, button, icon_button
from ui.widgets.text import Paragraph, Role, label

_WIDTH = 1400
"""Pixels of a picture, drawn once and shown smaller or larger."""
_STEP = 1.25


class VersionsWindow(QDialog):
    """PgUp/PgDn go from page to page, F3 to the next page that differs, + and − zoom."""

    def __init__(
        self,
        services: Services,
        subject: Subject,
        report: VerificationReport,
        number: int,
        parent: QWidget | None = None,
    ) -> None:
        """``number`` is the signature whose version is shown first, 0 for the first."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("So sánh: {}").format(subject.name))
        self.resize(1180, 700)
        self._services, self._subject, self._report = services, subject, report
        self._asked = 0
        self.page, self.shown = 1, PageVersions(None, None, 0, 0)
        self.banner, self.busy, self.pages = Banner(), BusyRow(), LinkedPages()
        self.said = Paragraph("", Role.LABEL)
        self._number = label("")
        self._lay_out(number)
        self._choose(number)

    def _lay_out(self, number: int) -> None:
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("Chữ ký"))
        for view in report_view(self._report).signatures:
            self.which.addItem(view.title)
        self.which.setCurrentIndex(number)
        self.which.activated.connect(self._choose)
        self.before = icon_button(Icon.LEFT, self.tr("Trang trước (PgUp)"))
        self.after = icon_button(Icon.RIGHT, self.tr("Trang sau (PgDn)"))
        self.next = button(self.tr("Trang khác nhau tiếp theo"), Kind.SECONDARY, None, "F3")
        smaller = icon_button(Icon.ZOOM_OUT, self.tr("Thu nhỏ (−)"))
        larger = icon_button(Icon.ZOOM_IN, self.tr("Phóng to (+)"))
        self.before.clicked.connect(lambda: self.go_to(self.page - 1))
        self.after.clicked.connect(lambda: self.go_to(self.page + 1))
        self.next.clicked.connect(self._next_changed)
        smaller.clicked.connect(lambda: self.pages.zoom(1 / _STEP))
        larger.clicked.connect(lambda: self.pages.zoom(_STEP))
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.which, self.before, self._number, self.after, self.next):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(smaller)
        row.addWidget(larger)
        close = button(self.tr("Đóng"))
        close.clicked.connect(self.close)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.banner)
        column.addWidget(self.busy)
        column.addWidget(self.said)
        column.addWidget(self.pages, 1)
        self.pages.setFocus()

    @property
    def changed_pages(self) -> tuple[int, ...]:
        """Pages on which verification found a difference."""
        return self._report.signatures[self.which.currentIndex()].changed_pages

    def go_to(self, page: int) -> None:
        """Show ``page``, 1 for the first; beyond the last of both versions nothing happens."""
        last = max(self.shown.signed_pages, self.shown.current_pages, 1)
        if not 1 <= page <= last:
            return
        self.page = page
        self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self.go_to(self.page + step)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.pages.zoom(_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.pages.zoom(1 / _STEP)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            bar = self.pages.right.verticalScrollBar()
            bar.setValue(bar.value() + (48 if event.key() == Qt.Key.Key_Down else -48))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.pages.fit()

    def _choose(self, _: int) -> None:
        """Begin with the first page that differs."""
        self.page = min(self.changed_pages, default=1)
        self._ask()

    def _next_changed(self) -> None:
        later = [page for page in self.changed_pages if page > self.page]
        self.page = min(later or self.changed_pages, default=self.page)
        self._ask()

    def _ask(self) -> None:
        self._asked += 1
        asked, page = self._asked, self.page
        self.busy.start(self.tr("Đang dựng trang {}").format(page), can_stop=False)
        run(
            self._services.counter.files_lane, self._drawn, page, self.which.currentIndex(),
            owner=self, done=lambda found: self._take(asked, found),
            failed=self.banner.show_error, ended=lambda: asked == self._asked and self._rest(),
        )  # fmt: skip

    def _drawn(self, page: int, number: int) -> PageVersions:
        return self._services.counter.verification.versions(
            self._subject.read(),
            signed_bytes=self._report.signatures[number].signed_bytes,
            page=page,
            width=_WIDTH,
        )

    def _take(self, asked: int, found: PageVersions) -> None:
        if asked != self._asked:
            return
        self.shown = found
        gone, new = self.tr("Bản hiện tại không có trang này"), self.tr("Lúc ký chưa có trang này")
        number = self.which.currentIndex()
        marked = tuple(outlines(found, self._report, number=number, page=self.page))
        self.pages.signed.show_picture(found.signed, marked, new)
        self.pages.current.show_picture(found.current, marked, gone)
        self.pages.fit()
        if marked:
            changed = [each for each in marked if each.cause is Cause.CHANGED]
            self.pages.go_to((changed or list(marked))[0].place)
        self.said.setText(self._words(found, {each.cause for each in marked}))

    def _rest(self) -> None:
        self.busy.finish()
        last = max(self.shown.signed_pages, self.shown.current_pages, 1)
        self._number.setText(self.tr("Trang {0}/{1}").format(self.page, last))
        self.before.setEnabled(self.page > 1)
        self.after.setEnabled(self.page < last)
        self.next.setEnabled(bool(self.changed_pages))

    def _words(self, found: PageVersions, causes: set[Cause]) -> str:
        if found.signed is None or found.current is None:
            return self.tr("Trang này chỉ có ở một bản.")
        told = {
            Cause.CHANGED: self.tr("Viền đỏ: chỗ khác với lúc ký."),
            Cause.SIGNED_LATER: self.tr("Viền xanh nét đứt: chữ ký được ký sau."),
        }
        said = [text for cause, text in told.items() if cause in causes]
        return " ".join(said) or self.tr("Hai bản của trang này giống nhau.")
