"""Files of the province come into the vault, whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.dossier import DossierId
from app.errors import AppError, Code
from sync import http_file_part
from sync.change_feed import fetch_news
from sync.file_fetcher import FileFetcher
from sync.pinned_files import PinnedFiles, files_of
from tests.sync.conftest import Desk, Site
from tests.sync.fault_proxy import Asked, Fault, answer


@pytest.fixture
def other(tmp_path: Path, site: Site) -> Iterator[Desk]:
    folder = tmp_path / "other"
    folder.mkdir()
    opened = Desk(folder, site)
    yield opened
    opened.close()


def delivered(desk: Desk, *sizes: int) -> tuple[DossierId, str, tuple[str, ...]]:
    """A dossier at the province: its id, number, and the hashes of its files."""
    dossier_id = desk.receive(*sizes)
    while desk.deliverer().deliver_next().outcome is not None:
        pass
    with desk.store.read() as work:
        code = work.dossiers.get(dossier_id).code
    return dossier_id, code, files_of(desk.province.detail(code))


def fetcher(desk: Desk) -> FileFetcher:
    return FileFetcher(desk.province, desk.vault)


def asked_for_files(desk: Desk) -> list[str]:
    return [each.path for each in desk.site.proxy.asked if "/files/" in each.path]


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_file_part, "PART_BYTES", 10_000)


@pytest.mark.usefixtures("small_parts")
def test_a_torn_line_costs_one_part(desk: Desk, other: Desk) -> None:
    _, _, (sha256,) = delivered(desk, 35_000)
    seen: list[str] = []

    def plan(asked: Asked) -> Fault:
        if "/files/" in asked.path:
            seen.append(asked.path)
        return Fault.DROP if len(seen) == 3 else Fault.NONE

    other.site.proxy.plan = plan
    fetching = fetcher(other)
    with pytest.raises(AppError) as caught:
        fetching.fetch(sha256)
    assert caught.value.code is Code.PROVINCE_ANSWER_LOST
    with pytest.raises(AppError):
        other.vault.read(sha256)
    fetching.fetch(sha256)
    assert other.vault.read(sha256) == desk.vault.read(sha256)
    assert len(seen) == 3 + 2


def test_a_file_that_is_here_is_not_asked_for(desk: Desk) -> None:
    _, _, (sha256,) = delivered(desk)
    desk.site.proxy.asked.clear()
    assert fetcher(desk).fetch(sha256).sha256 == sha256
    assert not desk.site.proxy.asked


@pytest.mark.parametrize("body", [b"%PDF-1.7 another", b""])
def test_other_bytes_are_not_kept(desk: Desk, other: Desk, body: bytes) -> None:
    _, _, (sha256,) = delivered(desk)
    other.site.proxy.plan = lambda _: answer(200, body, Content_Type="application/pdf")
    with pytest.raises(AppError) as caught:
        fetcher(other).fetch(sha256)
    assert caught.value.code is Code.PROVINCE_ANSWER_UNREADABLE
    with pytest.raises(AppError):
        other.vault.read(sha256)
    other.site.proxy.plan = lambda _: Fault.NONE
    assert fetcher(other).fetch(sha256).size == 2_000


def test_a_part_that_was_not_asked_for(desk: Desk, other: Desk) -> None:
    _, _, (sha256,) = delivered(desk)
    other.site.proxy.plan = lambda _: answer(
        206, b"abc", Content_Type="application/pdf", Content_Range="bytes 5-7/2000"
    )
    with pytest.raises(AppError) as caught:
        fetcher(other).fetch(sha256)
    assert caught.value.code is Code.PROVINCE_ANSWER_UNREADABLE


def test_a_file_of_nobody(desk: Desk) -> None:
    with pytest.raises(AppError) as caught:
        fetcher(desk).fetch("0" * 64)
    assert caught.value.facts["problem"] == "not_found"


def test_pinned_dossiers_have_their_files_here(desk: Desk, other: Desk) -> None:
    dossier_id, _, files = delivered(desk, 2_000, 3_000)
    fetch_news(store=other.store, province=other.province, now=other.now)
    pinned = PinnedFiles(other.store, other.province, fetcher(other))
    pinned.fetch()
    with pytest.raises(AppError):
        other.vault.read(files[0])
    with other.store.write() as work:
        work.pins.set(dossier_id, pinned=True)
    pinned.fetch()
    assert [len(other.vault.read(each)) for each in files] == [2_000, 3_000]
    assert outcome(other, dossier_id) == (2, "")
    with other.store.read() as work:
        noted = work.pins.outcome(dossier_id)
    assert noted is not None
    assert set(noted.told) == set(files)
    other.site.proxy.asked.clear()
    pinned.fetch()
    assert not other.site.proxy.asked


def outcome(desk: Desk, dossier_id: DossierId) -> tuple[int, str] | None:
    with desk.store.read() as work:
        found = work.pins.outcome(dossier_id)
    return None if found is None else (found.files, found.error)


def test_what_could_not_be_fetched_is_said_and_tried_again(desk: Desk, other: Desk) -> None:
    dossier_id, _, _ = delivered(desk, 2_000)
    fetch_news(store=other.store, province=other.province, now=other.now)
    pinned = PinnedFiles(other.store, other.province, fetcher(other))
    with other.store.write() as work:
        work.pins.set(dossier_id, pinned=True)
    with other.site.proxy.refusing(), pytest.raises(AppError):
        pinned.fetch()
    assert outcome(other, dossier_id) == (0, "province_unreachable")
    pinned.fetch()
    assert outcome(other, dossier_id) == (1, "")
    for wanted in (False, True):
        with other.store.write() as work:
            work.pins.set(dossier_id, pinned=wanted)
        assert outcome(other, dossier_id) is None
    pinned.fetch()
    assert outcome(other, dossier_id) == (1, "")


def test_a_pinned_file_that_comes_as_another_keeps_no_other_dossier_back(
    desk: Desk, other: Desk
) -> None:
    files = {dossier_id: sha256s for dossier_id, _, sha256s in (delivered(desk), delivered(desk))}
    fetch_news(store=other.store, province=other.province, now=other.now)
    with other.store.write() as work:
        for each in files:
            work.pins.set(each, pinned=True)
        harmed, whole = (each.id for each in work.pins.dossiers())
    other.site.proxy.plan = lambda asked: (
        answer(200, b"%PDF-1.7 another", Content_Type="application/pdf")
        if files[harmed][0] in asked.path
        else Fault.NONE
    )
    pinned = PinnedFiles(other.store, other.province, fetcher(other))
    with pytest.raises(AppError) as caught:
        pinned.fetch()
    assert caught.value.code is Code.PROVINCE_ANSWER_UNREADABLE
    assert outcome(other, harmed) == (0, "province_answer_unreadable")
    assert outcome(other, whole) == (1, "")
    other.site.proxy.plan = lambda _: Fault.NONE
    pinned.fetch()
    assert outcome(other, harmed) == (1, "")
