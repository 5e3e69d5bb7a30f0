"""Files on an S3-compatible storage: the same promises as on a disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.reference_province.storage import open_storage
from sync.reference_province.storage.port import StorageAwayError
from tests.reference_province.province_line import (
    TUS,
    Line,
    an_act,
    checksum,
    sha256,
    some_pdf,
)
from tests.reference_province.provinces import Province, running
from tests.reference_province.s3_server import S3Server, running_s3
from tests.reference_province.torn_lines import OpenPatch, wait_until


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with running_s3(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="module")
def province(s3: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    folder = tmp_path_factory.mktemp("province")
    url = f"sqlite:///{folder / 'province.sqlite3'}"
    with running(url, folder, files_url=s3.url) as province:
        yield province


@pytest.fixture
def line(province: Province) -> Line:
    return province.line()


def test_a_file_comes_in_parts_and_becomes_an_object(s3: S3Server, line: Line) -> None:
    content = some_pdf(2_500_000)
    place = line.begin(content).headers["Location"]
    for start in range(0, len(content), 1_000_000):
        piece = content[start : start + 1_000_000]
        assert line.send(place, piece, start, **checksum(piece)).status_code == 204

    name = sha256(content)
    assert line.get(f"{place}/receipt").json()["sha256"] == name
    assert (s3.folder / "ho-so" / "whole" / name[:2] / name).read_bytes() == content
    assert not _objects(s3, place), "nothing is left of the parts"
    assert line.perform(an_act(content)).status_code == 200


def test_what_is_refused_leaves_the_parts_before(line: Line) -> None:
    content = some_pdf()
    place = line.begin(content).headers["Location"]
    line.send(place, content[:1000], 0)

    refused = line.send(place, content[1000:], 1000, **checksum(b"other bytes"))

    assert (refused.status_code, line.offset(place)) == (460, 1000)
    assert line.send(place, content[1000:], 1000).status_code == 204
    assert line.get(f"/v1/files/{sha256(content)}").content == content


def test_what_arrived_of_a_torn_part_is_kept(line: Line) -> None:
    content = some_pdf(3_000_000)
    place = line.begin(content).headers["Location"]
    with OpenPatch(line, place, offset=0, length=len(content)) as patch:
        patch.send(content[:1_500_000])
    wait_until(lambda: line.offset(place) > 0)

    offset = line.offset(place)
    assert line.send(place, content[offset:], offset).status_code == 204
    assert line.get(f"/v1/files/{sha256(content)}").content == content


def test_a_file_is_served_in_ranges(line: Line) -> None:
    content = some_pdf(5_000)
    line.upload(content)

    part = line.ask("GET", f"/v1/files/{sha256(content)}", headers={"Range": "bytes=100-199"})

    assert (part.status_code, part.content) == (206, content[100:200])


def test_lost_and_harmed_objects_are_asked_for_again(s3: S3Server, line: Line) -> None:
    content = some_pdf()
    line.upload(content)
    name = sha256(content)
    kept = s3.folder / "ho-so" / "whole" / name[:2] / name
    kept.write_bytes(content[::-1])
    act = an_act(content)

    assert line.perform(act).json()["missing_sha256"] == [name]
    line.upload(content)
    assert line.perform(act).status_code == 200


def test_an_upload_is_given_up(s3: S3Server, line: Line) -> None:
    content = some_pdf()
    place = line.begin(content).headers["Location"]
    line.send(place, content[:1000], 0)
    assert len(_objects(s3, place)) == 2

    assert line.ask("DELETE", place, headers=TUS).status_code == 204
    assert not _objects(s3, place)


def test_a_storage_that_is_away_is_a_reason_to_come_back(tmp_path: Path) -> None:
    storage = open_storage("s3://nowhere?endpoint=http://127.0.0.1:9", tmp_path)

    with pytest.raises(StorageAwayError):
        storage.size("0" * 64)


@pytest.mark.parametrize("url", ["ftp://x/y", "s3://", "s3://bucket?endpoint=nonsense"])
def test_what_names_no_storage(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match=r"storage|bucket"):
        open_storage(url, tmp_path)


def _objects(s3: S3Server, place: str) -> list[Path]:
    folder = s3.folder / "ho-so" / "unfinished" / place.rpartition("/")[2]
    return [path for path in folder.rglob("*") if path.is_file() and ".nanio" not in path.parts]
