import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from PIL import Image

from app.errors import AppError, Cancelled, Code
from app.scanning.folder_source import PATIENCE, TAKEN_FOLDER, FolderSource
from app.scanning.source import ScanRequest, Watch
from app.scanning.sources import open_source
from tests.scanning.page_images import draw_page, into, picture, take_pages


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "máy photo"
    folder.mkdir()
    return folder


def scan(path: Path, shade: int = 100) -> Path:
    Image.new("RGB", (400, 600), (shade, 90, 90)).save(path, "JPEG", dpi=(200, 200))
    return path


def emptied(inbox: Path, *, pause: Callable[[], None] = lambda: None) -> FolderSource:
    return FolderSource(inbox, watch=Watch.UNTIL_EMPTY, pause=pause)


def steps(*acts: Callable[[], object]) -> Callable[[], None]:
    """A pause during which the world does its next act, the last one for ever."""
    turn = count()

    def pause() -> None:
        number = next(turn)
        assert number < 100, "the source never ends"
        if number < len(acts):
            acts[number]()

    return pause


def shade_of(file: Path) -> int:
    with picture(file) as image:
        return round(image.getpixel((200, 300))[0], -1)


def test_files_are_taken_oldest_first_and_put_aside(inbox: Path, pages_folder: Path) -> None:
    for name, shade in (("b.jpg", 20), ("a.jpg", 120), ("c.jpg", 220)):
        scan(inbox / name, shade)

    pages = take_pages(emptied(inbox), pages_folder)

    assert [shade_of(page.file) for page in pages] == [20, 120, 220]
    assert [each.name for each in inbox.iterdir()] == [TAKEN_FOLDER]
    assert {each.name for each in (inbox / TAKEN_FOLDER).iterdir()} == {"a.jpg", "b.jpg", "c.jpg"}


def test_a_pdf_gives_its_pages(
    inbox: Path, pages_folder: Path, make_pdf: Callable[..., Path]
) -> None:
    make_pdf(inbox / "scan.pdf", pages=3)

    pages = take_pages(emptied(inbox), pages_folder)

    assert [page.dpi for page in pages] == [200, 200, 200]
    assert (inbox / TAKEN_FOLDER / "scan.pdf").exists()


def test_a_file_that_grows_is_left_until_it_stands_still(
    inbox: Path, pages_folder: Path, make_pdf: Callable[..., Path]
) -> None:
    whole = make_pdf(pages_folder.parent / "whole.pdf", pages=4).read_bytes()
    growing = inbox / "scan.pdf"
    growing.write_bytes(whole[:3000])
    stages = [lambda size=size: growing.write_bytes(whole[:size]) for size in (6000, 9000)]
    stages += [lambda: None, lambda: None]  # the network hangs: it looks whole by size and time
    stages += [lambda: growing.write_bytes(whole)]

    pages = take_pages(emptied(inbox, pause=steps(*stages)), pages_folder)

    assert len(pages) == 4


def test_a_file_is_not_taken_at_the_first_look(inbox: Path, pages_folder: Path) -> None:
    scan(inbox / "a.jpg")
    looks = []

    take_pages(
        emptied(inbox, pause=lambda: looks.append(list(pages_folder.iterdir()))), pages_folder
    )

    assert looks[0] == []


