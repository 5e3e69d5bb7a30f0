"""How many bytes an officer may have begun and not finished, whichever process is asked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from tests.reference_province.many_workers import one_line_each, running_workers
from tests.reference_province.province_line import TUS, an_act, sign_in, some_pdf
from tests.reference_province.provinces import POSTGRES, Province, postgres_schema

Start = Callable[..., Province]

LIMIT = 3_000_000


def test_what_is_begun_and_not_finished_has_a_limit(start: Start) -> None:
    province = start(unfinished_bytes=LIMIT)
    line = province.line()
    first, second = some_pdf(2_000_000), some_pdf(1_500_000)
    place = line.begin_with(first, first[:500_000]).headers["Location"]

    refused = line.begin_with(second, second[:1_048_576])

    assert (refused.status_code, refused.json()["code"]) == (413, "too_much_unfinished")
    assert "3 MB" in refused.json()["title"]
    assert int(refused.headers["Retry-After"]) >= 1, "temporary, RFC 9110 §15.5.14"
    assert refused.headers["Tus-Resumable"] == "1.0.0"
    assert line.begin(first).headers["Upload-Offset"] == "500000", "what is begun goes on"
    assert province.line("vanthu").begin(second).status_code == 201, "a limit of each officer"
    assert line.send(place, first[500_000:], 500_000).status_code == 204


def test_a_finished_upload_makes_room(start: Start) -> None:
    line = start(unfinished_bytes=LIMIT).line()
    first, second = some_pdf(2_000_000), some_pdf(2_000_000)
    place = line.begin(first).headers["Location"]
    assert line.begin(second).status_code == 413

    line.send(place, first, 0)

    assert line.begin(second).status_code == 201
    assert line.perform(an_act(first)).status_code == 200


def test_so_does_one_that_was_given_up_or_had_another_length(start: Start) -> None:
    line = start(unfinished_bytes=LIMIT).line()
    first, second = some_pdf(2_000_000), some_pdf(2_000_000)
    place = line.begin(first).headers["Location"]
    assert line.begin(second).status_code == 413
    assert line.begin(first, **{"Upload-Length": "2500000"}).status_code == 201
    place = line.begin(first).headers["Location"]

    assert line.ask("DELETE", place, headers=TUS).status_code == 204

    assert line.begin(second).status_code == 201


def test_so_does_one_that_nobody_went_on_with(start: Start) -> None:
    province = start(unfinished_bytes=LIMIT)
    for _ in range(5):
        province.line().begin(some_pdf(600_000))
    content = some_pdf(2_900_000)
    assert province.line().begin(content).status_code == 413

    province.clock.ahead = timedelta(days=31)
    province.lines.clear()

    assert province.line().begin(content).status_code == 201


def test_the_smallest_uploads_count_too(start: Start) -> None:
    """Each takes a file of its own, however short it says that it is."""
    line = start(unfinished_bytes=50_000).line()

    begun = [line.begin(some_pdf(40)).status_code for _ in range(20)]

    assert begun == [201] * 12 + [413] * 8


@pytest.mark.skipif(not POSTGRES, reason="QUAY_TEST_POSTGRES names no PostgreSQL")
def test_all_workers_share_the_limit(tmp_path: Path) -> None:
    with (
        postgres_schema() as url,
        running_workers(url, tmp_path, unfinished_bytes=LIMIT) as (base, above),
        one_line_each(base, above, sign_in(base, "dao.nt").token) as three,
        ThreadPoolExecutor(3) as threads,
    ):
        answers = list(
            threads.map(
                lambda line: [line.begin(some_pdf(500_000)).status_code for _ in range(4)], three
            )
        )

    statuses = [status for each in answers for status in each]
    assert sorted(statuses) == [201] * 6 + [413] * 6
