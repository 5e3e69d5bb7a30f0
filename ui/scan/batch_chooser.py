"""Which of the open batches is in view, where there are several."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.scan import BatchId, ScanBatch
from ui.icons import Icon
from ui.widgets.buttons import icon_button
from ui.widgets.text import Role, label


class BatchChooser(QWidget):
    """Shows the newest batch until the officer turns to another one; hidden while there is one."""

    moved = Signal()
    """Another batch is wanted; :meth:`choose` says which."""
    join_wanted = Signal(object, object)
    """The batch in view, and the one before it that shall take its pages."""

    def __init__(self) -> None:
        super().__init__()
        self.aim: tuple[str, str] = ("", "")
        """Dossier and component that pages are scanned for; its batches alone are in view then."""
        self.batches: tuple[ScanBatch, ...] = ()
        self._at, self._id = -1, ""
        self.join = icon_button(Icon.JOIN, self.tr("Gộp vào lượt quét trước"), "Shift+T")
        self.back = icon_button(Icon.LEFT, self.tr("Lượt quét trước"), "Alt+Left")
        self.forth = icon_button(Icon.RIGHT, self.tr("Lượt quét sau"), "Alt+Right")
        self.place = label("", Role.LABEL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.join, self.back, self.place, self.forth):
            row.addWidget(widget)
        self.join.clicked.connect(self._join)
        self.back.clicked.connect(lambda: self._move(-1))
        self.forth.clicked.connect(lambda: self._move(1))
        self.hide()

    def choose(self, batches: Sequence[ScanBatch]) -> ScanBatch | None:
        """The one of the open ``batches`` to be shown: the same as before while it is among them.

        In the place of one that is done comes the next.
        """
        aimed = [b for b in batches if (b.dossier_id, b.component_id) == self.aim]
        self.batches = tuple(aimed if any(self.aim) else batches)
        last = len(self.batches) - 1
        ids = [batch.id for batch in self.batches]
        if self._id in ids:
            self._at = ids.index(BatchId(self._id))
        else:
            self._at = min(self._at, last) if self._id and self._at >= 0 else last
        self._id = ids[self._at] if ids else ""
        self.place.setText(self.tr("Lượt quét {}/{}").format(self._at + 1, last + 1))
        self.setVisible(last > 0)
        return self.batches[self._at] if ids else None

    def set_busy(self, *, busy: bool) -> None:
        """Nobody turns away from a batch that is at work, or takes its pages."""
        self.back.setEnabled(self._at > 0 and not busy)
        self.join.setEnabled(self._at > 0 and not busy)
        self.forth.setEnabled(self._at < len(self.batches) - 1 and not busy)

    def want(self, batch_id: str) -> None:
        """Show this batch; the newest when there is none of that name."""
        self._id, self._at = batch_id, -1
        self.moved.emit()

    def enter(self, subject: object) -> None:
        """What the officer came for: (dossier_id, component_id), a batch, or nothing particular."""
        before, self.aim = self.aim, subject if isinstance(subject, tuple) else ("", "")
        if isinstance(subject, str) or self.aim != before:
            self._id, self._at = subject if isinstance(subject, str) else "", -1

    def _move(self, by: int) -> None:
        self.want(self.batches[self._at + by].id)

    def _join(self) -> None:
        self.join_wanted.emit(self.batches[self._at], self.batches[self._at - 1])
