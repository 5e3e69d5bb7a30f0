"""Scanning by the TWAIN helper, against a program that takes the same orders."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from app.errors import AppError, Cancelled, Code
from app.scanning.driver_files import rescue_pages
from app.scanning.page_files import read_page
from app.scanning.scanner_errors import twain_failure
from app.scanning.source import Feed, ScanRequest
from app.scanning.sources import list_sources, list_without_drivers, open_source
from app.scanning.twain_helper import (
    TwainSource,
    find_helper,
    list_twain_sources,
)
from tests.scanning.escl_double import number_on
from tests.scanning.page_images import into, picture, take_pages

ROOT = Path(__file__).parents[2]
FEEDER, DUPLEX = ScanRequest(feed=Feed.FEEDER), ScanRequest(feed=Feed.DUPLEX)


class Helper:
    """The installed program and what it shall do."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.set(devices=["Canon DR-C225", "Kodak i2000"], pages=3)

    def set(self, **state: Any) -> None:
        before = json.loads(self._file.read_text()) if self._file.exists() else {}
        self._file.write_text(json.dumps(before | state))

    @property
    def orders(self) -> list[list[str]]:
        said: list[list[str]] = json.loads(self._file.read_text()).get("orders", [])
        return said


@pytest.fixture
def helper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Helper:
    place = tmp_path / "bin"
    place.mkdir()
    program = place / "naps2.console"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.scanning.fake_naps2 import main\nmain()\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(place), prepend=":")
    monkeypatch.setenv("FAKE_NAPS2", str(tmp_path / "state.json"))
    return Helper(tmp_path / "state.json")


def failing(request: ScanRequest, folder: Path) -> AppError:
    with pytest.raises(AppError) as error:
        take_pages(TwainSource("Kodak i2000"), folder, request)
    return error.value


def test_without_the_helper_there_is_no_such_scanner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_helper() is None
    assert list_twain_sources() == ()
    error = failing(FEEDER, tmp_path / "pages")
    assert (error.code, error.facts["said"]) == (Code.SCANNER_UNSUPPORTED, "TWAIN")


def test_it_is_found_where_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("ProgramFiles", str(tmp_path))
    installed = tmp_path / "NAPS2" / "NAPS2.Console.exe"
    installed.parent.mkdir()
    installed.touch()
    assert find_helper() == installed


def test_its_scanners_are_listed_among_the_others(helper: Helper) -> None:
    found = {each.address: each.name for each in list_sources()}
    assert found["twain:Canon DR-C225"] == "Canon DR-C225 (TWAIN)"
    assert "twain:Kodak i2000" in found
    assert "sane:test:0" in found
    assert helper.orders == [["--listdevices", "--driver", "twain"]]
    assert [each.address for each in list_without_drivers()] == [
        "twain:Canon DR-C225", "twain:Kodak i2000",
    ]  # fmt: skip


def test_a_name_that_would_open_another_scanner_is_not_offered(helper: Helper) -> None:
    helper.set(devices=["Canon DR-C225 II", "Canon DR-C225", "Kodak"])
    assert [each.address for each in list_twain_sources()] == [
        "twain:Canon DR-C225 II", "twain:Kodak",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("request_", "numbers"),
    [
        (ScanRequest(), [1]),
        (FEEDER, [1, 2, 3]),
        (ScanRequest(feed=Feed.FEEDER, max_pages=1), [1]),
    ],
)
def test_pages_come_whole_and_in_order(
    helper: Helper, tmp_path: Path, request_: ScanRequest, numbers: list[int]
) -> None:
    folder = tmp_path / "pages"

    pages = take_pages(open_source("twain:Kodak i2000"), folder, request_)

    assert [number_on(picture(page.file)) for page in pages] == numbers
    assert [read_page(page.file) for page in pages] == pages
    assert {page.dpi for page in pages} == {200}
    assert sorted(folder.iterdir()) == [page.file.path for page in pages], "nothing else is left"


def test_what_was_scanned_when_the_program_was_killed_is_there(tmp_path: Path) -> None:
    left = tmp_path / "twain-abc"
    left.mkdir()
    for number in (1, 2, 10):
        Image.new("RGB", (400, 600 + number)).save(left / f"{number:04}.png", dpi=(300, 300))
    (left / "0011.png").write_bytes((left / "0010.png").read_bytes()[:200])  # half written

    rescue_pages(into(tmp_path))

    pages = [read_page(page) for page in into(tmp_path).pages()]
    assert sorted(tmp_path.iterdir()) == [page.file.path for page in pages]
    assert [(page.height_px, page.dpi) for page in pages] == [(601, 300), (602, 300), (610, 300)]


