"""Power cuts at any moment of scan → sign → deliver, of a backup, a restoration, a new key."""

import random
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import requests

from app.counter import Counter
from app.demo.office import Office
from app.store.dossiers import DossierFilter
from tests.power_cut.conftest import Day, Going, make_place, power_returns, record
from tests.power_cut.cuts import (
    COUNTER,
    FLUSHES,
    OUTAGES,
    Aftermath,
    Cut,
    aftermaths,
    risky_moments,
    told_moments,
)
from tests.power_cut.promises import require_kept
from tests.power_cut.steps import NO_FSYNC

pytestmark = pytest.mark.timeout(600)


def told_cuts(day: Day) -> Iterator[Cut]:
    """Just after something was said, with no more on the disk than had to be."""
    for moment in told_moments(day.records):
        yield Cut(moment, "nothing", harsh=True)


def any_cuts(day: Day, number: int, seed: int) -> Iterator[Cut]:
    chance = random.Random(seed)
    for moment in chance.choices(risky_moments(day.records), k=number):
        yield Cut(moment, chance.choice(OUTAGES), chance.random() < 0.5)


def broken(day: Day, cuts: Iterable[Cut]) -> dict[str, str]:
    """By cut, what was said and is not true when power is back."""
    found = dict[str, str]()
    for each in aftermaths(day.records, cuts):
        profile = power_returns(day.place, each.disk)
        try:
            require_kept(each.promises, profile)
        except Exception as error:  # noqa: BLE001 every one is shown, not the first alone
            last = traceback.extract_tb(error.__traceback__)[-1]
            found[str(each.cut)] = f"{error!r} ({Path(last.filename).name}:{last.lineno})"
    return found


def test_what_was_said_is_on_the_disk_already(day: Day) -> None:
    assert broken(day, told_cuts(day)) == {}


def test_no_moment_and_no_way_of_losing_power_breaks_a_promise(day: Day) -> None:
    assert broken(day, any_cuts(day, 20, seed=1)) == {}


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_six_hundred_cuts_break_no_promise(day: Day) -> None:
    assert broken(day, any_cuts(day, 600, seed=20261127)) == {}


def test_the_job_goes_on_and_is_delivered_once(day: Day, going: Going) -> None:
    for each in aftermaths(day.records, some_of_the_job(day, 3, seed=1)):
        goes_on(day, going, each)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_the_job_goes_on_after_a_hundred_cuts(day: Day, going: Going) -> None:
    for each in aftermaths(day.records, some_of_the_job(day, 100, seed=20261127)):
        goes_on(day, going, each)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("work/", b"page"), ("work", b"page"), ("vault/", b"paper"), ("vault", b"signed"),
        ("quay.sqlite3-wal", b"received"), ("quay.sqlite3-wal", b"noted"),
        ("backups/backup-", b"backed up"), ("backups/files", b"backed up"),
        ("backups/replaced-", b"restored"), (".part-", b"set up"),
    ],
)  # fmt: skip
def test_a_flush_that_is_left_out_breaks_what_was_said(day: Day, place: str, said: bytes) -> None:
    left = [
        each
        for each in day.records
        if each.kind not in FLUSHES or not each.path.startswith(f"{COUNTER}/{place}")
    ]
    assert len(left) < len(day.records)
    moments = [each for each in told_moments(left) if left[each - 1].data.startswith(said)]
    assert broken(Day(day.place, left), [Cut(moments[-1], "nothing", harsh=True)])


def test_without_flushing_promises_are_broken(
    services: Office, tmp_path: Path, free_port_number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_place(tmp_path, services, free_port_number)
    place.use(monkeypatch)
    day = record(place, ["set-up"], **{NO_FSYNC: "1"})
    assert broken(day, told_cuts(day)).keys() == {str(each) for each in told_cuts(day)}


def some_of_the_job(day: Day, number: int, seed: int) -> Iterator[Cut]:
    """Between the first page and the receipt of the last file, the earliest and latest included."""
    told = [day.records[at - 1].data.split()[0] for at in told_moments(day.records)]
    moments = told_moments(day.records)
    first, last = moments[told.index(b"page")], moments[told.index(b"delivered")]
    chance = random.Random(seed)
    risky = [each for each in risky_moments(day.records) if first <= each <= last]
    yield Cut(first, "nothing", harsh=False)
    yield Cut(risky[-1], "nothing", harsh=True)
    for moment in chance.choices(risky, k=number - 2):
        yield Cut(moment, chance.choice(OUTAGES), chance.random() < 0.5)


def goes_on(day: Day, going: Going, after: Aftermath) -> None:
    """The job ends as if nothing had happened, and the province has one of everything."""
    profile = power_returns(day.place, after.disk)
    with going.province():
        going.go_on()
        with Counter(profile) as counter:
            with counter.store.read() as work:
                (dossier,) = work.dossiers.find(DossierFilter(text="TAM-"))
                papers = work.papers.of_dossier(dossier.id)
            headers = {"Authorization": f"Bearer {counter.tokens.access_token()}"}
            content = {each.sha256: counter.vault.read(each.sha256) for each in papers}
        told = {line.split()[1] for line in after.promises.lines if line.startswith("paper ")}
        assert told <= {each.original_sha256 for each in papers}, after.cut
        url = day.place.desk.url
        # Of all counters of the unit: those that began with a provisional number.
        there = requests.get(
            f"{url}/v1/dossiers", params={"q": "TAM-"}, headers=headers, timeout=10
        ).json()
        assert [each["dossier_code"] for each in there["dossiers"]] == [dossier.code], after.cut
        for sha256, expected in content.items():
            file = requests.get(f"{url}/v1/files/{sha256}", headers=headers, timeout=10)
            assert file.content == expected, after.cut
