"""Files come to their place whole and never over another."""

import errno
from pathlib import Path

import pytest

from app.errors import AppError, Code
from app.side_folder import place_new, side_folder


@pytest.mark.parametrize("links", [True, False], ids=["links", "a stick with FAT"])
def test_a_file_gets_its_place_but_never_that_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:

        def refuse(self: Path, target: Path) -> None:
            raise OSError(errno.EPERM, "no links")

        monkeypatch.setattr(Path, "hardlink_to", refuse)
    with side_folder(tmp_path) as aside:
        for content in (b"first", b"second"):
            (aside / "a.pdf").write_bytes(content)
            if content == b"first":
                place_new(aside / "a.pdf", tmp_path / "a.pdf")
                assert not list(aside.iterdir())
            else:
                with pytest.raises(AppError) as refused:
                    place_new(aside / "a.pdf", tmp_path / "a.pdf")
    assert refused.value.code is Code.FILE_EXISTS
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    assert (tmp_path / "a.pdf").read_bytes() == b"first"


def test_the_folder_of_a_command_that_runs_is_left_alone(tmp_path: Path) -> None:
    with side_folder(tmp_path) as one:
        with side_folder(tmp_path) as other:
            assert one != other
        assert one.is_dir()
        assert not other.exists()
    assert not list(tmp_path.iterdir())
