"""A file is served in whole or in part, to who may have it."""

import pytest

from tests.reference_province.province_line import Line, sha256, some_pdf
from tests.reference_province.provinces import Province
from tests.reference_province.torn_lines import OpenPatch

CONTENT = some_pdf(1_000)


@pytest.fixture(scope="module")
def line(province: Province) -> Line:
    province.line().upload(CONTENT)
    return province.line()


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, 1000),
        ("bytes=-10", 990, 1000),
        ("bytes=-5000", 0, 1000),
        ("bytes=900-5000", 900, 1000),
        ("bytes=0-0", 0, 1),
    ],
)
def test_a_range_is_served(line: Line, wanted: str, start: int, stop: int) -> None:
    answer = line.ask("GET", f"/v1/files/{sha256(CONTENT)}", headers={"Range": wanted})

    assert (answer.status_code, answer.content) == (206, CONTENT[start:stop])
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/1000"


@pytest.mark.parametrize("wanted", ["bytes=5-2", "lines=1-2", "bytes=0-1,5-6", "bytes=-", "x"])
def test_what_is_no_single_range_is_all(line: Line, wanted: str) -> None:
    answer = line.ask("GET", f"/v1/files/{sha256(CONTENT)}", headers={"Range": wanted})

    assert (answer.status_code, answer.content) == (200, CONTENT)


@pytest.mark.parametrize("wanted", ["bytes=1000-", "bytes=5000-6000"])
def test_a_range_after_the_end(line: Line, wanted: str) -> None:
    answer = line.ask("GET", f"/v1/files/{sha256(CONTENT)}", headers={"Range": wanted})

    assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")
    assert answer.headers["Content-Range"] == "bytes */1000"


def test_a_file_that_the_counter_has_is_not_sent_again(province: Province, line: Line) -> None:
    tag = line.get(f"/v1/files/{sha256(CONTENT)}").headers["ETag"]
    known = {"If-None-Match": tag}

    again = line.ask("GET", f"/v1/files/{sha256(CONTENT)}", headers=known)

    assert (again.status_code, again.content) == (304, b"")
    stranger = province.line("hai.lv")
    for headers in (known, {"Range": "bytes=0-9"}):
        refused = stranger.ask("GET", f"/v1/files/{sha256(CONTENT)}", headers=headers)
        assert refused.status_code == 404


def test_too_much_is_refused_before_it_is_sent(line: Line) -> None:
    place = line.begin(some_pdf(5_000)).headers["Location"]
    with OpenPatch(line, place, offset=0, length=7_000_000) as patch:
        assert " 413 " in patch.answer(), "not a byte was waited for"
    assert line.offset(place) == 0
