"""No file is received that the virus scanner did not let through."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.reference_province.virus_scan import open_virus_scan
from tests.reference_province.clamd_double import EICAR, running_clamd
from tests.reference_province.clamd_server import running_clamav
from tests.reference_province.province_line import TUS, an_act, sha256, some_pdf
from tests.reference_province.provinces import Province

Start = Callable[..., Province]


@pytest.mark.parametrize("way", ["tcp", "unix"])
def test_an_infected_file_is_refused_and_never_served(
    start: Start, tmp_path: Path, way: str
) -> None:
    with running_clamd(tmp_path / "clamd.ctl" if way == "unix" else None) as (url, seen):
        province = start(virus_scan_url=url)
        line = province.line()
        clean, infected = some_pdf(200_000), b"%PDF-1.7\n" + EICAR + os.urandom(200_000)
        line.upload(clean)
        place = line.begin(infected).headers["Location"]

        refused = line.send(place, infected, 0)

        assert (refused.status_code, refused.json()["code"]) == (422, "infected")
        assert "Eicar-Test-Signature" in refused.json()["title"]
        assert seen.sizes == [200_000, len(infected)]
        assert line.ask("HEAD", place, headers=TUS).status_code == 404
        assert line.get(f"/v1/files/{sha256(infected)}").status_code == 404
        assert line.perform(an_act(infected)).json()["code"] == "missing_files"
        kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
        assert not [path for path in kept if EICAR in path.read_bytes()]
        assert line.perform(an_act(clean)).status_code == 200


@pytest.mark.parametrize("reply", [b"stream: Heuristics ERROR", b"INSTREAM size limit exceeded"])
def test_without_a_verdict_a_file_waits(start: Start, reply: bytes) -> None:
    content = some_pdf()
    with running_clamd() as (url, seen):
        seen.reply = reply
        line = start(virus_scan_url=url).line()
        place = line.begin(content).headers["Location"]

        refused = line.send(place, content, 0)

        assert (refused.status_code, refused.json()["code"]) == (503, "scanner_away")
        assert refused.headers["Retry-After"] == "30"
        assert line.get(f"/v1/files/{sha256(content)}").status_code == 404
        assert line.offset(place) == len(content), "nothing has to be sent again"
        seen.reply = b""
        assert line.get(f"{place}/receipt").json()["sha256"] == sha256(content)
        assert line.get(f"/v1/files/{sha256(content)}").content == content


def test_clamav_itself_finds_what_is_refused(start: Start, tmp_path: Path) -> None:
    with running_clamav(tmp_path) as url:
        line = start(virus_scan_url=url).line()
        clean, infected = some_pdf(3_000_000), b"%PDF-1.7\n" + EICAR + os.urandom(200_000)
        line.upload(clean)
        place = line.begin(infected).headers["Location"]

        refused = line.send(place, infected, 0)

        assert (refused.status_code, refused.json()["code"]) == (422, "infected")
        assert "Quay.Test.Eicar" in refused.json()["title"]
        assert line.get(f"/v1/files/{sha256(infected)}").status_code == 404
        assert line.get(f"/v1/files/{sha256(clean)}").content == clean


def test_a_scanner_that_is_gone_lets_nothing_through(start: Start) -> None:
    line = start(virus_scan_url="clamd:///nowhere/clamd.ctl").line()
    content = some_pdf()
    place = line.begin(content).headers["Location"]

    assert line.send(place, content, 0).json()["code"] == "scanner_away"


@pytest.mark.parametrize("url", ["clamd:", "http://x:3310", "clamav"])
def test_what_names_no_scanner(url: str) -> None:
    with pytest.raises(ValueError, match="clamd"):
        open_virus_scan(url)
