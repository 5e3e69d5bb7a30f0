"""A province killed at the worst moments has what it confirmed and mends what it had begun."""

import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import requests

from sync.reference_province import ProvinceServerSettings, seed
from sync.reference_province.seed import standard_officers
from tests.reference_province.province_line import (
    PASSWORD,
    Line,
    an_act,
    sha256,
    sign_in,
    some_pdf,
)
from tests.reference_province.provinces import Province
from tests.reference_province.torn_lines import OpenPatch, wait_until

SERVE = """
import sys
from pathlib import Path
from sync.reference_province import ProvinceServerSettings, serve
url, folder, address, port = sys.argv[1:]
serve(ProvinceServerSettings(url, Path(folder), address), port=int(port))
"""


def test_killed_again_and_again(tmp_path: Path, free_port: Callable[[], int]) -> None:
    port = free_port()
    url = f"sqlite:///{tmp_path / 'province.sqlite3'}"
    settings = ProvinceServerSettings(url, tmp_path / "files", f"http://127.0.0.1:{port}")
    seed(settings, officers=standard_officers(PASSWORD))
    content = some_pdf(3_000_000)
    act, key = an_act(content), secrets.token_hex(16)

    with _until_killed(settings, port) as base:
        line = sign_in(base, "dao.nt")
        place = line.begin(content).headers["Location"]
        assert line.send(place, content[:1_000_000], 0).status_code == 204
        cut = OpenPatch(line, place, offset=1_000_000, length=2_000_000)
        cut.send(content[1_000_000:2_000_000])
        wait_until(lambda: line.offset(place) > 1_200_000)

    with cut, _until_killed(settings, port):
        offset = line.offset(place)
        assert 1_200_000 < offset <= 2_000_000
        assert line.send(place, content[offset:], offset).status_code == 204

    with _until_killed(settings, port):
        assert line.get(f"{place}/receipt").json()["sha256"] == sha256(content)
        receipt = line.perform(act, key)
        assert receipt.status_code == 200

    with _until_killed(settings, port):
        assert line.perform(act, key).content == receipt.content
        assert line.get(f"/v1/files/{sha256(content)}").content == content
        assert line.get("/v1/dossiers", q=act["dossier_id"]).json()["total"] == 1


def test_a_file_kept_but_not_yet_written_down_is_found(
    start: Callable[..., Province], tmp_path: Path
) -> None:
    line: Line = start().line()
    content = some_pdf()
    place = line.upload(content)
    with closing(sqlite3.connect(tmp_path / "province.sqlite3")) as database, database:
        database.execute("UPDATE uploads SET received_at = NULL")

    assert line.get(f"/v1/files/{sha256(content)}").status_code == 404
    assert line.offset(place) == len(content)
    assert line.get(f"{place}/receipt").json()["sha256"] == sha256(content)
    assert line.get(f"/v1/files/{sha256(content)}").content == content


@contextmanager
def _until_killed(settings: ProvinceServerSettings, port: int) -> Iterator[str]:
    arguments = [
        settings.database_url,
        str(settings.files_folder),
        settings.public_url,
        str(port),
    ]
    with subprocess.Popen([sys.executable, "-c", SERVE, *arguments]) as process:
        try:
            wait_until(lambda: _answers(settings.public_url, port))
            yield settings.public_url
        finally:
            process.send_signal(signal.SIGKILL)


def _answers(base: str, port: int) -> bool:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)):
            return False
    return requests.get(f"{base}/v1/health", timeout=5).ok
