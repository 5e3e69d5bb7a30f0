"""What the other tests stand on: their own machine, and scans that a strict reader accepts."""

import os
from collections.abc import Callable
from pathlib import Path

import keyring
import pikepdf
import pymupdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from app.demo.keyring_backend import FILE_VARIABLE, DemoKeyring
from app.paths import default_profile


def test_no_test_touches_the_real_machine(tmp_path_factory: pytest.TempPathFactory) -> None:
    temporary = tmp_path_factory.getbasetemp()
    assert default_profile().root.is_relative_to(temporary)
    assert Path(os.environ["SOFTHSM2_CONF"]).is_relative_to(temporary)
    assert isinstance(keyring.get_keyring(), DemoKeyring)
    assert Path(os.environ[FILE_VARIABLE]).is_relative_to(temporary)


@pytest.mark.parametrize("rotation", [0, 90])
def test_a_made_scan_is_read_strictly(
    make_pdf: Callable[..., Path], tmp_path: Path, rotation: int
) -> None:
    path = make_pdf(tmp_path / "scan.pdf", pages=2, text="Đơn đề nghị", rotation=rotation)
    with path.open("rb") as file:
        reader = PdfFileReader(file, strict=True)
        assert reader.input_version == (1, 7)
        assert reader.root["/Pages"]["/Count"] == 2
    with pikepdf.open(path) as pdf:
        assert [page.Rotate for page in pdf.pages] == [rotation, rotation]
        assert pdf.pages[0].Resources.XObject.Scan.Filter == pikepdf.Name.DCTDecode
    with pymupdf.open(path) as document:
        shown = document[1].get_pixmap(dpi=72)
        assert (shown.width > shown.height) is (rotation == 90)
        assert shown.color_count() > 100  # the scan, not an empty page
