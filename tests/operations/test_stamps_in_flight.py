"""Time stamps of several papers are asked for at once, when signing and when raising later."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from app.demo.office import Office
from app.errors import Code
from app.operations.in_flight import MOST, in_order
from app.operations.raise_levels import raise_levels
from signing.verification.report import Level
from tests.operations.raising_desk import Desk
from tests.signing.level_files import listening, passing_on

MakePdf = Callable[..., Path]
TOGETHER = 3
"""One more may be with the token, or being prepared."""


class Stamps:
    """A service that answers only when ``TOGETHER`` wait for it; the first token is for the room.

    Later it lets everybody through; ``refuse`` are requests that it turns down.
    """

    def __init__(self, office: Office, refuse: frozenset[int] = frozenset()) -> None:
        base = f"http://127.0.0.1:{office.services_port}"
        self._forward, self._path = passing_on(base), office.tsa_url.removeprefix(base)
        self._refuse, self._turn = refuse, threading.Lock()
        self._meet = threading.Barrier(TOGETHER)
        self.asked, self.waiting, self.most = 0, 0, 0

    @contextmanager
    def listening(self) -> Iterator[str]:
        with listening(0, self._answer) as url:
            yield url + self._path

    def _answer(self, path: str, body: bytes | None) -> tuple[int, str, bytes]:
        with self._turn:
            self.asked += 1
            number = self.asked
            self.waiting += 1
            self.most = max(self.most, self.waiting)
        try:
            if 1 < number <= 1 + TOGETHER:
                self._meet.wait(4)
        except threading.BrokenBarrierError:
            return 503, "", b""
        finally:
            with self._turn:
                self.waiting -= 1
        return (500, "", b"") if number in self._refuse else self._forward(path, body)


@pytest.fixture
def pdfs(make_pdf: MakePdf, tmp_path: Path) -> list[Path]:
    return [make_pdf(tmp_path / f"{number}.pdf", text=str(number)) for number in range(6)]


def test_the_token_signs_on_while_stamps_are_under_way(
    desk: Desk, services: Office, pdfs: list[Path]
) -> None:
    stamps = Stamps(services)
    with stamps.listening() as url:
        papers = desk.sign_many(pdfs, Level.B_T, url)
    assert [each.signature.level for each in papers] == 6 * ["B-T"]
    assert [each.title for each in papers] == [each.name for each in pdfs]
    assert TOGETHER <= stamps.most <= MOST
    assert stamps.asked == 1 + len(pdfs)  # the room is measured once for all threads


def test_a_stamp_that_fails_leaves_b_b_and_says_so(
    desk: Desk, services: Office, pdfs: list[Path]
) -> None:
    stamps = Stamps(services, refuse=frozenset({2, 3, 4}))
    with stamps.listening() as url:
        papers = desk.sign_many(pdfs, Level.B_T, url)
    bare = [each for each in papers if each.signature.level == "B-B"]
    assert len(bare) >= TOGETHER  # then the service counts as unreachable for this batch
    assert {each.goal.reason for each in bare} == {Code.TIMESTAMP_UNREACHABLE}
    assert all(each.goal is None for each in papers if each.signature.level == "B-T")
    assert len(papers) == len(pdfs)


def test_raised_from_the_queue_side_by_side(
    desk: Desk, services: Office, pdfs: list[Path], nobody: str
) -> None:
    papers = desk.sign_many(pdfs, Level.B_T, nobody)
    desk.ahead = timedelta(minutes=1)
    stamps = Stamps(services)
    with stamps.listening() as url:
        assert raise_levels(desk.raising(url)) == len(pdfs)
    assert [desk.paper(each).signature.level for each in papers] == len(pdfs) * ["B-T"]
    assert TOGETHER <= stamps.most <= MOST


def test_results_are_given_in_order_and_none_begun_after_the_end() -> None:
    begun, last = [], threading.Event()

    def act(number: int) -> int:
        begun.append(number)
        if number == 0:
            assert last.wait(10)  # the first ends after the others
        if number == MOST - 1:
            last.set()
        return number

    given: list[int] = []
    for number in in_order(act, range(100), go_on=lambda: len(given) < 2):
        given.append(number)
    assert given == sorted(begun)
    assert len(given) < 2 * MOST
