"""The screen Đồng bộ: what waits, is under way, was acknowledged or refused."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout

from app.domain.submission import QueueHalt
from app.operations.queue_control import (
    confirm_act,
    pause_queue,
    resend_act,
    resume_queue,
    retry_item,
    take_back_act,
    withdraw_act,
)
from app.store.changes import Changes, Topic
from app.store.store import Store
from sync.package.outstanding import exported_at
from ui.background import run
from ui.icons import Icon, icon
from ui.screen import Screen
from ui.services import Services
from ui.shortcuts import KeyLine
from ui.sync_screen.by_hand import ByHand
from ui.sync_screen.collision_dialog import Answer, CollisionDialog
from ui.sync_screen.detail import QueueDetail
from ui.sync_screen.queue_list import QueueList
from ui.sync_screen.rows import QueueRow, queue_rows
from ui.sync_screen.why_still import why_still
from ui.theme import PALETTE
from ui.widgets.buttons import Kind, button

_READ_AGAIN_MS = 300

Queue = tuple[tuple[QueueRow, ...], QueueHalt, datetime | None]
"""And until when the province asked to be left alone."""


class SyncScreen(Screen):
    """Reads the queue on the files lane, at most a few times a second while much is delivered."""

    keys = (
        KeyLine("F5", "Gửi ngay"),
        KeyLine("Ctrl+P", "Tạm dừng hoặc tiếp tục gửi"),
        KeyLine("Enter", "Mở hồ sơ đang chọn"),
    )

    def __init__(self, services: Services) -> None:
        super().__init__("Đồng bộ")
        self._services = services
        self._halt = QueueHalt.NONE
        self.pause = button(self.tr("Tạm dừng"), Kind.QUIET, Icon.PAUSE, "Ctrl+P")
        self.pause.clicked.connect(self._pause_or_resume)
        self.send = button(self.tr("Gửi ngay"), Kind.SECONDARY, Icon.SEND, "F5")
        self.send.clicked.connect(self._send_now)
        self.by_hand = ByHand(services, self)
        for each in (self.by_hand.export, self.by_hand.receipt, self.pause, self.send):
            self.head.addWidget(each)
        self.body.addWidget(self.by_hand.banner)
        self.list = QueueList(services.counter.now, services.memory)
        self.detail = QueueDetail()
        self.detail.setMinimumWidth(290)
        self.detail.setMaximumWidth(400)
        bar = QHBoxLayout()
        bar.addWidget(self.list.tabs)
        bar.addStretch(1)
        bar.addWidget(self.list.search, 2)
        self.body.addLayout(bar)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list, 3)
        row.addWidget(self.detail, 2)
        self.body.addLayout(row, 1)
        self.list.row_chosen.connect(self.detail.show_row)
        self.list.table.row_opened.connect(lambda _: self.detail.want_dossier())
        self.list.intake_wanted.connect(lambda: self.wanted.emit("intake", None))
        self.detail.retry_wanted.connect(self._retry)
        self.detail.confirm_wanted.connect(self._confirm)
        self.detail.resend_wanted.connect(self._resend)
        self.detail.compare_wanted.connect(self._compare)
        self.detail.take_back_wanted.connect(self._take_back)
        self.detail.dossier_wanted.connect(lambda dossier: self.wanted.emit("intake", dossier))
        self._soon, self._quiet_over = QTimer(self), QTimer(self)
        for timer in (self._soon, self._quiet_over):
            timer.setSingleShot(True)
            timer.timeout.connect(self.read)
        services.store_signals.changed.connect(self._store_changed)

    def enter(self, subject: object = None) -> None:  # noqa: ARG002
        self.by_hand.banner.hide()
        self.read()
        self.list.table.setFocus()

    def read(self) -> None:
        """Read the queue again."""
        run(
            self._services.counter.files_lane,
            self._read_queue,
            owner=self,
            done=self._show,
            failed=self.banner.show_error,
        )

    def _read_queue(self) -> Queue:
        counter = self._services.counter
        with counter.store.read() as work:
            items, out = work.outbox.for_officer(), exported_at(work)
            met = work.collisions.open()
            quiet, now = work.facts.quiet(), counter.now()
            until = quiet.until if quiet and quiet.left(now) else None
            return queue_rows(items, now, out, met), work.outbox.halt(), until

    def _show(self, queue: Queue) -> None:
        rows, self._halt, quiet_until = queue
        self.list.show_rows(rows)
        paused = self._halt is QueueHalt.PAUSED
        self.pause.setText(self.tr("Tiếp tục gửi") if paused else self.tr("Tạm dừng"))
        self.pause.setIcon(icon(Icon.PLAY if paused else Icon.PAUSE, PALETTE.accent))
        # Setting the text of a button drops nothing but its shortcut.
        self.pause.setShortcut("Ctrl+P")
        now = self._services.counter.now()
        if quiet_until is not None:
            self._quiet_over.start(max((quiet_until - now) // timedelta(milliseconds=1), 0) + 1)
        if still := why_still(self._halt, quiet_until, now):
            self.banner.say(*still)
        else:
            self.banner.hide()

    def _store_changed(self, changes: Changes) -> None:
        news = changes.topics & {Topic.OUTBOX, Topic.QUEUE}
        if news and self.isVisible() and not self._soon.isActive():
            self._soon.start(_READ_AGAIN_MS)

    def _pause_or_resume(self) -> None:
        if self._halt is QueueHalt.PAUSED:
            self._send_now()
        else:
            self._act(pause_queue)

    def _send_now(self) -> None:
        self._act(partial(resume_queue, now=self._services.counter.now()))

    def _retry(self, row: QueueRow) -> None:
        def retry(*, store: Store) -> None:
            for item_id in row.retryable:
                retry_item(store=store, item_id=item_id)

        self._act(retry)

    def _confirm(self, row: QueueRow) -> None:
        now = self._services.counter.now()

        def confirm(*, store: Store) -> None:
            for item_id in row.unconfirmed:
                confirm_act(store=store, item_id=item_id, now=now)

        self._act(confirm)

    def _resend(self, row: QueueRow) -> None:
        def resend(*, store: Store) -> None:
            for item_id in row.collided:
                resend_act(store=store, item_id=item_id)

        self._act(resend)

    def _compare(self, row: QueueRow) -> None:
        """Both versions side by side, and the officer's answer."""
        dialog = CollisionDialog(row, self._services.counter.now(), self)
        match dialog.exec():
            case Answer.RESEND:
                self._resend(row)
            case Answer.TAKE_BACK:
                self._take_back(row)
        dialog.deleteLater()

    def _take_back(self, row: QueueRow) -> None:
        """What is in question: first the acts that were refused."""

        def take_back(*, store: Store) -> None:
            for item_id in row.refused_acts:
                withdraw_act(store=store, item_id=item_id)
            for item_id in () if row.refused_acts else row.unconfirmed:
                take_back_act(store=store, item_id=item_id)

        self._act(take_back)

    def _act(self, act: Callable[..., None]) -> None:
        run(
            self._services.counter.files_lane,
            act,
            store=self._services.counter.store,
            owner=self,
            done=lambda _: self._services.sync_watch.wake(),
            failed=self.banner.show_error,
        )
