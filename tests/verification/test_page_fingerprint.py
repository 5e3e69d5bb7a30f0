"""Pages that are made of the same objects are not drawn twice; whatever they are made of counts."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from signing.verification.page_fingerprint import Fingerprints
from tests.verification import attacks
from tests.verification.signed_files import SECOND_STAMP, sign
from tests.verification.throwaway_pki import ThrowawayPki


def fingerprints(data: bytes) -> list[bytes | None]:
    with pymupdf.open(stream=data, filetype="pdf") as document:
        of = Fingerprints(document)
        return [of.of(number) for number in range(document.page_count)]


def changed(data: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(data))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_later_signature_touches_its_own_page_only(scan: Path, pki: ThrowawayPki) -> None:
    first = sign(scan, pki.signer())
    second = sign(first, pki.signer("Trần Quốc Vượng"), field="Leader", box=SECOND_STAMP, page=1)
    before, after = fingerprints(first), fingerprints(second)
    assert None not in before
    assert before[0] == after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize("forge", [attacks.overlay, attacks.annotation, attacks.swap_appearance])
def test_what_is_drawn_counts(
    forge: Callable[[bytes], bytes], scan: Path, pki: ThrowawayPki
) -> None:
    signed = sign(scan, pki.signer())
    before, after = fingerprints(signed), fingerprints(forge(signed))
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_what_the_page_inherits_counts(tmp_path: Path, pki: ThrowawayPki) -> None:
    path = tmp_path / "inherits.pdf"
    with pikepdf.new() as document:
        for _ in range(2):
            document.add_blank_page(page_size=(595, 842))
            del document.pages[-1].MediaBox
        document.Root.Pages.MediaBox = [0, 0, 595, 842]
        document.save(path)

    def turn(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        pages[pdf_name("/Rotate")] = generic.NumberObject(90)
        writer.update_container(pages)

    data = path.read_bytes()
    assert fingerprints(data)[0] != fingerprints(changed(data, turn))[0]


def test_layers_of_the_file_count(scan: Path) -> None:
    def layer(writer: IncrementalPdfFileWriter) -> None:
        shown = generic.DictionaryObject({pdf_name("/BaseState"): pdf_name("/OFF")})
        writer.root[pdf_name("/OCProperties")] = generic.DictionaryObject({pdf_name("/D"): shown})
        writer.update_root()

    data = scan.read_bytes()
    assert fingerprints(data)[0] != fingerprints(changed(data, layer))[0]


def test_a_picture_with_a_name_that_is_followed_elsewhere_counts(scan: Path) -> None:
    """/P of a widget is its page and not followed; /P of anything else is."""
    data = scan.read_bytes()

    def rename(writer: IncrementalPdfFileWriter) -> None:
        objects = writer.root["/Pages"]["/Kids"][0].get_object()["/Resources"]["/XObject"]
        objects[pdf_name("/P")] = writer.add_object(generic.StreamObject(stream_data=b"one"))
        writer.update_container(objects)

    def swap(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        stream = page["/Resources"]["/XObject"]["/P"]
        stream._data = b"two"
        stream._encoded_data = None
        writer.update_container(stream)

    named = changed(data, rename)
    assert fingerprints(named)[0] != fingerprints(changed(named, swap))[0]


def test_a_tree_that_bites_its_tail_ends(scan: Path) -> None:
    def kid(writer: IncrementalPdfFileWriter) -> None:
        field = generic.DictionaryObject({pdf_name("/FT"): pdf_name("/Sig")})
        reference = writer.add_object(field)
        field[pdf_name("/Parent")] = reference
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        page[pdf_name("/Annots")] = generic.ArrayObject([reference])
        writer.update_container(page)

    assert fingerprints(changed(scan.read_bytes(), kid))
