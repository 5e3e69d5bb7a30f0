"""Files that nobody should bring to a counter, and somebody will. Made small, however large they
claim to be: what they hold is the same few bytes again and again.
"""

import io
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image, ImageDraw

A3_2400_DPI = (28_063, 39_685)
"""1.1 thousand million pixels."""


def lined(size: tuple[int, int], *, every: int = 60) -> Image.Image:
    """Paper with lines of dark dashes."""
    image = Image.new("RGB", size, "#f4f1e8")
    draw = ImageDraw.Draw(image)
    for row in range(every, size[1] - every // 2, every):
        for left in range(size[0] // 10, size[0] * 9 // 10, every):
            draw.rectangle((left, row, left + every * 2 // 3, row + every // 4), fill="#202028")
    return image


def huge_jpeg(file: Path, size: tuple[int, int] = A3_2400_DPI, *, dpi: int = 2400) -> Path:
    """In one scan, by restart intervals of one row of blocks, eight of which repeat."""
    width, height = size
    strip = io.BytesIO()
    lined((width, 128), every=64).save(
        strip, "JPEG", quality=80, subsampling="4:2:0", restart_marker_rows=1, dpi=(dpi, dpi)
    )
    content = strip.getvalue()
    start = content.index(b"\xff\xda")
    start += 2 + int.from_bytes(content[start + 2 : start + 4], "big")
    head, rows = bytearray(content[:start]), content[start:-2]
    frame = head.index(b"\xff\xc0")
    head[frame + 5 : frame + 7] = height.to_bytes(2, "big")
    times = -(-height // 128)
    with file.open("wb") as out:
        out.write(head)
        for number in range(times):
            out.write(rows)
            if number + 1 < times:
                out.write(b"\xff\xd7")
        out.write(b"\xff\xd9")
    return file


def huge_tiff(
    file: Path, size: tuple[int, int] = A3_2400_DPI, *, dpi: int = 2400, tiled: bool = False
) -> Path:
    """Deflated RGB; all its strips, or tiles, are the same."""
    width, height = size
    side = 512
    piece = zlib.compress(bytes([244]) * ((side if tiled else width) * side * 3), 1)
    across = -(-width // side) if tiled else 1
    pieces = across * -(-height // side)
    tags: list[tuple[int, int, Sequence[int]]] = [
        (256, 4, [width]), (257, 4, [height]), (258, 3, [8, 8, 8]), (259, 3, [8]), (262, 3, [2]),
        (277, 3, [3]), (282, 5, [dpi, 1]), (283, 5, [dpi, 1]), (284, 3, [1]), (296, 3, [2]),
    ]  # fmt: skip
    at = 8 + len(piece)
    counts, offsets = [len(piece)] * pieces, [8] * pieces
    if tiled:
        tags += [(322, 4, [side]), (323, 4, [side]), (324, 4, offsets), (325, 4, counts)]
    else:
        tags += [(273, 4, offsets), (278, 4, [side]), (279, 4, counts)]
    file.write_bytes(b"II*\0" + struct.pack("<I", at + at % 2) + piece + b"\0" * (at % 2)
                     + _directory(sorted(tags), at + at % 2))  # fmt: skip
    return file


def _directory(tags: Sequence[tuple[int, int, Sequence[int]]], at: int) -> bytes:
    """A TIFF directory at the offset ``at`` with all that its entries point to."""
    entries, beside = b"", b""
    begin = at + 2 + 12 * len(tags) + 4
    for tag, kind, values in tags:
        packed = struct.pack(f"<{len(values)}{'H' if kind == 3 else 'I'}", *values)
        count = len(values) // 2 if kind == 5 else len(values)
        if len(packed) <= 4:
            entries += struct.pack("<HHI", tag, kind, count) + packed.ljust(4, b"\0")
        else:
            entries += struct.pack("<HHII", tag, kind, count, begin + len(beside))
            beside += packed
    return struct.pack("<H", len(tags)) + entries + b"\0\0\0\0" + beside


def huge_png(file: Path, size: tuple[int, int] = A3_2400_DPI, *, colour: bool = True) -> Path:
    """Every pixel black."""
    width, height = size

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8 if colour else 1, 2 if colour else 0, 0, 0, 0)
    row = 1 + (width * 3 if colour else -(-width // 8))
    file.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zeros(row * height))
        + chunk(b"IEND", b"")
    )  # fmt: skip
    return file


def zeros(count: int) -> bytes:
    """A zlib stream of so many bytes 0."""
    block = 1 << 24
    press = zlib.compressobj(9)
    first = press.compress(bytes(block)) + press.flush(zlib.Z_FULL_FLUSH)
    again = zlib.compressobj(9, zlib.DEFLATED, -15)
    one = again.compress(bytes(block)) + again.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    rest = last.compress(bytes(count % block)) + last.flush()
    whole = count // block
    head = first if whole else b"\x78\xda"
    return head + one * max(0, whole - 1) + rest + struct.pack(">I", (count % 65521) << 16 | 1)


def pdf_with_image(
    file: Path, content: bytes, *, size: tuple[int, int], kind: str, page: tuple[float, float]
) -> Path:
    """One page that a picture fills; ``kind`` is its filter; ``page`` is in points."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(100, 100))
        shown = pdf.pages[-1]
        shown.MediaBox = pikepdf.Array([0, 0, *page])
        image = pikepdf.Stream(pdf, content)
        grey = kind == "JBIG2Decode"
        image.update(
            {
                "/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image,
                "/Width": size[0], "/Height": size[1],
                "/ColorSpace": pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB,
                "/BitsPerComponent": 1 if grey else 8, "/Filter": pikepdf.Name(f"/{kind}"),
            }
        )  # fmt: skip
        shown.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/Scan": image}))
        shown.Contents = pdf.make_stream(f"{page[0]} 0 0 {page[1]} 0 0 cm /Scan Do".encode())
        pdf.save(file, compress_streams=False)
    return file


def huge_jpeg2000(size: tuple[int, int]) -> bytes:
    """A codestream that claims ``size`` and has the first of its tiles."""
    made = io.BytesIO()
    lined((64, 64), every=16).save(made, "JPEG2000", no_jp2=True, tile_size=(64, 64))
    content = bytearray(made.getvalue())
    at = content.index(b"\xff\x51") + 6
    content[at : at + 8] = struct.pack(">II", *size)
    tile = at + 16
    content[tile : tile + 8] = struct.pack(">II", *size)
    return bytes(content)


def huge_jbig2(size: tuple[int, int]) -> bytes:
    """A page information segment (ITU-T T.88, 7.4.8), and the end of the page."""
    page = struct.pack(">IIIIBH", *size, 0, 0, 0, 0)
    return (
        struct.pack(">IBBBI", 0, 48, 0, 1, len(page)) + page + struct.pack(">IBBBI", 1, 49, 0, 1, 0)
    )


def tiff_of(
    file: Path, pages: int, *, size: tuple[int, int] = (1654, 2339), dpi: int = 200
) -> Path:
    """Black and white pages, as a copier sends them by the hundred, none like the next."""
    shown = []
    for number in range(pages):
        page = lined(size, every=180).convert("1", dither=Image.Dither.NONE)
        ImageDraw.Draw(page).rectangle((0, 0, 40 + 3 * number, 30), fill=0)
        shown.append(page)
    shown[0].save(
        file, save_all=True, append_images=shown[1:], compression="group4", dpi=(dpi, dpi)
    )
    return file


def pdf_of(file: Path, pages: int, *, size: tuple[int, int] = (1654, 2339)) -> Path:
    """A page a picture, each an object of its own."""
    jpeg = io.BytesIO()
    lined(size, every=180).save(jpeg, "JPEG", quality=60)
    with pikepdf.new() as pdf:
        for number in range(pages):
            pdf.add_blank_page(page_size=(595.276, 841.89))
            image = pikepdf.Stream(pdf, jpeg.getvalue() + number.to_bytes(4, "big"))
            image.update(
                {
                    "/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image,
                    "/Width": size[0], "/Height": size[1],
                    "/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8,
                    "/Filter": pikepdf.Name.DCTDecode,
                }
            )  # fmt: skip
            shown = pdf.pages[-1]
            shown.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/Scan": image}))
            shown.Contents = pdf.make_stream(
                b"595.276 0 0 841.89 0 0 cm /Scan Do Q "
                + f"0 g 20 20 {10 + number} 10 re f".encode()
            )
        pdf.save(file)
    return file


def signed_pdf(file: Path) -> Path:
    """A signature lies in it, in no field; nobody could tell whether it is valid."""
    pdf_of(file, 1)
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        signature = pikepdf.Dictionary(Contents=pikepdf.String("0"), ByteRange=[0, 1, 2, 3])
        pdf.Root.Kept = pdf.make_indirect(signature)
        pdf.save(file)
    return file


def noisy(size: tuple[int, int], seed: int = 1) -> Image.Image:
    """Paper whose grain no encoder can compress away."""
    grain = np.random.default_rng(seed).normal(0, 3, (size[1], size[0], 1)).astype(np.int16)
    return Image.fromarray(np.clip(np.asarray(lined(size), np.int16) + grain, 0, 255).astype("u1"))
