"""The one way from the window to a lane and home again."""

import itertools
import logging
import os
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.errors import AppError, Cancelled, Code

_log = logging.getLogger(__name__)


class Worker(Protocol):
    """What ``run`` needs of an ``app.lanes.Lane``."""

    def submit(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> "Future[Any]": ...


class Stop:
    """A wish to stop, made in the window and asked for by the work: ``stop=stop``."""

    def __init__(self) -> None:
        self._wanted = False

    def ask(self) -> None:
        self._wanted = True

    def __call__(self) -> bool:
        return self._wanted


def run(
    lane: Worker,
    work: Callable[..., Any],
    *args: Any,
    owner: QObject,
    done: Callable[[Any], None],
    failed: Callable[[AppError], None],
    progress: Callable[[Any], None] | None = None,
    ended: Callable[[], None] | None = None,
    **kwargs: Any,
) -> "Future[Any]":
    """Do ``work(*args, **kwargs)`` on ``lane``; its result comes to ``done`` in the UI thread.

    ``failed`` gets every AppError; anything unforeseen is logged with a short reference and comes
    as ``Code.UNEXPECTED`` with that ``reference``. ``Cancelled``, or cancelling the returned
    future before it began, calls neither. ``ended`` comes last in each case. With ``progress``,
    ``work`` receives a keyword argument ``progress``: what it is called with arrives here in
    order. Nothing is called once ``owner`` is deleted.
    """
    home, ticket = _home(), next(_tickets)
    if progress is not None:
        kwargs["progress"] = partial(home.told.emit, ticket)
    try:
        future = lane.submit(work, *args, **kwargs)
    except RuntimeError:
        # The lane is closed: the program is ending, and nobody waits for anything any more.
        never: Future[Any] = Future()
        never.cancel()
        return never
    home.errands[ticket] = _Errand(owner, done, failed, progress, ended)
    future.add_done_callback(lambda finished: home.finished.emit(ticket, finished))
    return future


@dataclass(frozen=True)
class _Errand:
    owner: QObject
    done: Callable[[Any], None]
    failed: Callable[[AppError], None]
    progress: Callable[[Any], None] | None
    ended: Callable[[], None] | None


_tickets = itertools.count(1)


class _Home(QObject):
    """Lives in the UI thread. Lanes hold numbers only, so no widget ever dies on a lane."""

    told = Signal(object, object)
    finished = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.errands: dict[int, _Errand] = {}
        self.told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self.finished.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def _tell(self, ticket: int, news: object) -> None:
        errand = self.errands[ticket]
        if errand.progress is not None and shiboken6.isValid(errand.owner):
            errand.progress(news)

    def _finish(self, ticket: int, future: "Future[Any]") -> None:
        errand = self.errands.pop(ticket)
        if not shiboken6.isValid(errand.owner):
            return
        try:
            _deliver(errand, future)
        finally:
            if errand.ended is not None and shiboken6.isValid(errand.owner):
                errand.ended()


def _deliver(errand: _Errand, future: "Future[Any]") -> None:
    if future.cancelled():
        return
    error = future.exception()
    if error is None:
        errand.done(future.result())
    elif isinstance(error, AppError):
        errand.failed(error)
    elif not isinstance(error, Cancelled | CancelledError):
        reference = os.urandom(3).hex().upper()
        _log.error("unexpected, reference %s", reference, exc_info=error)
        errand.failed(AppError(Code.UNEXPECTED, reference=reference))


@cache
def _home() -> _Home:
    return _Home()
