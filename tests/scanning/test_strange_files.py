"""What nobody should bring to a counter is read within limits, or refused; never half of it."""

import base64
import errno
import io
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from unittest.mock import Mock

import pikepdf
import pytest
from PIL import Image

from app.errors import AppError, Cancelled, Code
from app.scanning.file_source import FileSource
from app.scanning.page_decoding import MAX_PAGE_PIXELS
from app.scanning.page_files import read_page
from app.scanning.source import PageImage, ScanRequest
from tests.scanning.page_images import A4_PX, draw_page, into, take_pages
from tests.scanning.strange_files import (
    huge_jbig2,
    huge_jpeg,
    huge_jpeg2000,
    huge_png,
    huge_tiff,
    lined,
    pdf_of,
    pdf_with_image,
    signed_pdf,
    zeros,
)

A3 = (841.89, 1190.55)
"""Points."""
ARITHMETIC = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZG"
    "NywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09P"
    "T09PT09PT09PT09PT09PT09PT09PT09PT0//yQARCABgAGADASIAAhEBAxEB/8wACgAQEAUBEBEF/9oADAMBAAIR"
    "AxEAPwDSpBaPKbILY15yo/CnZFTuYt4kLZUfnV0erQyMIy8KIDVVI/JJbpsD9f3pZjOTnNnhbe6aU+uNWuWklwde"
    "m2U//tM16yKHh0XQ6pDT7R6YyonOFXnOpAa0otxvJ2szHQu3deeIXMrrZtOpljg5DzumtILleurFnLxMyhXQOfKT"
    "FW9XapAdD85KnAQ81iBx98InvkQaae48eaCKZsGsjP4JK1v7oxKNKChDQxJmctiPWj5bGxE+VI72Gkd1yXDVI2hD"
    "mITjgr7iGqlrs9doXZSFFmS1tZWcVGuh6yCNFBBJV9x5rtW1KyoT/hq66Uy2RU+MN2cQYC9J5x0PV8tFOYGwR+HH"
    "3uj3oYFJWCNeC2TTKI+/8m0LnV8Rcbf3gGK2ftuUEQ5MQ8w1CYyMiOiGHmMk6ZjVfRNqYees1xcz6JQ2AxewBWQ2"
    "9/ZAHeMBmVGGop0gPd0tpi9yYQQqSWGmq1Mta0PncrMDRR0KrnKSzDI7ZIWaxkkRxHbX7qLgWnzQqZGWRpX8zctr"
    "MCfMUywmYSmxne0iibVSwyBR7Nbp3+66wRGC1K24Q2sZ32piZyGHQRi3F+TXInRmAQ2Ic5I+1kR20772V66eNqxI"
    "hjR8zLdVH7T+DhGRAmdIvDarADnkpk6NxJTc/b/pgPsukakKIno4FSTzP2NjaGQVbouB49X5KP3wgtnflhvCjtss"
    "8gMZTOWH+Vyef2IiJhHz0WI4bNrJBoNUKTF4o2rSdVxfLL+OGsJ16I50jQXG4yKZtDtLVg8NXGWV9k6nX8T5Kc0E"
    "ngyyCIsjvxS3TMl45VOqCMt2iAGHhNqFTcZIk6JrX24c/Z/JFFgVXC0TMSVI2EuY86j8Az8JFV9+/9k="
)
"""``cjpeg -arithmetic`` of libjpeg-turbo 2.1.5: no PDF may have it (ISO 32000-1, 7.4.8)."""


@pytest.fixture
def pages(tmp_path: Path, pages_folder: Path) -> Callable[..., list[PageImage]]:
    """The pages of a file, all of which are whole on disk; nothing else is."""

    def pages(file: Path, request: ScanRequest | None = None) -> list[PageImage]:
        try:
            return take_pages(FileSource(file), pages_folder, request)
        finally:
            assert not list(pages_folder.glob(".part*"))

    return pages


def refused(pages: Callable[..., list[PageImage]], file: Path) -> AppError:
    with pytest.raises(AppError) as caught:
        pages(file)
    return caught.value


def test_a_huge_jpeg_in_one_scan_is_a_page_of_a3(pages, tmp_path: Path) -> None:
    [page] = pages(huge_jpeg(tmp_path / "a.jpg"))
    assert page.width_px * page.height_px <= MAX_PAGE_PIXELS
    assert page.width_px / page.dpi * 25.4 == pytest.approx(297, abs=1)
    assert page.dpi >= 200


