import hashlib
import io
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pikepdf
import psutil
import pymupdf
import pytest
from PIL import Image, ImageChops, ImageCms
from pyhanko.pdf_utils.reader import PdfFileReader

from app.domain.scan import Cleaning
from app.errors import AppError, Code
from app.scanning.legal_check import check_pdf
from app.scanning.pdf_builder import ROOM_FOR_SIGNATURE, BuildPage, build_pdf
from tests.scanning.page_images import A4_PX, draw_page, into, stored, write_page


def scan(folder: Path, image: Image.Image, dpi: int = 200, rotation: int = 0) -> BuildPage:
    return BuildPage(write_page(image, folder, dpi=dpi).file, dpi, rotation)


def embedded(pdf: Path) -> list[bytes]:
    """The picture streams of the pages as they lie in the file."""
    with pymupdf.open(pdf) as document:
        return [document.xref_stream_raw(page.get_images()[0][0]) for page in document]


def test_a_scan_becomes_a_legal_pdf_without_being_encoded_again(pages_folder: Path) -> None:
    page = scan(pages_folder, draw_page())
    target = pages_folder / "paper.pdf"

    built = build_pdf([page], target)

    assert (built.pages, built.dpi, built.quality) == (1, 200, None)
    assert built.bytes == target.stat().st_size
    assert built.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert target.read_bytes().startswith(b"%PDF-1.7")
    assert embedded(target) == [page.file.read()]
    report = check_pdf(target)
    assert report.is_legal, report
    assert report.pages[0].paper.name == "A4"


