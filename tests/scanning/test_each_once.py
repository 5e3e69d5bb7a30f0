"""A scanner that two ways lead to is listed once; two scanners stay two."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.scanning.each_once import each_once
from app.scanning.source import Feed, SourceInfo
from tests.scanning.escl_announced import announced, service
from tests.scanning.escl_double import EsclDouble, running

pytestmark = pytest.mark.usefixtures("quiet_network")
LISTED = """
import json
from app.scanning.escl import discovery
from app.scanning.sources import list_sources
discovery.INTERFACES, discovery.LOOK_SECONDS = ("127.0.0.1",), 2.0
print(json.dumps([each.address for each in list_sources()]))
"""


def by_airscan(folder: Path, *urls: str) -> dict[str, str]:
    """An environment in which sane-airscan has a device at each of ``urls``."""
    folder.mkdir()
    (folder / "dll.conf").write_text("airscan\n")
    devices = "".join(f'"Máy {number}" = {url}, eSCL\n' for number, url in enumerate(urls, 1))
    (folder / "airscan.conf").write_text(f"[devices]\n{devices}[options]\ndiscovery = disable\n")
    return os.environ | {"SANE_CONFIG_DIR": str(folder)}


def listed(environment: dict[str, str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", LISTED], env=environment, capture_output=True, text=True,
        timeout=100, check=True,
    )  # fmt: skip
    addresses: list[str] = json.loads(done.stdout)
    return addresses


def announced_port(device: EsclDouble) -> int:
    return int(device.url.split(":")[2].split("/")[0])


def test_what_sane_airscan_finds_too_is_listed_once_as_escl(tmp_path: Path) -> None:
    with running(EsclDouble()) as device:
        offer = service("uscan", announced_port(device), rs="eSCL", ty="HP", **{"is": "platen"})
        with announced(offer):
            assert listed(by_airscan(tmp_path / "sane", device.url)) == [f"escl:{device.url}"]


def test_a_scanner_that_only_the_driver_finds_stays(tmp_path: Path) -> None:
    with running(EsclDouble()) as device:
        assert listed(by_airscan(tmp_path / "sane", device.url)) == ["sane:airscan:e0:Máy 1"]


def test_two_scanners_of_one_host_are_not_taken_for_one(tmp_path: Path) -> None:
    with (
        running(EsclDouble()) as one,
        running(EsclDouble()) as other,
        announced(service("uscan", announced_port(one), rs="eSCL", ty="HP")),
    ):
        assert listed(by_airscan(tmp_path / "sane", one.url, other.url)) == [
            "sane:airscan:e0:Máy 1", "sane:airscan:e1:Máy 2", f"escl:{one.url}",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "hosts", "stays"),
    [
        ("sane:airscan:w1:HP", ("10.0.0.5",), False),
        ("sane:escl:http://10.0.0.5:80", ("10.0.0.5",), False),
        ("sane:airscan:e0:HP", ("fe80::1",), False),
        ("sane:airscan:e0:HP", ("10.0.0.6",), True),
        ("sane:airscan:e0:HP", (), True),
        ("sane:epson2:net:10.0.0.5", ("10.0.0.5",), True),
    ],
)
def test_it_is_the_same_scanner_by_its_address(
    address: str, hosts: tuple[str, ...], stays: bool
) -> None:
    ours = SourceInfo("escl:http://10.0.0.5/eSCL", "HP", (Feed.GLASS,), ("10.0.0.5", "fe80::1"))
    theirs = SourceInfo(address, "HP", (), hosts)
    assert each_once((theirs,), (ours,)) == ((theirs, ours) if stays else (ours,))
