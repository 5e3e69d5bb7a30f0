"""Mach-O, the libraries of macOS, single or several in one file (mach-o/loader.h, fat.h)."""

from collections.abc import Iterator
from struct import Struct, unpack_from

from signing.libraries.build import Build, DamagedLibrary, Format

FAT = b"\xca\xfe\xba\xbe"
MAGICS = (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", FAT)
_SYMBOL_TABLE = 2
_EXTERNAL, _KIND = 0x01, 0x0E
_MOST_SLICES = 16
_HEADER_SIZE = {64: 32, 32: 28}
_SYMBOL = {64: Struct("<IBBHQ"), 32: Struct("<IBBHI")}
"""Name, type, section, description, value."""


def builds(content: bytes) -> frozenset[Build]:
    """Builds of all slices. Raises struct.error when the file is cut short."""
    return frozenset(build for build, _ in _slices(content))


def exports(content: bytes, build: Build) -> Iterator[bytes]:
    """Names that the slice for ``build`` defines for others, without C's underscore."""
    for each, start in _slices(content):
        if each == build:
            yield from _exports(content[start:], build.bits)


def _slices(content: bytes) -> Iterator[tuple[Build, int]]:
    offsets = [0]
    if content.startswith(FAT):
        (count,) = unpack_from(">I", content, 4)
        if count > _MOST_SLICES:  # Java classes begin with the same bytes
            raise DamagedLibrary
        offsets = [unpack_from(">I", content, 8 + 20 * i + 8)[0] for i in range(count)]
    for offset in offsets:
        magic, machine = unpack_from("<4sI", content, offset)
        if magic not in MAGICS or magic == FAT:
            raise DamagedLibrary
        yield Build(Format.MACH_O, 64 if magic == MAGICS[0] else 32, machine), offset


def _exports(image: bytes, bits: int) -> Iterator[bytes]:
    (commands,) = unpack_from("<I", image, 16)
    at = _HEADER_SIZE[bits]
    for _ in range(commands):
        command, size = unpack_from("<II", image, at)
        if command == _SYMBOL_TABLE:
            symbols, count, strings, length = unpack_from("<IIII", image, at + 8)
            names = image[strings : strings + length]
            table = image[symbols : symbols + count * _SYMBOL[bits].size]
            for name, kind, *_ in _SYMBOL[bits].iter_unpack(table):
                if kind & _EXTERNAL and kind & _KIND:
                    yield names[name : names.index(b"\0", name)].removeprefix(b"_")
        at += size
