"""``quay register settle`` and ``free``: numbers that a power cut left behind."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PIL import Image, ImageDraw

from app.domain.register import Book, NumberState, NumberWish
from app.operations.stamp_pictures import StampPictures
from app.paths import Profile
from app.secrets import ProfileKey
from app.store.store import Store
from signing.stamp_picture import Ink
from tests.cli.conftest import Ran
from tests.conftest import FONT

OFFICE = "UBND xã Mỹ Hòa Hưng"
TODAY = datetime.now(UTC) + timedelta(hours=7)
YESTERDAY = datetime.now(UTC) - timedelta(days=1)
SIGN = ("--token", OFFICE, "--level", "B-B", "--organisation", OFFICE)


@pytest.fixture
def quay(run: Callable[..., Ran], profile: Path) -> Callable[..., tuple[int, Any]]:
    def ask(*arguments: str) -> tuple[int, Any]:
        done = run(*arguments, "--json", QUAY_HOME=str(profile))
        return done.status, done.said

    return ask


@pytest.fixture
def store(profile: Path) -> Iterator[Store]:
    where = Profile(profile)
    with closing(Store(where.database, where.backups, ProfileKey(where).load())) as opened:
        yield opened


def cut_off(store: Store, written: str, book: Book) -> None:
    """As a kill leaves the register that came after the file and before its entry was issued."""
    with store.write() as work:
        [entry] = [each for each in work.register.entries(book) if each.written == written]
        work.register.free(entry.id, "", YESTERDAY)
    number, _, symbol = written.partition("/")
    left_behind(store, NumberWish(book, symbol, entry.day, int(number)), entry.subject)


def left_behind(store: Store, wish: NumberWish, subject: str, at: datetime = YESTERDAY) -> str:
    with store.write() as work:
        return work.register.reserve(wish, subject=subject, now=at).written


def state(store: Store, written: str) -> NumberState:
    with store.read() as work:
        return {each.written: each.state for each in work.register.entries()}[written]


def test_an_arrival_is_settled_by_its_stamp(
    quay: Callable[..., tuple[int, Any]], store: Store, make_pdf: Callable[..., Path],
    tmp_path: Path,
) -> None:  # fmt: skip
    out = tmp_path / "out"
    files = [str(make_pdf(tmp_path / f"{name}.pdf", text=name)) for name in "ab"]
    status, said = quay("sign", "incoming", *files, "--out", str(out), *SIGN)
    assert status == 0
    first, second = (each["number"] for each in said)
    cut_off(store, first, Book.INCOMING)

    status, refused = quay("register", "settle", first, "--file", str(out / "b.pdf"))
    assert (status, refused["error"]["code"]) == (1, "number_not_shown")
    assert state(store, first) is NumberState.RESERVED
    status, refused = quay("register", "settle", first, "--file", files[0])
    assert (status, refused["error"]["facts"]["reason"]) == (1, "unverified")

    status, settled = quay("register", "settle", first, "--file", str(out / "a.pdf"))
    assert (status, settled["state"], settled["signer"]) == (0, "issued", OFFICE)
    assert settled["sha256"] == hashlib.sha256((out / "a.pdf").read_bytes()).hexdigest()
    with store.read() as work:
        entry = work.audit.entries(limit=1)[0]
    assert (entry.act, entry.facts["number"]) == ("number_settled", first)
    assert quay("register", "settle", first, "--file", str(out / "a.pdf"))[0] == 0, "once more"
    status, refused = quay("register", "settle", second, "--file", str(out / "a.pdf"))
    assert (status, refused["error"]["facts"]["reason"]) == (1, "")


def test_an_issued_document_is_settled_by_its_head(
    quay: Callable[..., tuple[int, Any]], store: Store, profile: Path, tmp_path: Path
) -> None:
    seal = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    ImageDraw.Draw(seal).ellipse((5, 5, 35, 35), fill=(200, 20, 30, 255))
    seal.save(tmp_path / "seal.png")
    StampPictures(Profile(profile), ProfileKey(Profile(profile))).keep(
        Ink.RED, "", tmp_path / "seal.png"
    )
    decision = tmp_path / "decision.pdf"
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_text((60, 90), "Số:            /QĐ-UBND", fontname="tv", fontfile=str(FONT))
        page.insert_text((60, 300), "Số: 77/QĐ-UBND là căn cứ", fontname="tv", fontfile=str(FONT))
        document.save(decision)
    status, said = quay(
        "sign", "issue", str(decision), "--out", str(tmp_path / "out"), *SIGN,
        "--number", "/QĐ-UBND", "--rect", "300,300,400,400",
    )  # fmt: skip
    assert status == 0, said
    written = said[0]["number"]
    cut_off(store, written, Book.OUTGOING)
    signed = str(tmp_path / "out" / "decision.pdf")
    other = left_behind(store, NumberWish(Book.OUTGOING, "QĐ-UBND", TODAY.date(), 77), "x.pdf")
    status, refused = quay("register", "settle", other, "--file", signed)
    assert (status, refused["error"]["code"]) == (1, "number_not_shown")
    status, settled = quay("register", "settle", written, "--file", signed)
    assert (status, settled.get("state")) == (0, "issued"), settled


def test_a_copy_shows_no_number_and_is_settled_by_running_the_command_again(
    quay: Callable[..., tuple[int, Any]], store: Store, make_pdf: Callable[..., Path],
    tmp_path: Path,
) -> None:  # fmt: skip
    out = tmp_path / "out"
    command = (
        "sign", "sao-y", str(make_pdf(tmp_path / "copy.pdf", text="copy")), "--out", str(out),
        *SIGN, "--number", "/SY-UBND",
    )  # fmt: skip
    status, said = quay(*command)
    written = said[0]["number"]
    cut_off(store, written, Book.COPIES)
    status, refused = quay("register", "settle", written, "--file", str(out / "copy.pdf"))
    assert (status, refused["error"]["facts"]["reason"]) == (1, "copies")

    status, said = quay(*command)
    assert (status, said[0]["signed_before"], said[0].get("number")) == (0, True, written)
    assert state(store, written) is NumberState.ISSUED


def test_a_second_run_does_not_guess_between_two(
    quay: Callable[..., tuple[int, Any]], store: Store, make_pdf: Callable[..., Path],
    tmp_path: Path,
) -> None:  # fmt: skip
    command = (
        "sign", "sao-y", str(make_pdf(tmp_path / "copy.pdf", text="copy")),
        "--out", str(tmp_path / "out"), *SIGN, "--number", "/SY-UBND",
    )  # fmt: skip
    written = quay(*command)[1][0]["number"]
    cut_off(store, written, Book.COPIES)
    other = left_behind(store, NumberWish(Book.COPIES, "SY-UBND", TODAY.date()), "copy.pdf")
    status, said = quay(*command)
    assert (status, "number" in said[0]) == (0, False)
    assert {state(store, each) for each in (written, other)} == {NumberState.RESERVED}


def test_a_number_is_freed_with_its_reason(
    quay: Callable[..., tuple[int, Any]], store: Store
) -> None:
    day = date(TODAY.year, 1, 2)
    wish = NumberWish(Book.OUTGOING, "TB-UBND", day, 7)
    written = left_behind(store, wish, "thong-bao.pdf")
    assert quay("register", "free", written)[0] == 2
    assert quay("register", "free", written, "--reason", "  ")[0] == 2
    status, freed = quay("register", "free", written, "--reason", "Mất điện khi ký")
    assert (status, freed["state"], freed["reason"]) == (0, "free", "Mất điện khi ký")
    _, listed = quay("register", "--book", "outgoing")
    assert [each["reason"] for each in listed if each["written"] == written] == ["Mất điện khi ký"]
    status, refused = quay("register", "free", written, "--reason", "lần nữa")
    assert (status, refused["error"]["facts"]["reason"]) == (1, "free")
    # It can be given again.
    assert left_behind(store, wish, "khac.pdf") == written


def test_what_must_not_be_freed(quay: Callable[..., tuple[int, Any]], store: Store) -> None:
    wish = NumberWish(Book.OUTGOING, "QĐ-TEST", TODAY.date())
    recent = left_behind(store, wish, "dang-ky.pdf", datetime.now(UTC))
    status, refused = quay("register", "free", recent, "--reason", "x")
    assert (status, refused["error"]["facts"]["reason"]) == (1, "recent")
    issued = left_behind(store, wish, "da-ky.pdf")
    with store.write() as work:
        [entry] = work.register.named(2, "QĐ-TEST", TODAY.year)
        work.register.issue(entry.id, signer=OFFICE, sha256="a" * 64, now=YESTERDAY)
    status, refused = quay("register", "free", issued, "--reason", "x")
    assert (status, refused["error"]["facts"]["reason"]) == (1, "issued")
    assert state(store, issued) is NumberState.ISSUED
    status, refused = quay("register", "free", "99/QĐ-TEST", "--reason", "x")
    assert (status, refused["error"]["code"]) == (1, "number_unknown")
    assert quay("register", "free", "QĐ", "--reason", "x")[0] == 2