def test_what_is_asked_for_is_what_is_ordered(helper: Helper, tmp_path: Path) -> None:
    request = ScanRequest(300, Feed.DUPLEX, width_mm=148, height_mm=210)
    helper.set(pages=2)

    pages = take_pages(TwainSource("Kodak i2000"), tmp_path / "pages", request)

    [order] = helper.orders
    assert order[2:] == [
        "--noprofile", "--driver", "twain", "--device", "Kodak i2000", "--source", "duplex",
        "--dpi", "300", "--bitdepth", "color", "--pagesize", "5.827x8.268in",
    ]  # fmt: skip
    assert (pages[0].width_px, pages[0].height_px, pages[0].dpi) == (1748, 2480, 300)


def test_the_resolution_is_the_one_asked_for_where_the_picture_does_not_say(
    helper: Helper, tmp_path: Path
) -> None:
    helper.set(no_dpi=True)
    [page] = take_pages(TwainSource("Kodak i2000"), tmp_path / "pages", ScanRequest(300))
    assert page.dpi == 300


def test_pages_before_a_jam_stay(helper: Helper, tmp_path: Path) -> None:
    helper.set(pages=2, said="The scanner has a paper jam.")
    folder = tmp_path / "pages"

    error = failing(FEEDER, folder)

    assert error.code is Code.SCANNER_JAMMED
    assert [number_on(picture(page)) for page in into(folder).pages()] == [1, 2]


def test_an_error_that_the_helper_does_not_notice_is_one_all_the_same(
    helper: Helper, tmp_path: Path
) -> None:
    helper.set(pages=0)
    assert failing(FEEDER, tmp_path / "pages").code is Code.SCANNER_GONE


def test_half_a_sheet_is_not_taken_for_two_sides(helper: Helper, tmp_path: Path) -> None:
    assert failing(DUPLEX, tmp_path / "pages").code is Code.SCANNER_NO_DUPLEX


def test_grey_is_not_taken_for_colour(helper: Helper, tmp_path: Path) -> None:
    helper.set(grey=True)
    assert failing(FEEDER, tmp_path / "pages").code is Code.SCANNER_UNSUPPORTED


def test_a_scanner_that_is_off(helper: Helper, tmp_path: Path) -> None:
    helper.set(devices=["Canon DR-C225"])
    assert failing(FEEDER, tmp_path / "pages").code is Code.SCANNER_ABSENT


def test_stopping_ends_the_helper_and_its_driver(helper: Helper, tmp_path: Path) -> None:
    processes = tmp_path / "processes"
    helper.set(hangs=str(processes))

    with pytest.raises(Cancelled):
        take_pages(TwainSource("Kodak i2000"), tmp_path / "pages", FEEDER, processes.exists)

    for pid in map(int, processes.read_text().split()):
        deadline = time.monotonic() + 10
        while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("The scanner has a paper jam.", Code.SCANNER_JAMMED),
        ("Máy quét có kẹt giấy.", Code.SCANNER_JAMMED),
        ("Máy quét có k?t gi?y.", Code.SCANNER_JAMMED),
        ("TWAIN error: PaperDoubleFeed", Code.SCANNER_JAMMED),
        ("No pages are in the feeder.", Code.SCANNER_NO_PAPER),
        ("Không trang sau nằm trong máng.", Code.SCANNER_NO_PAPER),
        ("The scanner's cover is open.", Code.SCANNER_COVER_OPEN),
        ("Nắp máy quét mở.", Code.SCANNER_COVER_OPEN),
        ("Máy quét chọn đang bận.", Code.SCANNER_BUSY),
        ("Máy quét chọn không thể được tìm thấy.", Code.SCANNER_ABSENT),
        ("Máy quét chọn đang ẩn.", Code.SCANNER_GONE),
        ("The selected scanner does not support using duplex.", Code.SCANNER_NO_DUPLEX),
        ("Option 'driver' is unknown.", Code.SCANNER_UNSUPPORTED),
        ("TWAIN error: Success", Code.SCANNER_GONE),
        ("", Code.SCANNER_GONE),
    ],
)
def test_what_it_says_has_a_code(said: str, code: Code) -> None:
    assert twain_failure(said, device="Kodak").code is code


def test_a_scanner_without_a_feeder_is_told_as_such() -> None:
    said = "The selected scanner does not support using a feeder."
    assert twain_failure(said, device="Kodak").facts["said"] == "feeder"
