"""What drivers of others leave plain is sealed and wiped, also after a crash."""

from pathlib import Path

import pytest
from PIL import Image

from app.errors import AppError, Code
from app.scanning.driver_files import folder_of_driver, rescue_pages
from app.scanning.page_files import read_page
from app.wiping import wipe
from tests.scanning.page_images import draw_page, into


@pytest.mark.parametrize(("prefix", "ending"), [("twain-", "png"), ("wia-", "bmp")])
def test_what_a_crash_left_becomes_pages_and_is_gone(
    tmp_path: Path, prefix: str, ending: str
) -> None:
    left = tmp_path / f"{prefix}abc"
    left.mkdir()
    draw_page((400, 601)).save(left / f"1.{ending}", dpi=(200, 200))
    (left / f"2.{ending}").write_bytes((left / f"1.{ending}").read_bytes()[:100])  # half written
    still_there = tmp_path / "another-name"
    still_there.hardlink_to(left / f"1.{ending}")

    rescue_pages(into(tmp_path))

    [page] = map(read_page, into(tmp_path).pages())
    assert (page.width_px, page.height_px, page.dpi) == (400, 601, 200)
    assert sorted(tmp_path.iterdir()) == [still_there, page.file.path]
    assert not any(still_there.read_bytes())


def test_the_folder_of_a_driver_is_wiped_whatever_happens(tmp_path: Path) -> None:
    content = tmp_path / "another-name"
    with pytest.raises(AppError), folder_of_driver("wia-", into(tmp_path)) as out:
        Image.new("RGB", (90, 90), "red").save(out / "page.bmp")
        content.hardlink_to(out / "page.bmp")
        raise AppError(Code.SCANNER_GONE)
    assert list(tmp_path.iterdir()) == [content]
    assert not any(content.read_bytes())


def test_there_may_be_nothing_to_wipe(tmp_path: Path) -> None:
    wipe(tmp_path / "absent")
    (tmp_path / "empty").touch()
    wipe(tmp_path / "empty")
    assert list(tmp_path.iterdir()) == []
