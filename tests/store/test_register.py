"""No number twice, in whatever order and from however many places it is asked for."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.register import Book, NumberState, NumberWish, typed_number, written_number
from app.errors import AppError, Code
from app.operations.register_numbers import require_free, reserved_numbers
from app.store.changes import Topic
from app.store.migration import upgrade
from app.store.resealing import PLAIN
from app.store.store import Store
from tests.keys import KEYS
from tests.store.conftest import NOW

DECISION = NumberWish(Book.OUTGOING, "QĐ-UBND", date(2026, 11, 23))


def reserve(store: Store, wish: NumberWish = DECISION, subject: str = "a.pdf") -> int:
    with store.write() as work:
        return work.register.reserve(wish, subject=subject, now=NOW).number


def test_numbers_follow_each_other_by_book_year_and_symbol(store: Store) -> None:
    assert [reserve(store) for _ in range(3)] == [1, 2, 3]
    assert reserve(store, replace(DECISION, symbol="TB-UBND")) == 1
    assert reserve(store, replace(DECISION, day=date(2027, 1, 1))) == 1
    assert reserve(store, replace(DECISION, symbol="qđ-ubnd")) == 4, "one series in any case"


def test_all_forms_of_copies_share_one_series(store: Store) -> None:
    copy = NumberWish(Book.COPIES, "SY-UBND", DECISION.day)
    assert reserve(store, copy) == 1
    assert reserve(store, replace(copy, symbol="TrS-UBND")) == 2


def test_a_number_that_is_taken_is_refused_with_who_has_it(store: Store) -> None:
    assert reserve(store, replace(DECISION, first=57), "57.pdf") == 57
    with pytest.raises(AppError) as refused:
        reserve(store, replace(DECISION, first=57))
    assert refused.value.code is Code.NUMBER_TAKEN
    assert refused.value.facts == {
        "number": "57/QĐ-UBND", "subject": "57.pdf", "next": "58/QĐ-UBND",
    }  # fmt: skip
    assert reserve(store) == 58


def test_what_was_not_signed_is_given_back_and_offered_first(store: Store) -> None:
    with (
        pytest.raises(RuntimeError),
        reserved_numbers(
            store, DECISION, {"a": "a", "b": "b", "c": "c"}, now=lambda: NOW
        ) as numbers,
    ):
        assert [each.number for each in numbers.entries.values()] == [1, 2, 3]
        with store.write() as work:
            numbers.issue(work, numbers.entries["b"], signer="UBND", sha256="b" * 64, now=NOW)
        raise RuntimeError
    with store.read() as work:
        (kept,) = work.register.entries()
    assert (kept.number, kept.signer, kept.sha256, kept.state) == (
        2, "UBND", "b" * 64, NumberState.ISSUED,
    )  # fmt: skip
    assert [reserve(store) for _ in range(3)] == [1, 3, 4]


def given_back(store: Store, *numbers: int) -> None:
    with store.write() as work:
        for each in work.register.entries():
            if each.number in numbers:
                work.register.give_back(each.id)


def test_numbers_run_with_time(store: Store) -> None:
    """A number given back does not come to stand, with a later day, before numbers of earlier."""
    monday, tuesday = replace(DECISION, day=date(2026, 11, 23)), date(2026, 11, 24)
    assert [reserve(store, monday) for _ in range(4)] == [1, 2, 3, 4]
    given_back(store, 2, 4)
    later = replace(DECISION, day=tuesday)
    assert reserve(store, later) == 4, "nothing stands behind it"
    assert reserve(store, later) == 5, "2 would stand before 3, which is of Monday"
    assert reserve(store, monday) == 2, "a document of Monday itself"
    assert reserve(store, monday) == 6
    given_back(store, 1)
    assert reserve(store, replace(later, first=1)) == 1, "whoever names it gets it"


def test_a_free_number_fits_where_all_behind_it_are_as_late(store: Store) -> None:
    for day in (20, 21, 22, 23):
        reserve(store, replace(DECISION, day=date(2026, 11, day)))
    given_back(store, 1, 3)
    assert reserve(store, replace(DECISION, day=date(2026, 11, 22))) == 3
    assert reserve(store, replace(DECISION, day=date(2026, 11, 21))) == 1
    assert reserve(store, replace(DECISION, day=date(2026, 11, 25))) == 5


def test_a_mistyped_number_that_was_given_back_leads_nobody_on(store: Store) -> None:
    assert reserve(store) == 1
    assert reserve(store, replace(DECISION, first=5000)) == 5000
    given_back(store, 5000)
    assert reserve(store) == 2


def test_a_failed_act_issues_nothing(store: Store) -> None:
    """The act and its number are one transaction."""
    with reserved_numbers(store, DECISION, {"a": "a"}, now=lambda: NOW) as numbers:
        entry = numbers.entries["a"]
        with pytest.raises(RuntimeError), store.write() as work:
            work.register.issue(entry.id, signer="UBND", sha256="b" * 64, now=NOW)
            raise RuntimeError
        with store.read() as work:
            assert work.register.entries()[0].state is NumberState.RESERVED
    assert reserve(store) == 1


def test_two_programs_never_get_one_number(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "quay.sqlite3", tmp_path, KEYS)
    given: list[int] = []

    def take(place: Store) -> None:
        for _ in range(15):
            given.append(reserve(place))

    threads = [threading.Thread(target=take, args=(place,)) for place in (store, other) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert sorted(given) == list(range(1, 61))


def test_looking_whether_numbers_are_free_takes_none(store: Store) -> None:
    reserve(store, replace(DECISION, first=3))
    require_free(store, replace(DECISION, first=1), 2)
    with pytest.raises(AppError) as refused:
        require_free(store, replace(DECISION, first=1), 3)
    assert refused.value.code is Code.NUMBER_TAKEN
    assert reserve(store, replace(DECISION, first=1)) == 1


def test_screens_hear_of_a_number(store: Store) -> None:
    heard: list[Topic] = []
    store.subscribe(lambda changes: heard.extend(changes.topics))
    reserve(store)
    assert heard == [Topic.REGISTER]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("123/QĐ-UBND", (123, "QĐ-UBND")),
        (" 07 / QĐ-UBND ", (7, "QĐ-UBND")),
        ("/QĐ-UBND", (None, "QĐ-UBND")),
        ("57", (57, "")),
        ("45/UBND-XNTTHN/2", (45, "UBND-XNTTHN/2")),
        ("QĐ-UBND", None),
        ("0/QĐ-UBND", None),
        ("/", None),
        ("", None),
        ("1/" + "Q" * 31, None),
        ("1234567/QĐ", None),
    ],
)
def test_what_is_typed(typed: str, meant: tuple[int | None, str] | None) -> None:
    assert typed_number(typed) == meant


def test_numbers_below_ten_get_a_zero() -> None:
    assert written_number(7, "QĐ-UBND") == "07/QĐ-UBND"
    assert written_number(123, "") == "123"


def test_a_file_from_before_the_register_gets_one_and_keeps_its_papers(tmp_path: Path) -> None:
    path, backups = tmp_path / "old.sqlite3", tmp_path / "backups"
    backups.mkdir()
    upgrade(path, "0002", PLAIN)
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("INSERT INTO facts VALUES ('counter', '{\"number\": \"0A1B\"}')")
    opened = Store(path, backups, KEYS)
    assert reserve(opened) == 1
    with opened.read() as work:
        assert work.facts.counter_number() == "0A1B"
    opened.close()
    assert [each.name.split("-from-")[1] for each in backups.iterdir()] == ["0002.sqlite3"]


def test_a_register_from_before_reasons_keeps_its_numbers(tmp_path: Path) -> None:
    path, backups = tmp_path / "old.sqlite3", tmp_path / "backups"
    backups.mkdir()
    upgrade(path, "0005", PLAIN)
    with closing(sqlite3.connect(path)) as old, old:
        old.execute(
            "INSERT INTO register (book, year, series, number, symbol, day, subject, signer,"
            " sha256, state, written_at) VALUES ('outgoing', 2026, 'qđ-ubnd', 1, 'QĐ-UBND',"
            " '2026-11-23', 'a.pdf', '', '', 'reserved', '2026-11-23T02:21:00.000000+00:00')"
        )
    with closing(Store(path, backups, KEYS)) as opened:
        with opened.write() as work:
            (entry,) = work.register.named(1, "qđ-ubnd", 2026)
            assert (entry.state, entry.reason) == (NumberState.RESERVED, "")
            work.register.free(entry.id, "Mất điện", NOW)
        with opened.read() as work:
            assert [each.reason for each in work.register.entries()] == ["Mất điện"]
