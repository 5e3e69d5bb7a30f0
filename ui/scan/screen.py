"""The screen Quét: pages as they come, put right, and attached to a dossier."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.paper import Paper
from app.domain.scan import ScanBatch
from app.operations.build_paper import build_paper
from app.operations.scan_pages import batch_folder, begin_batch, discard_batch, scan_pages
from app.scanning.source import ScanRequest
from app.store.changes import Changes, Topic
from ui.background import Stop, run
from ui.icons import Icon
from ui.messages import Message
from ui.pages.source import ImageSource, PageFile
from ui.pages.viewer import PageViewer
from ui.scan.attach_panel import AttachPanel
from ui.scan.page_edits import Act, PageEdits
from ui.scan.source_bar import SourceBar
from ui.scan.targets import Target, read_targets
from ui.screen import Screen
from ui.services import Services
from ui.shortcuts import KeyLine
from ui.theme import Tone
from ui.widgets.busy_row import BusyRow
from ui.widgets.buttons import icon_button
from ui.widgets.confirm import confirm
from ui.widgets.empty_state import EmptyState


class ScanScreen(Screen):
    """Shows the newest open batch; pages left by a crash are simply there."""

    keys = (
        KeyLine("F6", "Quét, quét tiếp"),
        KeyLine("F7", "Lấy trang từ tệp"),
        KeyLine("R · Shift+R", "Xoay phải, xoay trái"),
        KeyLine("Delete", "Xóa trang đang xem"),
        KeyLine("Ctrl+Z", "Hoàn tác"),
        KeyLine("Ctrl+↑ · Ctrl+↓", "Chuyển trang lên, xuống"),
        KeyLine("F10", "Gắn vào hồ sơ"),
    )

    def __init__(self, services: Services) -> None:
        super().__init__("Quét")
        self._services, self._counter = services, services.counter
        self.batch: ScanBatch | None = None
        self._aim: tuple[str, str] = ("", "")
        self._stop: Stop | None = None
        self.edits = PageEdits(services.counter.store)
        self.source_bar = SourceBar(services.counter)
        self.busy = BusyRow()
        self.viewer = PageViewer(services.page_lane)
        self.panel = AttachPanel()
        self.empty = EmptyState(
            Icon.SCAN,
            "Chưa có trang nào",
            "Đặt giấy vào máy rồi bấm Quét (F6), hoặc lấy ảnh, PDF có sẵn bằng Chọn tệp (F7).",
        )
        self._lay_out()
        services.store_signals.changed.connect(self._store_changed)

    def _lay_out(self) -> None:
        self.body.addWidget(self.source_bar)
        self.body.addWidget(self.busy)
        middle = QVBoxLayout()
        middle.addWidget(self.viewer, 1)
        middle.addWidget(self.empty, 1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(middle, 1)
        row.addWidget(self.panel)
        self.body.addLayout(row, 1)
        edits = self.edits
        for name, tip, keys, act in (
            (Icon.ROTATE_LEFT, "Xoay trái", "Shift+R", partial(edits.rotate, turns=-1)),
            (Icon.ROTATE, "Xoay phải", "R", partial(edits.rotate, turns=1)),
            (Icon.UP, "Chuyển lên", "Ctrl+Up", partial(edits.move, by=-1)),
            (Icon.DOWN, "Chuyển xuống", "Ctrl+Down", partial(edits.move, by=1)),
            (Icon.DELETE, "Xóa trang", "Delete", edits.remove),
        ):
            self._add_tool(name, tip, keys, act)
        undo = icon_button(Icon.UNDO, "Hoàn tác (Ctrl+Z)")
        undo.clicked.connect(lambda: self._do(self.edits.undo()))
        QShortcut(QKeySequence("Ctrl+Z"), self, lambda: self._do(self.edits.undo()))
        self.viewer.bar.row.addWidget(undo)
        self.source_bar.scan_wanted.connect(self.scan)
        self.source_bar.failed.connect(self.banner.show_error)
        self.panel.attach_wanted.connect(self.attach)
        self.panel.discard_wanted.connect(self._discard)
        self.busy.cancelled.connect(lambda: self._stop and self._stop.ask())

    def _add_tool(
        self, name: Icon, tip: str, keys: str, act: Callable[[ScanBatch, int], Act | None]
    ) -> None:
        def do() -> None:
            if self.batch is not None and self.batch.pages:
                self._do(act(self.batch, self.viewer.view.page))

        tool = icon_button(name, f"{tip} ({keys})")
        tool.clicked.connect(do)
        QShortcut(QKeySequence(keys), self, do)
        self.viewer.bar.row.addWidget(tool)

    def enter(self, subject: object = None) -> None:
        """``subject`` is (dossier_id, component_id) when a component's paper is to be scanned."""
        self._aim = subject if isinstance(subject, tuple) else ("", "")
        self.read()
        if self._stop is None:
            self.source_bar.refresh()
        self.source_bar.scan.setFocus()

    def read(self) -> None:
        """Read the open batch again and show its pages."""
        with self._counter.store.read() as work:
            batches = [batch for batch in work.scans.open_batches() if batch.pages]
        aimed = [b for b in batches if (b.dossier_id, b.component_id) == self._aim]
        batch = (aimed or ([] if any(self._aim) else batches) or [None])[-1]
        if self.batch is None or batch is None or batch.id != self.batch.id:
            self.edits.forget()
            aim = (batch.dossier_id, batch.component_id) if batch else self._aim
            self.panel.show_targets(read_targets(self._counter.store), aim)
        self.batch = batch
        folder = batch_folder(self._counter.profile.work, batch.id) if batch else None
        pages = batch.pages if batch else ()
        files = tuple(PageFile(folder / p.file, p.dpi, p.rotation) for p in pages)
        self.viewer.show_source(ImageSource(files) if files else None)
        self.viewer.setVisible(bool(files))
        self.empty.setVisible(not files)
        self.panel.show_batch(batch, busy=self._stop is not None)

    def scan(self, address: str, request: ScanRequest) -> None:
        """Append pages of ``address`` to the batch in view, or begin one."""
        counter, batch = self._counter, self.batch
        self._stop = stop = Stop()
        self.banner.hide()
        self.busy.start("Đang quét")
        self.source_bar.set_busy(busy=True)

        def work(progress: Callable[[object], None]) -> None:
            from app.scanning.sources import open_source

            source = open_source(address)
            into = batch or begin_batch(
                store=counter.store, source=address, now=counter.now(),
                dossier_id=self._aim[0], component_id=self._aim[1],
            )  # fmt: skip
            scan_pages(
                store=counter.store, work_folder=counter.profile.work, batch_id=into.id,
                source=source, request=request, stop=stop, on_page=progress,
            )  # fmt: skip

        run(
            counter.scanner_lane, work, owner=self, done=lambda _: None,
            failed=self.banner.show_error, progress=lambda _: None, ended=self._scanned,
        )  # fmt: skip

    def attach(self, target: Target) -> None:
        """Make the pages one paper of ``target``."""
        counter, batch = self._counter, self.batch
        if batch is None:
            return
        self.busy.start("Đang tạo tệp PDF", can_stop=False)
        self.panel.show_batch(batch, busy=True)
        run(
            counter.files_lane, build_paper, store=counter.store, vault=counter.vault,
            work_folder=counter.profile.work, batch_id=batch.id, dossier_id=target.dossier_id,
            component_id=target.component_id, title=target.title, now=counter.now(),
            owner=self, done=self._attached, failed=self.banner.show_error,
            ended=self._scanned,
        )  # fmt: skip

    def _attached(self, paper: Paper) -> None:
        words = Message(
            f"Đã gắn “{paper.title}”",
            f"{paper.pages} trang, {paper.dpi} dpi, {paper.size_bytes / 1e6:.1f} MB, chờ ký số.",
            "Quét tiếp giấy tờ khác, hoặc ký số ngay.",
        )
        self._aim = ("", "")
        self.read()
        self.banner.say(
            words, Tone.OK, "Ký số ngay", lambda: self.wanted.emit("sign", paper.dossier_id)
        )

    def _scanned(self) -> None:
        """The scanner or the builder is done, one way or the other."""
        self._stop = None
        self.busy.finish()
        self.source_bar.set_busy(busy=False)
        self.read()

    def _do(self, act: Act | None) -> None:
        if act is not None:
            run(
                self._counter.files_lane, act, owner=self, done=lambda _: None,
                failed=self.banner.show_error,
            )  # fmt: skip

    def _discard(self) -> None:
        batch = self.batch
        if batch is None or not confirm(
            self,
            "Bỏ lượt quét này?",
            f"{len(batch.pages)} trang sẽ không được dùng nữa.",
            "Bỏ lượt quét",
        ):
            return
        store = self._counter.store
        self._do(lambda: discard_batch(store=store, batch_id=batch.id))

    def _store_changed(self, changes: Changes) -> None:
        if Topic.SCANS in changes.topics and self.isVisible():
            if self._stop is not None and self.batch is not None:
                self.busy.advance(0, 0, f"Đã quét {len(self.batch.pages) + 1} trang")
            self.read()
