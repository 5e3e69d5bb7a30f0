"""A stack as files: all of them or none, and never over a file that somebody else made."""

from pathlib import Path

import pytest
from PIL import Image

from app.errors import AppError, Code
from app.operations.stack_of_pages import (
    StackPageFound,
    StackWish,
    look_at_stack,
    make_files,
)
from app.scanning.file_source import FileSource
from tests.scanning.page_images import take_pages

WISH = StackWish(read=False)


class MeanwhileTaken(tuple[StackPageFound, ...]):
    """Pages during whose use another command puts a file into the place of theirs."""

    out: Path

    def __getitem__(self, number: int) -> StackPageFound:  # type: ignore[override]
        self.out.write_bytes(b"of somebody else")
        return super().__getitem__(number)


@pytest.fixture
def pages(tmp_path: Path) -> tuple[StackPageFound, ...]:
    file, folder = tmp_path / "1.jpg", tmp_path / "pages"
    Image.new("RGB", (1165, 1654), "#f7f5ee").save(file, dpi=(200, 200))
    return look_at_stack(take_pages(FileSource(file), folder), WISH)


def test_a_file_that_comes_meanwhile_is_not_lost(
    pages: tuple[StackPageFound, ...], tmp_path: Path
) -> None:
    raced = MeanwhileTaken(pages)
    raced.out = out = tmp_path / "made" / "a.pdf"
    out.parent.mkdir()
    with pytest.raises(AppError) as refused:
        make_files(raced, WISH, out)
    assert refused.value.code is Code.FILE_EXISTS
    assert out.read_bytes() == b"of somebody else"
    assert list(out.parent.iterdir()) == [out]
