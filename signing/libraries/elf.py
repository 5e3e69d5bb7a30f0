"""ELF, the libraries of Linux (System V ABI, chapters 4 and 5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct, unpack_from

from signing.libraries.build import Build, Format

MAGIC = b"\x7fELF"
_DYNAMIC_SYMBOLS = 11
_UNDEFINED = 0


@dataclass(frozen=True)
class _Layout:
    """Where the fields lie: the two classes differ in the size of addresses."""

    section_table: Struct
    """Offset of the section headers, at byte 0x28 or 0x20 of the file."""
    section_table_at: int
    section_counts_at: int
    """Size of one section header and their number."""
    section: Struct
    """Name, type, flags, address, offset, size, link, …"""
    symbol: Struct
    symbol_name: int
    symbol_section: int
    """Which fields of ``symbol`` these are."""


def _layout(content: bytes) -> _Layout:
    order = "<" if content[5] == 1 else ">"
    if content[4] == 2:
        return _Layout(
            Struct(order + "Q"),
            0x28,
            0x3A,
            Struct(order + "IIQQQQIIQQ"),
            Struct(order + "IBBHQQ"),
            0,
            3,
        )
    return _Layout(
        Struct(order + "I"),
        0x20,
        0x2E,
        Struct(order + "IIIIIIIIII"),
        Struct(order + "IIIBBH"),
        0,
        5,
    )


def builds(content: bytes) -> frozenset[Build]:
    """The one build of the file. Raises struct.error or IndexError when it is cut short."""
    order = "<" if content[5] == 1 else ">"
    (machine,) = unpack_from(order + "H", content, 0x12)
    return frozenset({Build(Format.ELF, 64 if content[4] == 2 else 32, machine)})


def exports(content: bytes, _: Build) -> Iterator[bytes]:
    """Names of the symbols that the library defines for others."""
    layout = _layout(content)
    order = "<" if content[5] == 1 else ">"
    (table,) = layout.section_table.unpack_from(content, layout.section_table_at)
    size, count = unpack_from(order + "HH", content, layout.section_counts_at)
    sections = [layout.section.unpack_from(content, table + i * size) for i in range(count)]
    for section in sections:
        if section[1] != _DYNAMIC_SYMBOLS:
            continue
        names_at, names_size = sections[section[6]][4:6]
        names = content[names_at : names_at + names_size]
        start, length = section[4:6]
        for symbol in layout.symbol.iter_unpack(content[start : start + length]):
            if symbol[layout.symbol_section] != _UNDEFINED:
                at = symbol[layout.symbol_name]
                yield names[at : names.index(b"\0", at)]
