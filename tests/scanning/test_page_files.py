"""Page images on the disk: sealed, and what an earlier version left plain becomes so."""

from pathlib import Path

import pytest

from app.errors import AppError, Code
from app.scanning.page_files import PageFolder, read_page
from app.scanning.stored_page import StoredPage
from app.sealing.keys import Keys
from app.sealing.sealed_content import is_sealed
from tests.keys import KEYS
from tests.scanning.page_images import draw_page, into, stored


def test_a_page_can_be_read_with_its_key_alone(tmp_path: Path) -> None:
    page = into(tmp_path).add(draw_page((400, 600)), dpi=200)
    assert is_sealed(page.file.path.read_bytes())
    assert page.file.read().startswith(b"\xff\xd8\xff")
    assert page.file.bytes == len(page.file.read())
    assert read_page(page.file) == page
    with pytest.raises(AppError) as error:
        StoredPage(page.file.path, Keys({2: bytes(32)})).read()
    assert error.value.code is Code.KEY_UNKNOWN


@pytest.mark.parametrize("changed", [b"", b"QMC1", b"\xff\xd8\xff\xe0 plain"])
def test_what_is_damaged_is_said_by_its_name(tmp_path: Path, changed: bytes) -> None:
    page = into(tmp_path).add(draw_page((400, 600)), dpi=200)
    page.file.path.write_bytes(changed)
    for act in (page.file.read, lambda: read_page(page.file), lambda: page.file.bytes):
        with pytest.raises(AppError) as error:
            act()
        assert error.value.code is Code.IMAGE_UNREADABLE
        assert error.value.facts == {"file": "page-0001.page"}


def test_a_page_of_an_earlier_version_is_read_and_then_sealed(tmp_path: Path) -> None:
    draw_page((400, 600)).save(tmp_path / "page-0007.jpg", dpi=(200, 200))
    content = (tmp_path / "page-0007.jpg").read_bytes()
    still_there = tmp_path / "another-name"
    still_there.hardlink_to(tmp_path / "page-0007.jpg")
    by_its_row = stored(tmp_path / "page-0007.jpg")

    for act in (lambda: None, into(tmp_path).seal_plain_pages, into(tmp_path).seal_plain_pages):
        act()
        [page] = into(tmp_path).pages()
        assert page.read() == by_its_row.read() == content

    assert is_sealed((tmp_path / "page-0007.page").read_bytes())
    assert not (tmp_path / "page-0007.jpg").exists()
    assert not any(still_there.read_bytes())
    assert into(tmp_path).add(draw_page((400, 600)), dpi=200).file.name == "page-0008.page"


def test_a_power_cut_before_the_plain_page_is_gone_costs_nothing(tmp_path: Path) -> None:
    page = into(tmp_path).add(draw_page((400, 600)), dpi=200).file
    content = page.read()
    (tmp_path / "page-0001.jpg").write_bytes(bytes(1000))  # half wiped

    into(tmp_path).seal_plain_pages()

    assert page.read() == content
    assert list(tmp_path.iterdir()) == [page.path]


def test_a_page_that_is_sealed_while_it_is_looked_for_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_page((400, 600)).save(tmp_path / "page-0001.jpg", dpi=(200, 200))
    opens = Path.open

    def opening(file: Path, *arguments: str) -> object:
        if file.suffix == ".jpg":
            monkeypatch.setattr(Path, "open", opens)
            into(tmp_path).seal_plain_pages()
        return opens(file, *arguments)

    monkeypatch.setattr(Path, "open", opening)
    assert stored(tmp_path / "page-0001.page").read().startswith(b"\xff\xd8\xff")


def test_pages_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for number in (2, 9999, 10000):
        (tmp_path / f"page-{number:04d}.page").touch()
    (tmp_path / "page-1.page").touch()
    assert [page.name for page in PageFolder(tmp_path, KEYS).pages()] == [
        "page-0002.page", "page-9999.page", "page-10000.page",
    ]  # fmt: skip
