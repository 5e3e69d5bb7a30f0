"""The window's way from source to paper with what it should not be given: said, within limits."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.scanning.escl_double import EsclDouble, running
from tests.scanning.peak_memory import MOST, run_measured
from tests.scanning.strange_files import (
    huge_jbig2,
    huge_jpeg,
    huge_tiff,
    noisy,
    pdf_with_image,
    signed_pdf,
    tiff_of,
)

Went = Callable[..., dict[str, Any]]
A3 = (841.89, 1190.55)


@pytest.fixture
def way(tmp_path: Path) -> Went:
    """``way(source, *wishes)``: the last that was said; the peak of memory is below the limit."""

    def way(source: str, *wishes: str, limit: float = 100.0) -> dict[str, Any]:
        profile = tmp_path / f"profile-{len(list(tmp_path.glob('profile-*')))}"
        ran = run_measured(
            [sys.executable, "-m", "tests.operations.page_job", str(profile), source, *wishes],
            env=os.environ, limit=limit,
        )  # fmt: skip
        assert ran.err == ""
        print(source, ran.peak // 10**6, "MB", round(ran.seconds, 1), "s")
        assert ran.peak < MOST
        said: dict[str, Any] = json.loads(ran.out.decode().splitlines()[-1])
        return said

    return way


def test_files_that_cannot_be_a_paper(way: Went, tmp_path: Path) -> None:
    jbig2 = pdf_with_image(
        tmp_path / "b.pdf", huge_jbig2((120_000, 120_000)), size=(120_000, 120_000),
        kind="JBIG2Decode", page=A3,
    )  # fmt: skip
    for file, code in (
        (huge_tiff(tmp_path / "a.tif", tiled=True), "file_too_large"),
        (jbig2, "pdf_damaged"),
        (signed_pdf(tmp_path / "c.pdf"), "pdf_signed"),
    ):
        assert way(f"file:{file}", "look", "build")["error"] == code


def test_a3_at_2400_dpi_becomes_a_paper(way: Went, tmp_path: Path) -> None:
    file = huge_jpeg(tmp_path / "a.jpg")
    assert way(f"file:{file}", "look", "build")["pages"] == 1


def test_a_scanner_that_sends_a_page_of_2400_dpi(way: Went, tmp_path: Path) -> None:
    page = huge_jpeg(tmp_path / "a.jpg").read_bytes()
    with running(EsclDouble(sheets=3)) as device:
        device.faults.content_at = {2: page}
        said = way(f"escl:{device.url}")
    assert said["error"] == "scanner_unsupported"
    assert len(list(tmp_path.rglob("page-*.page"))) == 1, "the page before"


def test_a_scanner_that_sends_without_end(way: Went, tmp_path: Path) -> None:
    with running(EsclDouble(sheets=3)) as device:
        device.faults.endless_at = 2
        assert way(f"escl:{device.url}")["error"] == "scanner_answer_unreadable"
    assert len(list(tmp_path.rglob("page-*.page"))) == 1, "the page before"


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_large_pages_are_read_and_become_papers(way: Went, tmp_path: Path) -> None:
    for name, size, dpi in (("a4", (4961, 7016), 600), ("a3", (7016, 9921), 600)):
        noisy(size).save(tmp_path / f"{name}.png", dpi=(dpi, dpi), compress_level=1)
        said = way(f"file:{tmp_path / name}.png", "look", "read", "build", limit=400)
        assert said["pages"] == 1


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_five_hundred_pages(way: Went, tmp_path: Path) -> None:
    """They are all taken and looked at; how many fit a paper is said."""
    said = way(f"file:{tiff_of(tmp_path / 'a.tif', 500)}", "look", "build", limit=3000)
    assert said["error"] == "file_too_large"
    assert said["facts"]["pages"] == 500
    assert said["facts"]["fitting_pages"] > 20
