"""The strip at the bottom: token, line to the province, queue, a backup that failed, clock; each
leads to its screen.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.domain.officer import Officer
from app.domain.submission import QueueCounts, QueueHalt
from app.store.changes import Changes, Topic
from app.store.store import Store
from ui.icons import Icon, icon
from ui.latest_read import LatestRead
from ui.services import Services
from ui.status_text import (
    UNREAD,
    StatusText,
    backup_text,
    clock_status,
    line_text,
    queue_text,
    token_text,
)  # fmt: skip
from ui.theme import PALETTE, Tone, set_property, tone_colour
from ui.widgets.buttons import ElidedButton

B = TypeVar("B", bound=QPushButton)


class StatusStrip(QWidget):
    """Reads the queue when the store changes; the watches tell the rest."""

    wanted = Signal(str, object)
    """Key of the screen that explains what was clicked, and the part of it."""

    def __init__(self, services: Services, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.setObjectName("statusStrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._services, self._now = services, now
        self.token = self._add(ElidedButton(), Icon.TOKEN, "settings", "token")
        self.line = self._add(QPushButton(), Icon.NETWORK, "settings", "province")
        self.queue = self._add(QPushButton(), Icon.QUEUE, "sync", None)
        self.backup = self._add(QPushButton(), Icon.WARNING, "settings", "backup")
        self.clock = self._add(QPushButton(), Icon.CLOCK, "desk", None)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 12, 3)
        row.setSpacing(4)
        for part in (self.token, self.line, self.queue, self.backup):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.clock)
        services.token_watch.changed.connect(self.refresh)
        services.sync_watch.changed.connect(self.refresh)
        services.store_signals.changed.connect(self._store_changed)
        self._minute = QTimer(self)
        self._minute.timeout.connect(self.refresh)
        self._minute.start(10_000)
        store = services.counter.store
        self._queue_read = LatestRead(services.page_lane, lambda: _read_queue(store), self)
        self._queue_read.told.connect(self._show_queue)
        self._known: _Queue | None = None
        self._queue_read.ask()
        self.refresh()

    def refresh(self) -> None:
        """Say everything anew, of the queue what was read last."""
        services, now, known = self._services, self._now(), self._known
        officer = known.officer if known else None
        sync = services.sync_watch
        label = services.counter.settings.token_label
        seen = services.token_watch.status
        _show(self.token, Icon.TOKEN, token_text(seen, now, label, officer))
        line = line_text(sync.state, sync.error, now)
        down = line.tone in (Tone.WARN, Tone.BAD)
        _show(self.line, Icon.NETWORK_OFF if down else Icon.NETWORK, line)
        _show(self.queue, Icon.QUEUE, queue_text(known.counts, known.halt) if known else UNREAD)
        failed = services.counter.backups.last_error
        self.backup.setVisible(failed is not None)
        self._failed = backup_text(failed) if failed is not None else None
        self._clock = clock_status(now, sync.state.clock_skew)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Without the day of the week where something else would be cut for it."""
        shown = [(self.clock, Icon.CLOCK, self._clock)]
        if self._failed is not None:
            shown.append((self.backup, Icon.WARNING, self._failed))
        for part, name, status in shown:
            _show(part, name, status)
        for part, name, status in shown:
            if status.short and self.sizeHint().width() > self.width():
                _show(part, name, replace(status, text=status.short))

    def _store_changed(self, changes: Changes) -> None:
        if changes.topics & {Topic.OUTBOX, Topic.QUEUE}:
            self._queue_read.ask()

    def _show_queue(self, queue: "_Queue") -> None:
        self._known = queue
        self.refresh()

    def _add(self, made: B, name: Icon, screen: str, part: object) -> B:
        made.setProperty("kind", "status")
        made.setIcon(icon(name, PALETTE.muted))
        made.setIconSize(QSize(16, 16))
        made.clicked.connect(lambda: self.wanted.emit(screen, part))
        return made


@dataclass(frozen=True)
class _Queue:
    counts: QueueCounts
    halt: QueueHalt
    officer: Officer | None


def _read_queue(store: Store) -> _Queue:
    with store.read() as work:
        return _Queue(work.outbox.counts(), work.outbox.halt(), work.facts.officer())


def _show(button: QPushButton, name: Icon, status: StatusText) -> None:
    colour = PALETTE.muted if status.tone is Tone.NEUTRAL else tone_colour(status.tone)
    button.setIcon(icon(name, colour))
    button.setText(status.text.replace("&", "&&"))
    # Only rich text is wrapped in tool tips.
    button.setToolTip(f"<p>{escape(status.tip)}</p>")
    button.setAccessibleDescription(status.tip)
    set_property(button, "tone", status.tone.value)
