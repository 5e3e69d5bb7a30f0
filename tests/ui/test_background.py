"""Results come home to the UI thread, once, and to nobody who is gone."""

import logging
import threading
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.errors import AppError, Cancelled, Code
from app.lanes import Lane
from app.store.changes import Changes, Topic
from ui.background import Stop, run
from ui.store_signals import StoreSignals


class Heard:
    """What came home, and on which thread."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.failed: list[AppError] = []
        self.news: list[object] = []
        self.ended = 0
        self.threads: set[int] = set()

    def call(self, lane: Lane, work: Callable[..., object], owner: QObject, **more: object) -> None:
        run(
            lane, work, owner=owner, done=self._done, failed=self._failed,
            ended=self._ended, **more,
        )  # fmt: skip

    def _done(self, result: object) -> None:
        self.done.append(result)
        self.threads.add(threading.get_ident())

    def _failed(self, error: AppError) -> None:
        self.failed.append(error)
        self.threads.add(threading.get_ident())

    def _ended(self) -> None:
        self.ended += 1


def fail(error: Exception) -> None:
    raise error


def test_work_is_done_elsewhere_and_its_result_comes_home(qtbot: QtBot, lane: Lane) -> None:
    owner, heard = QObject(), Heard()
    heard.call(lane, threading.get_ident, owner)
    qtbot.waitUntil(lambda: heard.ended == 1)
    assert heard.done
    assert heard.done != [threading.get_ident()]
    assert heard.threads == {threading.get_ident()}


def test_progress_comes_in_order_and_before_the_result(qtbot: QtBot, lane: Lane) -> None:
    owner, heard = QObject(), Heard()

    def count(*, progress: Callable[[int], None]) -> str:
        for number in range(50):
            progress(number)
        return "counted"

    heard.call(lane, count, owner, progress=lambda news: heard.news.append((news, *heard.done)))
    qtbot.waitUntil(lambda: heard.ended == 1)
    assert heard.news == [(number,) for number in range(50)]
    assert heard.done == ["counted"]


def test_situations_come_as_they_are(qtbot: QtBot, lane: Lane) -> None:
    owner, heard = QObject(), Heard()
    heard.call(lane, lambda: fail(AppError(Code.SCANNER_JAMMED, name="A")), owner)
    qtbot.waitUntil(lambda: heard.ended == 1)
    assert [(error.code, error.facts) for error in heard.failed] == [
        (Code.SCANNER_JAMMED, {"name": "A"})
    ]
    assert not heard.done


def test_the_unforeseen_is_logged_under_the_reference_that_is_said(
    qtbot: QtBot, lane: Lane, caplog: pytest.LogCaptureFixture
) -> None:
    owner, heard = QObject(), Heard()
    with caplog.at_level(logging.ERROR):
        heard.call(lane, lambda: fail(KeyError("lost")), owner)
        qtbot.waitUntil(lambda: heard.ended == 1)
    (error,) = heard.failed
    assert error.code is Code.UNEXPECTED
    assert str(error.facts["reference"]) in caplog.text
    assert "lost" in caplog.text


def test_what_was_stopped_says_nothing(qtbot: QtBot, lane: Lane) -> None:
    owner, heard, stop, begun = QObject(), Heard(), Stop(), threading.Event()

    def wait(stop: Stop) -> None:
        begun.set()
        while not stop():
            pass
        raise Cancelled

    heard.call(lane, wait, owner, stop=stop)
    assert begun.wait(10)
    queued = run(
        lane, fail, KeyError(), owner=owner, done=heard.done.append, failed=heard.failed.append,
        ended=heard._ended,
    )  # fmt: skip
    assert queued.cancel()
    stop.ask()
    qtbot.waitUntil(lambda: heard.ended == 2)
    assert not heard.done
    assert not heard.failed


def test_nothing_comes_to_a_widget_that_is_gone(qtbot: QtBot, lane: Lane) -> None:
    gone, there, heard, go = QObject(), QObject(), Heard(), threading.Event()
    heard.call(lane, go.wait, gone)
    shiboken6.delete(gone)
    go.set()
    heard.call(lane, lambda: "second", there)
    qtbot.waitUntil(lambda: heard.ended == 1)
    assert heard.done == ["second"]


def test_a_closed_lane_is_like_work_that_was_cancelled(qtbot: QtBot) -> None:
    owner, heard, closed = QObject(), Heard(), Lane("closed")
    closed.close()
    never = run(closed, fail, owner=owner, done=heard.done.append, failed=heard.failed.append)
    assert never.cancelled()
    qtbot.wait(1)
    assert not heard.done
    assert not heard.failed


def test_commits_are_heard_together_in_the_ui_thread_until_closed(qtbot: QtBot, lane: Lane) -> None:
    listeners: list[Callable[[Changes], None]] = []

    def subscribe(listener: Callable[[Changes], None]) -> Callable[[], None]:
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    signals, heard, threads = StoreSignals(subscribe), [], set()
    signals.changed.connect(heard.append)
    signals.changed.connect(lambda _: threads.add(threading.get_ident()))
    for number in range(3):
        topic = Topic.OUTBOX if number else Topic.SCANS
        lane.submit(listeners[0], Changes(frozenset({topic}), frozenset({str(number)}))).result()
    assert not heard
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [Changes(frozenset({Topic.OUTBOX, Topic.SCANS}), frozenset("012"))]
    assert threads == {threading.get_ident()}
    signals.close()
    assert not listeners
