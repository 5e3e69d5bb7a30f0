"""What compression does to what a machine reads: no more than 0.2 points of its characters."""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from PIL import Image

from app.domain.scan import AS_IT_IS, Cleaning
from app.scanning.compression.page_picture import PagePicture, page_pictures
from app.scanning.compression.steps import Compression, Step, steps_of
from app.scanning.page_placement import place_page
from app.scanning.pdf_page import PageContent, page_of
from app.scanning.stored_page import StoredPage
from app.scanning.text.reader import TextReader
from tests.scanning.character_errors import Errors, errors
from tests.scanning.page_images import stored, write_page
from tests.scanning.paper_drawings import FULL_FORMS, Form, Mark, form_lines
from tests.scanning.scanned_forms import DPI, Scan, scan

FORMS = [form for form in FULL_FORMS if form is not Form.DOTTED_LINES]  # nobody reads dots
MOST_WORSE = 0.002
WHITE = Cleaning(white_ground=True, despeckle_dpi=DPI)
LOWEST = {each: steps_of(each)[0][-1] for each in Compression}
"""The step that costs most: JPEG at its lowest quality, layers with the coarsest paper."""


@pytest.fixture(scope="module")
def reader() -> Iterator[TextReader]:
    with TextReader() as made:
        yield made


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> dict[Form, StoredPage]:
    made = {}
    for form in FORMS:
        wish = Scan(form, (Mark.SEAL, Mark.SIGNATURE), show_through=0.1, shade=0.15, specks=20)
        folder = tmp_path_factory.mktemp(form.value)
        made[form] = write_page(Image.fromarray(scan(wish).pixels), folder, dpi=DPI).file
    return made


@pytest.fixture(scope="module")
def original(scans: dict[Form, StoredPage], reader: TextReader) -> Errors:
    return sum((errors_in(reader, form, file) for form, file in scans.items()), Errors(0, 0))


@pytest.mark.parametrize("compression", Compression)
def test_compressed_pages_read_as_well_as_the_scans(
    compression: Compression,
    scans: dict[Form, StoredPage],
    original: Errors,
    reader: TextReader,
    tmp_path: Path,
) -> None:
    found = Errors(0, 0)
    for form, file in scans.items():
        shown = shown_as(tmp_path / f"{form.value}.jpg", file, LOWEST[compression])
        found += errors_in(reader, form, shown)
    assert original.rate < 0.05, "the scans themselves are read"
    assert found.rate <= original.rate + MOST_WORSE


def shown_as(target: Path, scanned: StoredPage, step: Step) -> StoredPage:
    """The page cleaned and compressed, as a reader of the PDF sees it."""
    [picture] = page_pictures(scanned, dpi=DPI, steps=[step], cleaning=WHITE).values()
    with pymupdf.open(stream=pdf_of(picture)) as document:
        seen = document[0].get_pixmap(dpi=DPI)
    image = Image.frombytes("RGB", (seen.width, seen.height), seen.samples)
    image.save(target, quality=100, subsampling=0, dpi=(DPI, DPI))
    return stored(target)


def pdf_of(picture: PagePicture) -> bytes:
    placed = place_page(picture.width_px, picture.height_px, dpi=picture.dpi, rotation=0)
    with pikepdf.new() as pdf:
        pdf.pages.append(page_of(pdf, PageContent(picture, placed, None), None))
        written = io.BytesIO()
        pdf.save(written)
    return written.getvalue()


def errors_in(reader: TextReader, form: Form, page: StoredPage) -> Errors:
    return errors(form_lines(form), reader.read(page, dpi=DPI, cleaning=AS_IT_IS))
