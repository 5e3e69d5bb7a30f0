"""The window brought to life for one counter: services, screens, what happens between them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.counter import Counter
from app.domain.officer import Officer
from app.lanes import Lane
from ui.application import REOPEN
from ui.background import run
from ui.latest_read import LatestRead
from ui.main_window import MainWindow
from ui.rail import PROFILE
from ui.screen_spec import Badge
from ui.services import Services
from ui.start_checks import StartChecks
from ui.status_strip import StatusStrip
from ui.store_signals import StoreSignals
from ui.sync_watch import SyncWatch
from ui.token_watch import TokenWatch

if TYPE_CHECKING:
    from ui.due.bell import DueBell
    from ui.lock.window_lock import WindowLock


_SETTLE_MS = 300
"""Bell and idle minutes come after the first picture."""


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
        self._rail_read = LatestRead(self._lanes[0], self._read_rail, self)
        self._rail_read.told.connect(self._show_rail)
        self._rail_read.ask()
        self._rail.officer_clicked.connect(self._officer_clicked)
        window.asked.connect(self._asked)
        self._lock: WindowLock | None = None
        self._bell: DueBell | None = None
        self.checks = StartChecks(counter, window, self)
        self.checks.failed.connect(self._failed)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._settle)
        self.services.store_signals.changed.connect(lambda _: self._rail_read.ask())

    def start(self) -> None:
        """Devices and the province are asked once the window is there."""
        if self._starts_locked():
            from ui.lock.reason import LockReason

            self.lock.lock(LockReason.AT_START)
        self.window.show()
        self._soon.start(_SETTLE_MS)
        self.services.token_watch.start()
        self.services.sync_watch.start()

    @property
    def lock(self) -> "WindowLock":
        """Made when it is first needed: the window must not wait for it."""
        if self._lock is None:
            from ui.lock.window_lock import WindowLock

            application = QApplication.instance()
            if not isinstance(application, QApplication):
                raise RuntimeError("no application")
            self._lock = WindowLock(self.services, self.window, application, self)
        return self._lock

    def _starts_locked(self) -> bool:
        """Whether the last run ended locked, or an unlock password is to be asked for."""
        locked = self.services.memory.value("locked", False, bool)
        return bool(locked or self._counter.unlock_secret.kept)

    def _settle(self) -> None:
        """What may come a moment after the window."""
        from ui.due.bell import DueBell

        self._bell = bell = DueBell(self.services, self._rail, self)
        bell.opened.connect(lambda dossier_id: self.window.open_screen("desk", dossier_id))
        bell.rest_wanted.connect(lambda due: self.window.open_screen("desk", due))
        bell.failed.connect(self._failed)
        self.lock.watch()
        self._offer_recovery_code()
        self.checks.start()

    def _offer_recovery_code(self) -> None:
        """Once somebody works here, at each start until a code was noted."""
        locked = self._lock is not None and self._lock.locked
        if locked or self._counter.officer() is None or self._counter.key.file.has_recovery_code:
            return
        from ui.data_key.recovery_dialog import RecoveryDialog

        dialog = RecoveryDialog(self._counter, self.window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def close(self) -> None:
        """Stop what belongs to the window. The counter is closed by its owner."""
        self._soon.stop()
        for part in (self._lock, self._bell):
            if part is not None:
                part.stop()
        self.services.token_watch.stop()
        self.services.store_signals.close()
        for lane in self._lanes:
            lane.close()

    def _read_rail(self) -> tuple[dict[str, Badge], Officer | None]:
        with self._counter.store.read() as work:
            return self._rail.read(work), work.facts.officer()

    def _show_rail(self, read: tuple[dict[str, Badge], Officer | None]) -> None:
        badges, officer = read
        self._rail.show_badges(badges)
        self._rail.show_officer(officer)

    def _officer_clicked(self) -> None:
        if self._counter.officer() is None:
            self.sign_in()
        else:
            self.window.open_screen(PROFILE)

    def _asked(self, act: str) -> None:
        match act:
            case "sign_in":
                self.sign_in()
            case "sign_out":
                self._sign_out()
            case "lock":
                self.lock.lock_by_hand()
            case "reopen":
                QApplication.exit(REOPEN)

    def sign_in(self) -> None:
        """Ask the officer to sign in at the province."""
        from ui.sign_in.dialog import SignInDialog

        dialog = SignInDialog(self.services, self.window)
        dialog.exec()
        dialog.deleteLater()
        if dialog.officer is not None:
            self.services.sync_watch.wake()
            self.lock.offer_password()

    def _sign_out(self) -> None:
        # Imported late: the wire models take longer to import than the window to open.
        from app.operations.sign_in import sign_out
        from app.operations.unlock import forget_unlock_password

        counter = self._counter

        def leave() -> None:
            officer, store, now = counter.officer(), counter.store, counter.now()
            if officer is not None:
                forget_unlock_password(
                    store=store, secret=counter.unlock_secret, account=officer.account, now=now
                )
            sign_out(store=store, tokens=counter.tokens, now=now)

        run(
            self.services.province_lane,
            leave,
            owner=self,
            done=lambda _: None,
            failed=self._failed,
        )

    def _failed(self, error: object) -> None:
        if self.window.current is not None:
            self.window.current.banner.show_error(error)
