"""Finding network scanners: the double announces itself by real mDNS on this machine alone."""

import sys

import pytest

from app.errors import AppError, Code
from app.scanning.escl import discovery
from app.scanning.sane_device import sane_library
from app.scanning.sane_test_device import TEST_DEVICE
from app.scanning.source import Feed, SourceInfo
from app.scanning.sources import list_sources, open_source
from tests.scanning.escl_announced import announced, service
from tests.scanning.escl_double import EsclDouble, running
from tests.scanning.page_images import take_pages

pytestmark = pytest.mark.usefixtures("quiet_network")


@pytest.fixture(autouse=True)
def _looks_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "LOOK_SECONDS", 2.0)


def found() -> tuple[SourceInfo, ...]:
    with discovery.looking_for_scanners() as answered:
        return answered()


def test_a_scanner_in_the_network_is_found_and_scans(tmp_path) -> None:
    with running(EsclDouble(sheets=1)) as device:
        port = int(device.url.split(":")[2].split("/")[0])
        said = {"rs": "eSCL", "ty": "Máy quét tầng 2", "is": "platen,adf", "duplex": "T"}
        with announced(service("uscan", port, **said)):
            [info] = [each for each in list_sources() if each.address != TEST_DEVICE]
        assert info == SourceInfo(
            f"escl:{device.url}", "Máy quét tầng 2", (Feed.GLASS, Feed.FEEDER, Feed.DUPLEX)
        )
        assert len(take_pages(open_source(info.address), tmp_path / "pages")) == 1


def test_a_scanner_that_offers_both_ways_is_listed_once_and_encrypted() -> None:
    said = {"rs": "/eSCL/", "ty": "HP", "is": "platen", "UUID": "1-2-3"}
    with announced(service("uscan", 80, **said), service("uscans", 443, **said)):
        assert found() == (SourceInfo("escl:https://127.0.0.1:443/eSCL", "HP", (Feed.GLASS,)),)


def test_nothing_is_promised_of_one_that_says_nothing() -> None:
    with announced(service("uscan", 8080, name="Phòng 3")):
        assert found() == (SourceInfo("escl:http://127.0.0.1:8080/eSCL", "Phòng 3", ()),)


def test_what_is_announced_cannot_write_over_the_screen() -> None:
    bad = service("uscan", 80, name="a", ty="Quét\n\x1b[2J\u202e" + "x" * 200, rs="../..?x=<y>")
    good = service("uscan", 81, name="b", ty="Quét\n\x1b[2J\u202e" + "x" * 200, rs="eSCL")
    with announced(bad, good):
        [info] = found()
    assert info.address == "escl:http://127.0.0.1:81/eSCL"
    assert info.name == "Quét[2J" + "x" * 73


@pytest.mark.filterwarnings("ignore:Exception ignored in. <socket")  # zeroconf's, left open
def test_a_machine_without_a_network_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "INTERFACES", ("192.0.2.1",))
    assert found() == ()


def test_network_scanners_are_listed_where_drivers_are_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sane", None)
    monkeypatch.setattr("app.scanning.sane_source.sane_library", sane_library.__wrapped__)
    with pytest.raises(AppError) as error:
        list_sources()
    assert error.value.code is Code.SCANNER_UNSUPPORTED
    with announced(service("uscan", 80, ty="HP")):
        assert [each.name for each in list_sources()] == ["HP"]
