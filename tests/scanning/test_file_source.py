import io
import random
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pikepdf
import pillow_heif
import psutil
import pytest
from PIL import Image, ImageChops

from app.errors import AppError, Cancelled, Code
from app.scanning.file_source import FileSource
from app.scanning.jpeg_header import without_metadata
from app.scanning.page_files import read_page
from app.scanning.source import ScanRequest
from tests.scanning.page_images import A4_PX, draw_page, into, picture, take_pages


def mean_difference(one: Image.Image, other: Image.Image) -> float:
    histogram = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(value * count for value, count in enumerate(histogram)) / (one.width * one.height)


def save(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)
    return path


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def test_a_scanned_jpeg_is_kept_byte_for_byte(tmp_path: Path) -> None:
    source = save(tmp_path / "scan.jpg", draw_page(), quality=80, dpi=(200, 200))

    [page] = take_pages(FileSource(source), tmp_path / "pages")

    assert page.file.read() == source.read_bytes()
    assert (page.width_px, page.height_px, page.dpi) == (*A4_PX, 200)
    assert read_page(page.file) == page


def test_a_telephone_picture_gets_a_resolution_that_fits_a4(tmp_path: Path) -> None:
    source = save(tmp_path / "IMG_1.jpg", draw_page((3024, 4032)), quality=80, dpi=(72, 72))

    [page] = take_pages(FileSource(source), tmp_path / "pages")

    assert page.dpi == 366  # 210 mm across
    assert read_page(page.file) == page
    with picture(page.file) as kept, Image.open(source) as given:
        assert mean_difference(kept, given) == 0, "pixels must not be encoded again"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_honoured(tmp_path: Path, orientation: int) -> None:
    upright = draw_page((800, 1200))
    turns = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    turn = turns[orientation]
    stored = upright if turn is None else upright.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    source = save(tmp_path / "turned.jpg", stored, quality=90, exif=exif)

    [page] = take_pages(FileSource(source), tmp_path / "pages")

    with picture(page.file) as kept:
        assert kept.size == upright.size
        assert kept.getexif().get(0x0112, 1) == 1
        assert mean_difference(kept, upright) < 3


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16", "RGB"])
def test_every_png_becomes_an_rgb_page(tmp_path: Path, mode: str) -> None:
    drawn = draw_page((400, 600))
    if mode == "I;16":
        image = drawn.convert("L").convert("I").point(lambda value: value * 256).convert("I;16")
    else:
        image = drawn.convert(mode)
    source = save(tmp_path / "page.png", image)

    [page] = take_pages(FileSource(source), tmp_path / "pages")

    with picture(page.file) as kept:
        assert kept.mode == "RGB"
        meant = drawn if mode == "I;16" else image.convert("RGB")
        assert mean_difference(kept, meant) < 8


def test_transparency_is_white_paper(tmp_path: Path) -> None:
    source = save(tmp_path / "clear.png", Image.new("RGBA", (200, 200), (0, 0, 0, 0)))

    [page] = take_pages(FileSource(source), tmp_path / "pages")

    with picture(page.file) as kept:
        assert kept.getextrema() == ((255, 255),) * 3


def test_a_transparent_palette_is_white_paper(tmp_path: Path) -> None:
    source = save(tmp_path / "clear.png", Image.new("P", (200, 200), 0), transparency=0)

    [page] = take_pages(FileSource(source), tmp_path / "pages")

    with picture(page.file) as kept:
        assert kept.getextrema() == ((255, 255),) * 3


def test_printers_colours_become_rgb(tmp_path: Path) -> None:
    source = save(tmp_path / "cmyk.jpg", draw_page((800, 1200)).convert("CMYK"), dpi=(200, 200))

    [page] = take_pages(FileSource(source), tmp_path / "pages")

    with picture(page.file) as kept:
        assert kept.mode == "RGB"
        assert mean_difference(kept, draw_page((800, 1200))) < 8


def test_a_grey_jpeg_becomes_rgb(tmp_path: Path) -> None:
    source = save(tmp_path / "grey.jpg", draw_page((800, 1200)).convert("L"), dpi=(200, 200))

    [page] = take_pages(FileSource(source), tmp_path / "pages")

    with picture(page.file) as kept:
        assert kept.mode == "RGB"