def test_unfinished_hidden_and_foreign_files_stay(inbox: Path, pages_folder: Path) -> None:
    for name in (".hidden.jpg", "copying.jpg.part", "~scan.jpg"):
        scan(inbox / name)
    (inbox / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")
    (inbox / "ghi chú.txt").write_text("không phải trang quét")
    (inbox / "thư mục").mkdir()
    before = sorted(inbox.iterdir())

    assert take_pages(emptied(inbox), pages_folder) == []
    assert sorted(inbox.iterdir()) == before


def test_a_name_taken_before_is_kept_too(inbox: Path, pages_folder: Path) -> None:
    for _ in range(3):
        scan(inbox / "scan.jpg")
        take_pages(emptied(inbox), pages_folder)

    names = {each.name for each in (inbox / TAKEN_FOLDER).iterdir()}
    assert names == {"scan.jpg", "scan (2).jpg", "scan (3).jpg"}
    assert len(list(pages_folder.iterdir())) == 3


def test_files_that_come_later_are_taken_until_stopped(inbox: Path, pages_folder: Path) -> None:
    scan(inbox / "a.jpg")
    seen: list[Path] = []
    pause = steps(lambda: None, lambda: scan(inbox / "b.jpg"))
    source = FolderSource(inbox, pause=pause)

    with pytest.raises(Cancelled):
        for page in source.pages(ScanRequest(), into(pages_folder), lambda: len(seen) == 2):
            seen.append(page.file)
    assert len(seen) == 2


def test_a_damaged_file_holds_nobody_up_and_is_named_in_the_end(
    inbox: Path, pages_folder: Path
) -> None:
    whole = scan(inbox / "a.jpg").read_bytes()
    (inbox / "a.jpg").write_bytes(whole[: len(whole) // 2])
    scan(inbox / "b.jpg")
    seen = []

    with pytest.raises(AppError) as error:
        for page in emptied(inbox).pages(ScanRequest(), into(pages_folder), lambda: False):
            seen.append(page)

    assert (error.value.code, error.value.facts["file"]) == (Code.IMAGE_UNREADABLE, "a.jpg")
    assert len(seen) == 1
    assert (inbox / "a.jpg").exists()
    assert [each.name for each in (inbox / TAKEN_FOLDER).iterdir()] == ["b.jpg"]


def test_a_file_cut_after_some_pages_leaves_none_of_them(inbox: Path, pages_folder: Path) -> None:
    frames = [draw_page((400, 600), noise=1, seed=seed) for seed in range(3)]
    frames[0].save(inbox / "a.tiff", save_all=True, append_images=frames[1:])
    whole = (inbox / "a.tiff").read_bytes()
    (inbox / "a.tiff").write_bytes(whole[: len(whole) * 3 // 4])

    with pytest.raises(AppError):
        take_pages(emptied(inbox), pages_folder)
    assert not list(pages_folder.iterdir())


def test_an_empty_file_is_waited_for_but_not_for_ever(inbox: Path, pages_folder: Path) -> None:
    (inbox / "a.jpg").touch()
    pauses = []

    with pytest.raises(AppError) as error:
        take_pages(emptied(inbox, pause=lambda: pauses.append(1)), pages_folder)

    assert error.value.code is Code.FILE_EMPTY
    assert len(pauses) == PATIENCE


def test_pages_are_durable_and_the_file_aside_before_a_page_is_seen(
    inbox: Path, pages_folder: Path
) -> None:
    scan(inbox / "a.jpg")
    pages = emptied(inbox).pages(ScanRequest(), into(pages_folder), lambda: False)

    first = next(pages)

    assert first.file.exists()
    assert (inbox / TAKEN_FOLDER / "a.jpg").exists()
    pages.close()


def test_stop_within_a_file_leaves_it_for_next_time(inbox: Path, pages_folder: Path) -> None:
    frames = [Image.new("RGB", (400, 600))] * 3
    frames[0].save(inbox / "a.tiff", save_all=True, append_images=frames[1:])

    with pytest.raises(Cancelled):
        take_pages(emptied(inbox), pages_folder, stop=lambda: len(list(pages_folder.iterdir())) > 1)

    assert not list(pages_folder.iterdir())
    assert len(take_pages(emptied(inbox), pages_folder)) == 3


def test_a_file_written_to_while_it_is_read_is_read_again(inbox: Path, pages_folder: Path) -> None:
    frames = [Image.new("RGB", (400, 600))] * 3
    frames[0].save(inbox / "a.tiff", save_all=True, append_images=frames[1:2])

    written = []

    def append_once() -> bool:
        if len(list(pages_folder.iterdir())) == 2 and not written:
            frames[0].save(inbox / "a.tiff", save_all=True, append_images=frames[1:])
            written.append(1)
        return False

    assert len(take_pages(emptied(inbox), pages_folder, stop=append_once)) == 3


def test_max_pages_ends_after_a_whole_file(inbox: Path, pages_folder: Path) -> None:
    for number in range(3):
        scan(inbox / f"{number}.jpg")

    pages = take_pages(
        FolderSource(inbox, pause=lambda: None), pages_folder, ScanRequest(max_pages=2)
    )

    assert len(pages) == 2
    assert (inbox / "2.jpg").exists()


def test_a_folder_that_is_not_there(tmp_path: Path, pages_folder: Path) -> None:
    with pytest.raises(AppError) as error:
        take_pages(open_source(f"folder:{tmp_path / 'mất'}"), pages_folder)
    assert error.value.code is Code.WATCHED_FOLDER_ABSENT


def test_a_folder_that_goes_away(inbox: Path, pages_folder: Path) -> None:
    source = FolderSource(inbox, pause=lambda: shutil.rmtree(inbox))
    with pytest.raises(AppError) as error:
        take_pages(source, pages_folder)
    assert error.value.code is Code.WATCHED_FOLDER_ABSENT


@pytest.mark.parametrize("address", ["", "folder:", "ftp:x", "sane:"])
def test_an_address_that_names_nothing(address: str) -> None:
    with pytest.raises(AppError) as error:
        open_source(address)
    assert error.value.code is Code.SCANNER_ABSENT


def test_a_file_that_vanishes_between_two_looks_is_no_absent_folder(
    inbox: Path, pages_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(inbox / "a.jpg")
    monkeypatch.setattr("app.scanning.folder_source.file_kind", lambda file: file.unlink())
    assert take_pages(emptied(inbox), pages_folder) == []


def test_a_file_taken_away_once_it_was_read_has_given_its_pages(
    inbox: Path, pages_folder: Path
) -> None:
    frames = [Image.new("RGB", (400, 600))] * 3
    frames[0].save(inbox / "a.tiff", save_all=True, append_images=frames[1:])

    def stop() -> bool:
        if len(list(pages_folder.iterdir())) == 3:
            (inbox / "a.tiff").unlink(missing_ok=True)
        return False

    assert len(take_pages(emptied(inbox), pages_folder, stop=stop)) == 3


def test_a_file_replaced_while_it_is_read_is_read_anew(inbox: Path, pages_folder: Path) -> None:
    frames = [Image.new("RGB", (400, 600))] * 3
    frames[0].save(inbox / "a.tiff", save_all=True, append_images=frames[1:])

    def stop() -> bool:
        if len(list(pages_folder.iterdir())) == 2 and (inbox / "a.tiff").exists():
            scan(inbox / ".new", 200)
            (inbox / ".new").replace(inbox / "a.tiff")
        return False

    [page] = take_pages(emptied(inbox), pages_folder, stop=stop)
    assert shade_of(page.file) == 200


def test_a_file_that_never_stops_growing_holds_nobody_up_and_can_be_stopped(
    inbox: Path, pages_folder: Path
) -> None:
    scan(inbox / "a.jpg")
    scan(inbox / "b.jpg")
    looks = count()

    def grow() -> None:
        with (inbox / "a.jpg").open("ab") as file:
            file.write(b"\0")

    with pytest.raises(Cancelled):
        take_pages(emptied(inbox, pause=grow), pages_folder, stop=lambda: next(looks) > 20)
    assert [each.name for each in (inbox / TAKEN_FOLDER).iterdir()] == ["b.jpg"]
    assert len(list(pages_folder.iterdir())) == 1


def test_pipes_are_left_alone_and_links_leave_what_they_name(
    inbox: Path, pages_folder: Path, tmp_path: Path
) -> None:
    os.mkfifo(inbox / "ống.pdf")
    (inbox / "cụt.pdf").symlink_to(tmp_path / "không có")
    (inbox / "vòng.pdf").symlink_to(inbox / "vòng.pdf")
    (inbox / "số không").symlink_to("/dev/zero")
    scan(tmp_path / "gốc.jpg")
    (inbox / "a.jpg").symlink_to(tmp_path / "gốc.jpg")

    assert len(take_pages(emptied(inbox), pages_folder)) == 1
    assert (tmp_path / "gốc.jpg").exists()
    assert not (inbox / "a.jpg").exists()
