"""PE, the libraries of Windows (Microsoft PE and COFF Specification)."""

from collections.abc import Iterator
from struct import Struct, unpack_from

from signing.libraries.build import Build, DamagedLibrary, Format

MAGIC = b"MZ"
_SIGNATURE = b"PE\0\0"
_COFF = Struct("<HHIIIHH")
"""Machine, number of sections, time, symbols, their number, size of what follows, flags."""
_SECTION = Struct("<8sIIIIIIHHI")
"""Name, size in memory, address, size in the file, offset in the file, …"""
_BITS = {0x10B: 32, 0x20B: 64}
_EXPORTS_AT = {32: 96, 64: 112}
"""Offset of the export directory's entry in the optional header."""
_MOST_NAMES = 100_000


def builds(content: bytes) -> frozenset[Build]:
    """The one build of the file. Raises struct.error or KeyError when it is cut short."""
    at = _coff_at(content)
    machine = _COFF.unpack_from(content, at)[0]
    (magic,) = unpack_from("<H", content, at + _COFF.size)
    return frozenset({Build(Format.PE, _BITS[magic], machine)})


def exports(content: bytes, build: Build) -> Iterator[bytes]:
    """Names in the export directory."""
    at = _coff_at(content)
    _, section_count, _, _, _, optional_size, _ = _COFF.unpack_from(content, at)
    optional = at + _COFF.size
    (directory,) = unpack_from("<I", content, optional + _EXPORTS_AT[build.bits])
    if not directory:
        return
    sections = [
        _SECTION.unpack_from(content, optional + optional_size + i * _SECTION.size)
        for i in range(section_count)
    ]

    def in_file(address: int) -> int:
        for _, memory, start, raw, offset, *_ in sections:
            if start <= address < start + max(memory, raw):
                return int(offset + address - start)
        raise DamagedLibrary

    count, _, names = unpack_from("<III", content, in_file(directory) + 24)
    if count > _MOST_NAMES:
        raise DamagedLibrary
    table = in_file(names)
    for (address,) in Struct("<I").iter_unpack(content[table : table + 4 * count]):
        name = in_file(address)
        yield content[name : content.index(b"\0", name)]


def _coff_at(content: bytes) -> int:
    (at,) = unpack_from("<I", content, 0x3C)
    if content[at : at + 4] != _SIGNATURE:
        raise DamagedLibrary
    return int(at) + 4