def test_heic_from_a_telephone(tmp_path: Path) -> None:
    drawn = draw_page((900, 1200))
    pillow_heif.from_pillow(drawn).save(tmp_path / "IMG_2.HEIC", quality=90)

    [page] = take_pages(FileSource(tmp_path / "IMG_2.HEIC"), tmp_path / "pages")

    with picture(page.file) as kept:
        assert kept.size == (900, 1200)
        assert mean_difference(kept, drawn) < 4


def test_pages_of_a_tiff_come_in_order_and_never_overwrite(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (400, 600), (shade, 90, 90)) for shade in (10, 120, 230)]
    source = tmp_path / "three.tiff"
    frames[0].save(source, save_all=True, append_images=frames[1:], dpi=(200, 200))

    first = take_pages(FileSource(source), tmp_path / "pages")
    second = take_pages(FileSource(source), tmp_path / "pages")

    names = [page.file.name for page in (*first, *second)]
    assert names == sorted(set(names))
    reds = []
    for page in first:
        assert page.dpi == 200
        with picture(page.file) as kept:
            reds.append(round(kept.getpixel((200, 300))[0], -1))
    assert reds == [10, 120, 230]


def test_five_hundred_tiff_pages_take_the_memory_of_one(tmp_path: Path) -> None:
    source = tmp_path / "long.tiff"
    page = Image.new("1", (827, 1169), 1)
    page.save(
        source, save_all=True, append_images=[page] * 499, compression="group4", dpi=(100, 100)
    )
    pages = FileSource(source).pages(ScanRequest(), into(_folder(tmp_path)), lambda: False)
    for _ in range(20):
        next(pages).file.path.unlink()
    settled = psutil.Process().memory_info().rss

    count = 20 + sum(1 for page in pages if page.file.path.unlink() is None)

    assert count == 500
    grown = psutil.Process().memory_info().rss - settled
    assert grown < 10 * 827 * 1169 * 3


def test_a_fax_gets_square_pixels(tmp_path: Path) -> None:
    source = save(tmp_path / "fax.tiff", Image.new("1", (1728, 1145), 1), dpi=(204, 98))

    [page] = take_pages(FileSource(source), tmp_path / "pages")

    assert page.dpi == 204
    assert page.height_px == pytest.approx(1145 * 204 / 98, abs=1)


def test_pdf_pages_are_drawn_at_the_resolution_asked_for(tmp_path: Path, make_pdf: object) -> None:
    source = make_pdf(tmp_path / "named.jpg", pages=3, rotation=90)

    pages = take_pages(FileSource(source), tmp_path / "pages", ScanRequest(dpi=150))

    assert len(pages) == 3
    assert {(page.width_px, page.height_px, page.dpi) for page in pages} == {(1754, 1241, 150)}


def test_a_huge_jpeg_is_decoded_small(tmp_path: Path, pages_folder: Path) -> None:
    size = (14_031, 19_842)
    source = save(tmp_path / "poster.jpg", Image.new("L", size, 200), dpi=(1200, 1200))
    program = (
        "import re, sys; from pathlib import Path\n"
        "from app.scanning.file_source import FileSource\n"
        "from app.scanning.source import ScanRequest\n"
        "from tests.scanning.page_images import into\n"
        "source, folder = map(Path, sys.argv[1:])\n"
        "list(FileSource(source).pages(ScanRequest(), into(folder), lambda: False))\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, source, pages_folder],
        capture_output=True,
        text=True,
        check=True,
    )

    whole_picture_kib = size[0] * size[1] / 1024
    assert int(done.stdout) < whole_picture_kib, "peak memory"
    [page] = map(read_page, into(pages_folder).pages())
    assert page.width_px * page.height_px <= 40_000_000
    assert page.width_px / page.dpi * 25.4 == pytest.approx(297, rel=0.01)


def test_a_huge_jpeg_that_must_be_decoded_whole_is_refused(tmp_path: Path) -> None:
    source = save(tmp_path / "slow.jpg", Image.new("RGB", (9_500, 9_500)), progressive=True)

    assert refusal(source, tmp_path) is Code.FILE_TOO_LARGE


