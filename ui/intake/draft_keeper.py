"""Keeps a draft in the store while the officer types: one write at a time, nothing lost."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.dossier import Dossier
from app.errors import AppError
from app.operations.receive_dossier import (
    choose_procedure,
    open_draft,
    write_applicant,
    write_terms,
)
from app.store.store import Store
from ui.background import Worker, run
from ui.intake.draft_content import DraftContent, content_of

_PAUSE_MS = 300
"""Typing pauses this long before what was typed is written."""


class DraftKeeper(QObject):
    """``want`` what the draft shall say; it is written as soon as typing pauses."""

    opened = Signal(object)
    """Dossier: the draft was begun, or has another procedure now."""
    kept = Signal()
    """All that was wanted is in the store."""
    failed = Signal(object)
    """AppError; the next change or :meth:`save` tries again."""

    def __init__(
        self, *, lane: Worker, store: Store, now: Callable[[], datetime], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._lane, self._store, self._now = lane, store, now
        self._dossier: Dossier | None = None
        self._wanted: DraftContent | None = None
        self._kept: DraftContent | None = None
        self._writing: tuple[Future[Any], DraftContent] | None = None
        self._turn = 0
        self._then: Callable[[], None] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.save)

    @property
    def all_kept(self) -> bool:
        return self._wanted == self._kept

    def begin(self, dossier: Dossier | None) -> None:
        """Work on ``dossier``, or on a draft that is opened with the first wanted content."""
        self.finish()
        self._turn += 1
        self._dossier, self._then, self._writing = dossier, None, None
        self._kept = None if dossier is None else content_of(dossier)
        self._wanted = self._kept

    def want(self, content: DraftContent) -> None:
        """The draft shall say ``content``. A new procedure is written at once."""
        begun = self._wanted is not None and self._wanted.procedure_code == content.procedure_code
        self._wanted = content
        if begun:
            self._pause.start()
        else:
            self.save()

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write now what is not written yet; ``then`` is called once everything is kept."""
        self._pause.stop()
        self._then = then or self._then
        if self._writing is not None:
            return
        if self._wanted is None or self.all_kept:
            self._done()
            return
        wanted, kept, turn = self._wanted, self._kept, self._turn
        work = _open if self._dossier is None else _write
        dossier_id = None if self._dossier is None else self._dossier.id
        future = run(
            self._lane, work, self._store, dossier_id, kept, wanted, self._now(),
            owner=self, done=lambda dossier: self._written(turn, dossier, wanted),
            failed=lambda error: self._refused(turn, error),
        )  # fmt: skip
        self._writing = future, wanted

    def finish(self, seconds: float = 2.0) -> None:
        """Write what is not written yet before the officer goes elsewhere or the program ends.

        The one place that waits for a lane: a write takes milliseconds, and lanes that are closed
        drop what has not begun.
        """
        self.save()
        while self._writing is not None:
            future, content = self._writing
            wait([future], timeout=seconds)
            if not future.done() or future.cancelled() or future.exception() is not None:
                return
            self._turn += 1  # so that the same result is not taken twice
            self._written(self._turn, future.result(), content)

    def _written(self, turn: int, dossier: Dossier, content: DraftContent) -> None:
        if turn != self._turn:
            return
        self._writing = None
        other = self._kept is None or self._kept.procedure_code != content.procedure_code
        other = other or self._kept.case_code != content.case_code
        fresh = self._dossier is None
        self._dossier = dossier
        self._kept = content_of(dossier) if fresh else content
        if other:
            self.opened.emit(dossier)
        self.save()

    def _refused(self, turn: int, error: AppError) -> None:
        if turn == self._turn:
            self._writing, self._then = None, None
        self.failed.emit(error)

    def _done(self) -> None:
        then, self._then = self._then, None
        if self._wanted is not None:
            self.kept.emit()
        if then is not None:
            then()


def _open(store: Store, _id: None, _kept: None, wanted: DraftContent, now: datetime) -> Dossier:
    return open_draft(
        store=store, procedure_code=wanted.procedure_code, case_code=wanted.case_code, now=now
    )


def _write(
    store: Store, dossier_id: Any, kept: DraftContent, wanted: DraftContent, _now: datetime
) -> Dossier:
    if (kept.procedure_code, kept.case_code) != (wanted.procedure_code, wanted.case_code):
        choose_procedure(
            store=store,
            dossier_id=dossier_id,
            procedure_code=wanted.procedure_code,
            case_code=wanted.case_code,
        )
    if kept.applicant != wanted.applicant:
        write_applicant(store=store, dossier_id=dossier_id, applicant=wanted.applicant)
    if (kept.return_way, kept.fees) != (wanted.return_way, wanted.fees):
        write_terms(
            store=store, dossier_id=dossier_id, return_way=wanted.return_way, fees=wanted.fees
        )
    with store.read() as work:
        return work.dossiers.get(dossier_id)
