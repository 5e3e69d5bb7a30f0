"""The window brought to life for one counter: services, screens, what happens between them."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from app.counter import Counter
from app.lanes import Lane
from app.store.changes import Changes, Topic
from ui.background import run
from ui.icons import Icon, icon
from ui.main_window import MainWindow
from ui.services import Services
from ui.status_strip import StatusStrip
from ui.store_signals import StoreSignals
from ui.sync_watch import SyncWatch
from ui.token_watch import TokenWatch


class Shell(QObject):
    """Call :meth:`start` once the event loop runs or is about to, and :meth:`close` after it."""

    def __init__(self, counter: Counter, window: MainWindow) -> None:
        super().__init__()
        self._counter, self.window = counter, window
        self._lanes = Lane("pages"), Lane("province")
        self.services = Services(
            counter=counter,
            store_signals=StoreSignals(counter.store.subscribe, self),
            token_watch=TokenWatch(counter.token_lane, lambda: counter.device, self),
            sync_watch=SyncWatch(counter, self),
            page_lane=self._lanes[0],
            province_lane=self._lanes[1],
            memory=window.remembered,
        )
        self._rail = window.rail
        strip = StatusStrip(self.services, counter.now)
        strip.wanted.connect(window.open_screen)
        window.use(self.services, strip)
        self._read_rail()
        self._rail.show_officer(counter.officer())
        self._rail.officer_clicked.connect(self._officer_clicked)
        window.sign_in_wanted.connect(self.sign_in)
        self.services.store_signals.changed.connect(self._store_changed)

    def start(self) -> None:
        """Devices and the province are asked once the window is there."""
        self.window.show()
        self.services.token_watch.start()
        self.services.sync_watch.start()

    def close(self) -> None:
        """Stop what belongs to the window. The counter is closed by its owner."""
        self.services.token_watch.stop()
        self.services.store_signals.close()
        for lane in self._lanes:
            lane.close()

    def _read_rail(self) -> None:
        with self._counter.store.read() as work:
            self._rail.refresh(work)

    def _store_changed(self, changes: Changes) -> None:
        self._read_rail()
        if Topic.QUEUE in changes.topics:
            self._rail.show_officer(self._counter.officer())

    def _officer_clicked(self) -> None:
        officer = self._counter.officer()
        if officer is None:
            self.sign_in()
            return
        menu = QMenu(self.window)
        again = menu.addAction(icon(Icon.KEY), self.tr("Đăng nhập lại"))
        again.triggered.connect(self.sign_in)
        out = menu.addAction(icon(Icon.LOCK), self.tr("Đăng xuất"))
        out.triggered.connect(self._sign_out)
        self._rail.open_menu(menu)
        menu.deleteLater()

    def sign_in(self) -> None:
        """Ask the officer to sign in at the province."""
        from ui.sign_in.dialog import SignInDialog

        dialog = SignInDialog(self.services, self.window)
        if dialog.exec():
            self.services.sync_watch.wake()
        dialog.deleteLater()

    def _sign_out(self) -> None:
        # Imported late: the wire models take longer to import than the window to open.
        from app.operations.sign_in import sign_out

        counter = self._counter
        run(
            self.services.province_lane,
            lambda: sign_out(store=counter.store, tokens=counter.tokens),
            owner=self,
            done=lambda _: None,
            failed=self._failed,
        )

    def _failed(self, error: object) -> None:
        if self.window.current is not None:
            self.window.current.banner.show_error(error)