def test_a_decompression_bomb_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bomb.png").write_bytes(png_header(60_000, 60_000))

    assert refusal(tmp_path / "bomb.png", tmp_path) is Code.FILE_TOO_LARGE


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir(exist_ok=True)
    return folder


def refusal(source: Path, tmp_path: Path) -> Code:
    with pytest.raises(AppError) as error:
        take_pages(FileSource(source), tmp_path / "pages")
    assert not list((tmp_path / "pages").iterdir()), "nothing half-written may stay"
    return error.value.code


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "TIFF"])
def test_a_truncated_picture_is_refused(tmp_path: Path, format_name: str) -> None:
    whole = io.BytesIO()
    draw_page((800, 1200), noise=0.5).save(whole, format_name)
    (tmp_path / "cut").write_bytes(whole.getvalue()[: len(whole.getvalue()) * 2 // 3])

    assert refusal(tmp_path / "cut", tmp_path) is Code.IMAGE_UNREADABLE


def test_a_speck_is_no_page(tmp_path: Path) -> None:
    source = save(tmp_path / "speck.png", Image.new("RGB", (1, 1)))

    assert refusal(source, tmp_path) is Code.IMAGE_UNREADABLE


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.FILE_EMPTY),
        (b"PK\x03\x04 a spreadsheet", Code.FILE_KIND_UNKNOWN),
        (b"%PDF-1.7\nno end", Code.PDF_DAMAGED),
        (b"\xff\xd8\xff\xe0 nothing", Code.IMAGE_UNREADABLE),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, Code.IMAGE_UNREADABLE),
    ],
)
def test_other_content_says_what_it_is(tmp_path: Path, content: bytes, code: Code) -> None:
    (tmp_path / "file.jpg").write_bytes(content)

    assert refusal(tmp_path / "file.jpg", tmp_path) is code


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.pdf", tmp_path) is Code.FILE_MISSING


def test_a_locked_pdf(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        lock = pikepdf.Encryption(owner="chủ", user="người dùng")
        pdf.save(tmp_path / "locked.pdf", encryption=lock)

    assert refusal(tmp_path / "locked.pdf", tmp_path) is Code.PDF_ENCRYPTED


@pytest.mark.parametrize("seed", range(40))
def test_damaged_bytes_are_refused_or_read_but_never_leak_a_foreign_error(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    whole = io.BytesIO()
    draw_page((200, 300)).save(whole, chance.choice(["JPEG", "PNG", "TIFF", "PDF"]))
    content = bytearray(whole.getvalue())
    for _ in range(chance.randrange(1, 30)):
        content[chance.randrange(4, len(content))] = chance.randrange(256)
    (tmp_path / "damaged").write_bytes(content)

    try:
        pages = take_pages(FileSource(tmp_path / "damaged"), tmp_path / "pages")
    except AppError:
        return
    assert all(read_page(page.file) == page for page in pages)


def test_stop_ends_between_pages(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (400, 600))] * 3
    frames[0].save(tmp_path / "three.tiff", save_all=True, append_images=frames[1:])
    seen = []

    with pytest.raises(Cancelled):
        for page in FileSource(tmp_path / "three.tiff").pages(
            ScanRequest(), into(_folder(tmp_path)), lambda: bool(seen)
        ):
            seen.append(page)
    assert len(seen) == 1


def test_no_more_pages_than_asked_for(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (400, 600))] * 3
    frames[0].save(tmp_path / "three.tiff", save_all=True, append_images=frames[1:])

    pages = take_pages(
        FileSource(tmp_path / "three.tiff"), tmp_path / "pages", ScanRequest(max_pages=2)
    )
    assert len(pages) == 2


def test_the_place_where_a_picture_was_taken_can_be_taken_out(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "10.3765 N 105.4188 E"
    source = save(tmp_path / "photo.jpg", draw_page((400, 600)), exif=exif, comment=b"home")
    assert b"105.4188" in source.read_bytes()

    clean = without_metadata(source.read_bytes())

    assert b"105.4188" not in clean
    assert b"home" not in clean
    with Image.open(io.BytesIO(clean)) as kept, Image.open(source) as given:
        assert mean_difference(kept, given) == 0
