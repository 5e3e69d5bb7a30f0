"""``quay scan --source escl:URL``, as an officer types it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from app.demo.start import Demonstration
from tests.cli.conftest import Ran
from tests.scanning.escl_double import EsclDouble, running


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


def test_pages_before_a_jam_are_kept_for_the_window(
    run: Callable[..., Ran], device: EsclDouble, tmp_path: Path, demonstration: Demonstration
) -> None:
    device.faults.jam_at = 2
    work = demonstration.profile.work
    before = set(work.rglob("page-*.jpg"))

    done = run(
        "scan", "--source", f"escl:{device.url}", "--adf", "--out", str(tmp_path / "a.pdf"),
        "--json",
    )  # fmt: skip

    assert done.code == "scanner_jammed"
    assert len(set(work.rglob("page-*.jpg")) - before) == 1


def test_no_scanner_at_the_address(
    run: Callable[..., Ran], free_port: Callable[[], int], tmp_path: Path
) -> None:
    source = f"escl:http://127.0.0.1:{free_port()}/eSCL"
    done = run("scan", "--source", source, "--out", str(tmp_path / "a.pdf"))

    assert done.status == 1
    assert "Máy tính không thấy máy quét" in done.err