def test_strict_readers_accept_it(pages_folder: Path) -> None:
    pages = [scan(pages_folder, draw_page(seed=seed)) for seed in range(3)]
    build_pdf(pages, pages_folder / "paper.pdf")

    with (pages_folder / "paper.pdf").open("rb") as file:
        reader = PdfFileReader(file, strict=True)
        assert reader.root["/Pages"]["/Count"] == 3
        assert reader.trailer_view["/Info"]["/Producer"] == "Quầy Một Cửa"
    checked = subprocess.run(
        ["qpdf", "--check", pages_folder / "paper.pdf"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_it_says_which_colours_it_means_as_archives_ask(pages_folder: Path) -> None:
    build_pdf([scan(pages_folder, draw_page())], pages_folder / "paper.pdf")

    with pikepdf.open(pages_folder / "paper.pdf") as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "2B"
            assert metadata["pdf:Producer"] == str(pdf.docinfo["/Producer"]) == "Quầy Một Cửa"
        [intent] = pdf.Root.OutputIntents
        profile = ImageCms.ImageCmsProfile(io.BytesIO(intent.DestOutputProfile.read_bytes()))
        assert profile.profile.xcolor_space == "RGB "
        assert ImageCms.getProfileDescription(profile).startswith("sRGB")
        assert "/ID" in pdf.trailer


def test_the_same_pages_give_the_same_bytes(pages_folder: Path) -> None:
    pages = [scan(pages_folder, draw_page(noise=0.3, seed=seed)) for seed in range(2)]

    first = build_pdf(pages, pages_folder / "first.pdf", max_bytes=2_500_000)
    built_at = int(time.time())
    while int(time.time()) == built_at:  # or a clock in the file would go unseen
        threading.Event().wait(0.02)
    second = build_pdf(pages, pages_folder / "second.pdf", max_bytes=2_500_000)

    assert first.quality is not None
    assert first == second
    other = build_pdf(pages[:1], pages_folder / "other.pdf")
    assert other.sha256 != first.sha256


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_stands_upright_without_rotate(pages_folder: Path, rotation: int) -> None:
    drawn = draw_page((1654, 1169))
    page = scan(pages_folder, drawn, rotation=rotation)

    build_pdf([page], pages_folder / "paper.pdf")

    assert embedded(pages_folder / "paper.pdf") == [page.file.read()]
    with pymupdf.open(pages_folder / "paper.pdf") as document:
        assert document[0].rotation == 0
        pixels = document[0].get_pixmap(dpi=100)
    shown = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    wanted = drawn.rotate(-rotation, expand=True).resize(shown.size)
    difference = ImageChops.difference(shown.convert("L"), wanted.convert("L"))
    assert sum(difference.histogram()[60:]) < 0.01 * shown.width * shown.height


def test_a_turned_landscape_sheet_is_portrait_paper(pages_folder: Path) -> None:
    build_pdf([scan(pages_folder, draw_page((2339, 1654)), rotation=90)], pages_folder / "a.pdf")

    paper = check_pdf(pages_folder / "a.pdf").pages[0].paper
    assert (paper.name, paper.width_mm) == ("A4", 210.0)


def test_quality_falls_until_all_pages_fit(pages_folder: Path) -> None:
    pages = [scan(pages_folder, draw_page(noise=0.25, seed=seed)) for seed in range(5)]
    whole = sum(page.file.bytes for page in pages)

    qualities = []
    for share in (1.2, 0.7, 0.5, 0.35):
        limit = round(whole * share) + ROOM_FOR_SIGNATURE
        built = build_pdf(pages, pages_folder / "paper.pdf", max_bytes=limit)
        assert built.bytes <= limit - ROOM_FOR_SIGNATURE
        assert check_pdf(pages_folder / "paper.pdf").is_legal
        qualities.append(built.quality)

    assert qualities[0] is None
    lowered = qualities[1:]
    assert lowered == sorted(lowered, reverse=True)
    assert lowered[0] > lowered[-1] >= 40


def test_room_for_the_signature_is_left(pages_folder: Path) -> None:
    page = scan(pages_folder, draw_page(noise=0.2))
    size = page.file.bytes

    tight = build_pdf([page], pages_folder / "a.pdf", max_bytes=size + ROOM_FOR_SIGNATURE - 1)
    wide = build_pdf([page], pages_folder / "b.pdf", max_bytes=size + ROOM_FOR_SIGNATURE + 5_000)

    assert tight.quality is not None
    assert wide.quality is None


def test_fine_scans_come_down_to_200_dpi_before_they_blur(pages_folder: Path) -> None:
    page = scan(pages_folder, draw_page((4961, 7016), noise=0.1), dpi=600)

    built = [
        build_pdf([page], pages_folder / "paper.pdf", max_bytes=limit)
        for limit in (20_000_000, 1_200_000, 500_000)
    ]

    assert [each.dpi for each in built] == [600, 300, 200]
    assert built[2].quality >= 60
    assert check_pdf(pages_folder / "paper.pdf").is_legal


def test_too_many_pages_say_how_many_fit(pages_folder: Path) -> None:
    pages = [scan(pages_folder, draw_page(noise=1, seed=seed)) for seed in range(4)]

    with pytest.raises(AppError) as error:
        build_pdf(pages, pages_folder / "paper.pdf", max_bytes=3_000_000)

    assert error.value.code is Code.FILE_TOO_LARGE
    assert error.value.facts["pages"] == 4
    assert 1 <= error.value.facts["fitting_pages"] < 4
    assert not (pages_folder / "paper.pdf").exists()


def test_a_grey_page_gets_three_components(pages_folder: Path) -> None:
    build_pdf([scan(pages_folder, draw_page().convert("L"))], pages_folder / "paper.pdf")

    assert check_pdf(pages_folder / "paper.pdf").is_legal


def test_a_page_already_small_is_not_encoded_twice(pages_folder: Path) -> None:
    coarse = io.BytesIO()
    draw_page(noise=0.2).save(coarse, "JPEG", quality=20, dpi=(200, 200))
    small = into(pages_folder).add_jpeg(coarse.getvalue(), size=A4_PX, dpi=200).file
    large = scan(pages_folder, draw_page(noise=0.6, seed=2))

    built = build_pdf(
        [BuildPage(small, 200), large], pages_folder / "paper.pdf", max_bytes=3_500_000
    )

    assert built.quality is not None
    assert embedded(pages_folder / "paper.pdf")[0] == coarse.getvalue()


def test_memory_does_not_grow_with_the_pages(pages_folder: Path) -> None:
    file = write_page(draw_page((827, 1169)), pages_folder, dpi=100).file
    for limit in (10**9, ROOM_FOR_SIGNATURE + 10_000):  # layers are tried in the second
        with suppress(AppError):
            build_pdf([BuildPage(file, 100)] * 20, pages_folder / "paper.pdf", max_bytes=limit)
    settled = psutil.Process().memory_info().rss

    with pytest.raises(AppError) as error:
        build_pdf([BuildPage(file, 100)] * 3000, pages_folder / "paper.pdf", max_bytes=1_000_000)

    assert error.value.code is Code.FILE_TOO_LARGE
    assert psutil.Process().memory_info().rss - settled < 50_000_000


def test_nothing_is_no_paper(tmp_path: Path) -> None:
    with pytest.raises(AppError) as error:
        build_pdf([], tmp_path / "paper.pdf")
    assert error.value.code is Code.NOTHING_SCANNED


def test_a_lost_or_damaged_page_image_is_named(pages_folder: Path) -> None:
    page = scan(pages_folder, draw_page())
    lost = BuildPage(stored(pages_folder / "page-0009.page"), 200)
    with pytest.raises(AppError) as error:
        build_pdf([page, lost], pages_folder / "paper.pdf")
    assert (error.value.code, error.value.facts["file"]) == (Code.FILE_MISSING, "page-0009.page")

    page.file.path.write_bytes(b"\xff\xd8\xff\xe0 nothing")
    with pytest.raises(AppError) as error:
        build_pdf([page], pages_folder / "paper.pdf")
    assert error.value.code is Code.IMAGE_UNREADABLE
    assert not (pages_folder / "paper.pdf").exists()


def test_a_page_image_with_orientation_is_turned_upright(pages_folder: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    jpeg = io.BytesIO()
    draw_page((1654, 1169)).save(jpeg, "JPEG", exif=exif, dpi=(200, 200))
    page = into(pages_folder).add_jpeg(jpeg.getvalue(), size=(1654, 1169), dpi=200)

    build_pdf([BuildPage(page.file, 200)], pages_folder / "paper.pdf")

    with Image.open(io.BytesIO(embedded(pages_folder / "paper.pdf")[0])) as picture:
        assert picture.size == (1169, 1654)


def test_a4_is_what_the_name_says() -> None:
    assert [round(side / 200 * 25.4) for side in A4_PX] == [210, 297]


_BUILD_ON_A_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from app.errors import AppError
from app.scanning.pdf_builder import BuildPage, build_pdf
from tests.scanning.page_images import stored
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    build_pdf([BuildPage(stored(Path(sys.argv[1])), 200)], Path(sys.argv[2]))
except AppError as error:
    print(error.code.value)
"""


def test_a_disk_that_fills_up_is_said_and_does_not_end_the_program(pages_folder: Path) -> None:
    page, target = scan(pages_folder, draw_page()), pages_folder / "out" / "paper.pdf"
    done = subprocess.run(
        [sys.executable, "-c", _BUILD_ON_A_FULL_DISK, str(page.file.path), str(target)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "disk_full"), done.stderr
    assert list(target.parent.iterdir()) == []


def test_a_page_of_noise_is_encoded_too(pages_folder: Path) -> None:
    page = scan(pages_folder, draw_page(noise=1))
    cleaned = replace(page, cleaning=Cleaning(skew=0.5))

    built = build_pdf([cleaned], pages_folder / "paper.pdf", max_bytes=40_000_000)

    assert built.quality is None
    assert check_pdf(pages_folder / "paper.pdf").is_legal
