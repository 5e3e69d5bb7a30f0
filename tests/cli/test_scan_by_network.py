"""``quay scan --source escl:URL``, as an officer types it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from app.demo.start import Demonstration
from app.scanning.stored_page import StoredPage
from app.secrets import ProfileKey
from tests.cli.conftest import Ran
from tests.scanning.escl_double import EsclDouble, number_on, running
from tests.scanning.page_images import picture


@pytest.fixture
def device() -> Iterator[EsclDouble]:
    with running(EsclDouble(sheets=2)) as device:
        yield device


def pages_of(pdf: Path) -> int:
    with pikepdf.open(pdf) as opened:
        return len(opened.pages)


@pytest.mark.parametrize(("options", "pages"), [((), 1), (("--adf",), 2), (("--duplex",), 4)])
def test_a_pdf_from_the_network(
    quay: Callable[..., tuple[int, Any]], device: EsclDouble, tmp_path: Path,
    options: tuple[str, ...], pages: int,
) -> None:  # fmt: skip
    out = tmp_path / "giấy.pdf"

    status, said = quay(
        "scan", "--source", f"escl:{device.url}", "--dpi", "250", *options, "--out", str(out)
    )

    assert status == 0
    assert (len(said["pages"]), said["files"][0]["dpi"], said["legal"]) == (pages, 300, True)
    assert pages_of(out) == pages


def test_both_sides_by_a_device_that_cannot(
    run: Callable[..., Ran], device: EsclDouble, tmp_path: Path
) -> None:
    device.duplex = False
    arguments = ("scan", "--source", f"escl:{device.url}", "--duplex", "--out")

    done = run(*arguments, str(tmp_path / "a.pdf"))

    assert done.status == 1
    assert "Máy quét này chỉ quét được một mặt giấy mỗi lượt." in done.err
    assert run(*arguments, str(tmp_path / "a.pdf"), "--json").code == "scanner_no_duplex"
    assert not (tmp_path / "a.pdf").exists()
    assert not device.jobs


@contextmanager
def turning(
    demonstration: Demonstration, device: EsclDouble, out: Path
) -> "Iterator[subprocess.Popen[str]]":
    """``quay scan --flip`` with two fronts, when it waits for the stack to be turned over."""
    with subprocess.Popen(
        [sys.executable, "-m", "app", "scan", "--source", f"escl:{device.url}", "--flip",
         "--no-clean", "--no-ocr", "--out", str(out)],
        env=os.environ | {"QUAY_HOME": str(demonstration.profile.root)}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as quay:  # fmt: skip
        assert quay.stderr is not None
        asked = ""
        while not asked.endswith("mặt sau: "):
            letter = quay.stderr.read(1)
            assert letter, asked
            asked += letter
        assert "Đã quét 2 mặt trước. Lật chồng giấy rồi đặt lại vào khay" in asked
        yield quay


def test_fronts_outlive_a_kill_while_the_stack_is_turned(
    demonstration: Demonstration, device: EsclDouble, tmp_path: Path
) -> None:
    work = demonstration.profile.work
    before = set(work.rglob("page-*.page"))

    with turning(demonstration, device, tmp_path / "a.pdf") as quay:
        quay.kill()

    left = sorted(set(work.rglob("page-*.page")) - before)
    keys = ProfileKey(demonstration.profile).load()
    assert [number_on(picture(StoredPage(file, keys))) for file in left] == [1, 2]


@pytest.mark.parametrize(("backs", "order"), [(2, [1, 2, 2, 1]), (1, None)])
def test_a_stack_is_turned_by_hand(
    demonstration: Demonstration, device: EsclDouble, tmp_path: Path, backs: int,
    order: list[int] | None,
) -> None:  # fmt: skip
    out = tmp_path / "a.pdf"
    with turning(demonstration, device, out) as quay:
        device.load(backs)
        _, err = quay.communicate("\n", timeout=100)

    assert quay.returncode == (0 if order else 1), err
    if order is None:
        assert "Có 2 mặt trước, 1 mặt sau" in err
        assert "3 trang đã quét được giữ lại" in err
        assert not out.exists()
    else:
        with pikepdf.open(out) as pdf:
            pages = [
                pikepdf.PdfImage(next(iter(page.resources.XObject.values()))).as_pil_image()
                for page in pdf.pages
            ]
        assert [number_on(each) for each in pages] == order


def test_paper_and_brightness(
    quay: Callable[..., tuple[int, Any]], device: EsclDouble, tmp_path: Path
) -> None:
    status, _ = quay(
        "scan", "--source", f"escl:{device.url}", "--paper", "A5", "--brightness", "-20",
        "--out", str(tmp_path / "a.pdf"),
    )  # fmt: skip

    assert status == 0
    [job] = device.jobs.values()
    assert (job.width, job.height) == (round(148 / 25.4 * 300), round(210 / 25.4 * 300))
    assert job.brightness is not None


def test_two_ways_to_both_sides_are_one_too_many(
    run: Callable[..., Ran], device: EsclDouble, tmp_path: Path
) -> None:
    done = run(
        "scan", "--source", f"escl:{device.url}", "--duplex", "--flip", "--out",
        str(tmp_path / "a.pdf"),
    )  # fmt: skip

    assert done.status == 2
    assert "Chỉ chọn một trong --duplex và --flip." in done.err


def test_pages_before_a_jam_are_kept_for_the_window(
    run: Callable[..., Ran], device: EsclDouble, tmp_path: Path, demonstration: Demonstration
) -> None:
    device.faults.jam_at = 2
    work = demonstration.profile.work
    before = set(work.rglob("page-*.page"))

    done = run(
        "scan", "--source", f"escl:{device.url}", "--adf", "--out", str(tmp_path / "a.pdf"),
        "--json",
    )  # fmt: skip

    assert done.code == "scanner_jammed"
    assert len(set(work.rglob("page-*.page")) - before) == 1


def test_no_scanner_at_the_address(
    run: Callable[..., Ran], free_port: Callable[[], int], tmp_path: Path
) -> None:
    source = f"escl:http://127.0.0.1:{free_port()}/eSCL"
    done = run("scan", "--source", source, "--out", str(tmp_path / "a.pdf"))

    assert done.status == 1
    assert "Máy tính không thấy máy quét" in done.err