@pytest.mark.parametrize("make", [huge_tiff, huge_png])
def test_what_cannot_be_read_coarsely_is_too_large(pages, tmp_path: Path, make) -> None:
    error = refused(pages, make(tmp_path / "a"))
    assert (error.code, error.facts["page"]) == (Code.FILE_TOO_LARGE, 1)


def test_a_speck_says_how_large_it_is(pages, tmp_path: Path) -> None:
    Image.new("RGB", (1, 1)).save(tmp_path / "a.jpg")
    error = refused(pages, tmp_path / "a.jpg")
    assert error.code is Code.IMAGE_UNREADABLE
    assert (error.facts["width_px"], error.facts["height_px"]) == (1, 1)


def test_a_jpeg_that_no_pdf_may_hold_is_encoded_again(pages, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(ARITHMETIC)
    [page] = pages(tmp_path / "a.jpg")
    kept = page.file.read()
    assert b"\xff\xc9" not in kept
    assert b"\xff\xc0" in kept


def test_twelve_bits_are_refused(pages, tmp_path: Path) -> None:
    content = io.BytesIO()
    lined((96, 96)).save(content, "JPEG")
    twelve = bytearray(content.getvalue())
    twelve[twelve.index(b"\xff\xc0") + 4] = 12
    (tmp_path / "a.jpg").write_bytes(twelve)
    assert refused(pages, tmp_path / "a.jpg").code is Code.IMAGE_UNREADABLE


def test_what_lies_behind_a_jpeg_is_not_taken_along(pages, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("app.scanning.file_source.MAX_PAGE_BYTES", 1_000_000)
    draw_page().save(tmp_path / "a.jpg", dpi=(200, 200))
    with (tmp_path / "a.jpg").open("ab") as file:
        file.write(bytes(1_000_000))
    [page] = pages(tmp_path / "a.jpg")
    assert page.file.bytes < 1_000_000


def test_directories_that_lead_back_end(pages, tmp_path: Path) -> None:
    lined((200, 300)).save(tmp_path / "a.tiff")
    content = bytearray((tmp_path / "a.tiff").read_bytes())
    first = int.from_bytes(content[4:8], "little")
    entries = int.from_bytes(content[first : first + 2], "little")
    following = first + 2 + 12 * entries
    content[following : following + 4] = content[4:8]
    (tmp_path / "a.tiff").write_bytes(content)
    assert len(pages(tmp_path / "a.tiff")) == 1


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("JPXDecode", huge_jpeg2000((40_000, 40_000))),
        ("JBIG2Decode", huge_jbig2((120_000, 120_000))),
        ("FlateDecode", b"no stream of zlib at all"),
        ("DCTDecode", b"\xff\xd8\xff\xe0 nothing"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_no_blank_page(
    pages, tmp_path: Path, kind: str, content: bytes
) -> None:
    size = (120_000, 120_000) if kind == "JBIG2Decode" else (400, 400)
    file = pdf_with_image(tmp_path / "a.pdf", content, size=size, kind=kind, page=A3)
    error = refused(pages, file)
    assert (error.code, error.facts["page"]) == (Code.PDF_DAMAGED, 1)


def test_a_jpeg_cut_short_in_a_pdf_is_said(pages, tmp_path: Path) -> None:
    content = io.BytesIO()
    lined(A4_PX).save(content, "JPEG")
    cut = content.getvalue()[: len(content.getvalue()) // 2]
    file = pdf_with_image(tmp_path / "a.pdf", cut, size=A4_PX, kind="DCTDecode", page=A3)
    assert refused(pages, file).code is Code.PDF_DAMAGED


@pytest.mark.parametrize("page", [(1e9, 1e9), (1e9, 1.0)])
def test_a_page_of_posters_size(pages, tmp_path: Path, page: tuple[float, float]) -> None:
    file = pdf_with_image(tmp_path / "a.pdf", b"\0\0\0", size=(1, 1), kind="FlateDecode", page=page)
    assert refused(pages, file).code in (Code.FILE_TOO_LARGE, Code.PDF_DAMAGED)


def test_pages_before_a_damaged_one_are_there(tmp_path: Path, pages_folder: Path) -> None:
    with pikepdf.open(pdf_of(tmp_path / "a.pdf", 2)) as pdf:
        pdf.pages[1].Resources.XObject.Scan.write(b"\xff\xd8", filter=pikepdf.Name.DCTDecode)
        pdf.save(tmp_path / "b.pdf")
    taken = FileSource(tmp_path / "b.pdf").pages(ScanRequest(), into(pages_folder), lambda: False)
    assert read_page(next(taken).file).width_px == A4_PX[0]
    with pytest.raises(AppError) as caught:
        next(taken)
    assert caught.value.facts == {"file": "b.pdf", "page": 2}


def test_a3_at_600_dpi_is_drawn_as_fine_as_a_page_may_be(pages, tmp_path: Path) -> None:
    file = pdf_with_image(
        tmp_path / "a.pdf", b"\0\0\0", size=(1, 1), kind="FlateDecode", page=(200, 72)
    )
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        pdf.pages[0].MediaBox = pikepdf.Array([0, 0, *A3])
        pdf.pages[0].Contents = pdf.make_stream(b"0 0 100 100 re f")
        pdf.save(file)
    [page] = pages(file, ScanRequest(dpi=600))
    assert 440 < page.dpi < 460
    assert page.width_px * page.height_px <= MAX_PAGE_PIXELS


def test_a_page_that_takes_too_long_can_be_stopped(tmp_path: Path, pages_folder: Path) -> None:
    with pikepdf.open(pdf_of(tmp_path / "a.pdf", 1)) as pdf:
        lines = b"0 0 m 500 800 l S 500 0 m 0 800 l S\n" * 2_000_000
        pdf.pages[0].Contents = pdf.make_stream(lines)
        pdf.save(tmp_path / "b.pdf")
    asked = iter(range(1000))
    with pytest.raises(Cancelled):
        list(FileSource(tmp_path / "b.pdf").pages(
            ScanRequest(), into(pages_folder), lambda: next(asked) > 20
        ))  # fmt: skip
    assert not list(pages_folder.iterdir())


@pytest.mark.parametrize("name", ["tờ “khai” 'một'.png", "Đơn\nxin.png", "a;b $(c) %s {x}.png"])
def test_any_name_will_do(pages, tmp_path: Path, name: str) -> None:
    lined((200, 300)).save(tmp_path / name)
    assert len(pages(tmp_path / name)) == 1


def test_a_folder_is_no_file(pages, tmp_path: Path) -> None:
    error = refused(pages, tmp_path)
    assert (error.code, error.facts) == (Code.FILE_UNREADABLE, {"folder": tmp_path.name})


def test_a_file_that_vanishes_while_it_is_read(tmp_path: Path, pages_folder: Path) -> None:
    """The pages are read on where the system keeps the file open, and what is read stays."""
    pdf_of(tmp_path / "a.pdf", 3)
    taken = []
    with suppress(AppError):
        for page in FileSource(tmp_path / "a.pdf").pages(
            ScanRequest(), into(pages_folder), lambda: False
        ):
            taken.append(page)
            (tmp_path / "a.pdf").unlink(missing_ok=True)
    assert taken
    assert all(read_page(page.file) == page for page in taken)


def test_a_signed_pdf_is_refused_and_stays_as_it_is(pages, tmp_path: Path) -> None:
    file = signed_pdf(tmp_path / "a.pdf")
    before = file.read_bytes()
    assert refused(pages, file).code is Code.PDF_SIGNED
    assert file.read_bytes() == before


def test_a_pdf_whose_objects_burst_is_refused(pages, tmp_path: Path) -> None:
    with pikepdf.open(pdf_of(tmp_path / "a.pdf", 1)) as pdf:
        pdf.save(
            tmp_path / "b.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )  # fmt: skip
    content = (tmp_path / "b.pdf").read_bytes()
    at = content.index(b"/ObjStm")
    start = content.index(b"stream\n", at) + 7
    end = content.index(b"endstream", start)
    head = content[content.rindex(b"obj", 0, at) : start]
    length = re.search(rb"/Length (\d+)", head)
    assert length is not None
    burst = zeros(6_000_000_000)
    longer = head.replace(length[0], b"/Length %d" % len(burst))
    (tmp_path / "c.pdf").write_bytes(
        content.replace(head + content[start:end], longer + burst + b"\n")
    )
    assert refused(pages, tmp_path / "c.pdf").code in (Code.PDF_DAMAGED, Code.FILE_TOO_LARGE)


def test_a_disk_that_goes_away_while_it_is_read(pages, tmp_path: Path, monkeypatch) -> None:
    draw_page().save(tmp_path / "a.jpg", dpi=(200, 200))
    for number, code in ((errno.ENOENT, Code.FILE_MISSING), (errno.EIO, Code.FILE_UNREADABLE)):
        with monkeypatch.context() as patch:
            patch.setattr(Path, "read_bytes", Mock(side_effect=OSError(number, "gone")))
            assert refused(pages, tmp_path / "a.jpg").code is code
