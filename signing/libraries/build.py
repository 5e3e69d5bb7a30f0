"""The machine that a library is built for."""

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    ELF = "elf"  # Linux
    PE = "pe"  # Windows
    MACH_O = "mach-o"  # macOS


@dataclass(frozen=True)
class Build:
    format: Format
    bits: int
    """32 or 64."""
    machine: int
    """The format's own number of the processor."""


class NotALibrary(Exception):
    """The bytes are of no format that systems load."""


class DamagedLibrary(Exception):
    """The bytes begin as a library and do not hold what they announce."""
