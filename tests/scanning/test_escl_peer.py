"""sane-airscan, an eSCL client of others, scans from the double: else the double and our client
could be wrong together. And our SANE source scans by it, from a device that has both sides.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.scanning.escl.source import EsclSource
from app.scanning.source import Feed, ScanRequest
from tests.scanning.escl_double import EsclDouble, draw_numbered, number_on, running
from tests.scanning.page_images import into, picture, take_pages

NAME = "airscan:e0:double"
SOURCES = {Feed.GLASS: "Flatbed", Feed.FEEDER: "ADF", Feed.DUPLEX: "ADF Duplex"}
OURS = """
import json, sys
from pathlib import Path
from app.errors import AppError
from app.scanning.source import ScanRequest, Feed
from app.scanning.sources import open_source
from tests.scanning.page_images import into
source, (feed, brightness, folder) = open_source("sane:airscan:e0:double"), sys.argv[1:]
able = source.capabilities()
request = ScanRequest(feed=Feed(feed), brightness=json.loads(brightness))
pages = list(source.pages(request, into(Path(folder)), lambda: False))
print(json.dumps({
    "feeds": able.feeds, "dpis": list(able.dpis), "modes": able.colour_modes,
    "largest": able.largest_mm, "bright": able.brightness is not None,
    "dpi": [page.dpi for page in pages],
}))
"""


@pytest.fixture
def device() -> Iterator[EsclDouble]:
    with running(EsclDouble(sheets=3)) as device:
        yield device


@pytest.fixture
def peer(device: EsclDouble, tmp_path: Path) -> dict[str, str]:
    """An environment in which SANE has the double and nothing else."""
    config = tmp_path / "sane"
    config.mkdir()
    (config / "dll.conf").write_text("airscan\n")
    (config / "airscan.conf").write_text(
        f'[devices]\n"double" = {device.url}, eSCL\n[options]\ndiscovery = disable\n'
    )
    return os.environ | {"SANE_CONFIG_DIR": str(config)}


def ran(arguments: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        arguments, env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def scanned_by_peer(environment: dict[str, str], feed: Feed, folder: Path) -> list[Path]:
    folder.mkdir()
    ran(
        ["scanimage", "-d", NAME, "--source", SOURCES[feed], "--mode", "Color",
         "--resolution", "200", "-l", "0", "-t", "0", "-x", "210", "-y", "297", "--format=png",
         f"--batch={folder}/p%03d.png", *(["--batch-count=1"] if feed is Feed.GLASS else [])],
        environment,
    )  # fmt: skip
    return sorted(folder.iterdir())


@pytest.mark.parametrize(
    ("feed", "pages"),
    [(Feed.GLASS, [1]), (Feed.FEEDER, [1, 2, 3]), (Feed.DUPLEX, [1, 2, 3, 4, 5, 6])],
)
def test_both_clients_get_the_same_pages(
    device: EsclDouble, peer: dict[str, str], tmp_path: Path, feed: Feed, pages: list[int]
) -> None:
    theirs = [Image.open(file) for file in scanned_by_peer(peer, feed, tmp_path / "peer")]
    device.load(3)
    taken = take_pages(EsclSource(device.url), tmp_path / "ours", ScanRequest(feed=feed))
    ours = [picture(page.file) for page in taken]

    assert [number_on(each) for each in theirs] == pages
    assert [number_on(each) for each in ours] == pages
    for one, other, number in zip(ours, theirs, pages, strict=True):
        assert abs(one.width - other.width) <= 2
        assert abs(one.height - other.height) <= 2
        size = (min(one.width, other.width), min(one.height, other.height))
        drawn = np.asarray(draw_numbered(number, one.size).crop((0, 0, *size)), np.int16)
        pixels = [
            np.asarray(each.convert("RGB").crop((0, 0, *size)), np.int16) for each in (one, other)
        ]
        assert np.abs(pixels[0] - drawn).mean() < 2
        assert np.abs(pixels[0] - pixels[1]).mean() < 2


def test_the_peer_sees_what_the_double_says(device: EsclDouble, peer: dict[str, str]) -> None:
    options = ran(["scanimage", "-d", NAME, "-A"], peer)

    assert "--source Flatbed|ADF|ADF Duplex" in options
    assert "--resolution 100|200|300|600dpi" in options
    widest = re.search(r"-x [\d.]+\.\.([\d.]+)mm", options)
    assert widest is not None
    assert float(widest[1]) == pytest.approx(215.9, abs=0.1)


def by_our_sane_source(
    environment: dict[str, str], feed: Feed, folder: Path, brightness: int | None = None
) -> Any:
    folder.mkdir(exist_ok=True)
    arguments = [feed.value, json.dumps(brightness), str(folder)]
    return json.loads(ran([sys.executable, "-c", OURS, *arguments], environment))


def test_our_sane_source_scans_both_sides_by_the_driver_of_others(
    device: EsclDouble, peer: dict[str, str], tmp_path: Path
) -> None:
    said = by_our_sane_source(peer, Feed.DUPLEX, tmp_path / "pages")

    assert said["feeds"] == ["glass", "feeder", "duplex"]
    assert said["dpis"] == [100, 200, 300, 600]
    assert said["modes"] == ["colour", "grey"]
    assert said["largest"] == pytest.approx(EsclSource(device.url).capabilities().largest_mm, 0.01)
    assert said["dpi"] == [200] * 6
    files = into(tmp_path / "pages").pages()
    assert [number_on(picture(file)) for file in files] == [1, 2, 3, 4, 5, 6]
    assert {job.dpi for job in device.jobs.values()} == {200}


def test_brightness_by_the_driver_of_others(peer: dict[str, str], tmp_path: Path) -> None:
    means = []
    for brightness in (-40, 0, 40):
        folder = tmp_path / str(brightness)
        assert by_our_sane_source(peer, Feed.GLASS, folder, brightness)["bright"]
        means.append(np.asarray(picture(into(folder).pages()[0])).mean())
    assert means == sorted(means)
    assert means[2] - means[0] > 20
