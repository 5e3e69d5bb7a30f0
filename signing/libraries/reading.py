"""A shared library of any format, opened by its first bytes."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from signing.libraries import elf, mach_o, pe
from signing.libraries.build import Build, DamagedLibrary, NotALibrary

T = TypeVar("T")
_LARGEST = 256 * 1024 * 1024


@dataclass(frozen=True)
class Library:
    """The content of a file that systems may load."""

    content: bytes
    builds: frozenset[Build]
    """Several in a universal file of macOS, else one."""
    _exports: Callable[[bytes, Build], Iterator[bytes]]

    def exports(self, name: str, build: Build) -> bool:
        """Whether the library has ``name`` for others, built for ``build``.

        Raises DamagedLibrary.
        """
        return _sound(lambda: name.encode() in self._exports(self.content, build))


def read_library(path: Path) -> Library:
    """Read ``path`` without running anything of it.

    Raises OSError, NotALibrary, DamagedLibrary.
    """
    if path.stat().st_size > _LARGEST:
        raise NotALibrary
    content = path.read_bytes()
    if content.startswith(elf.MAGIC):
        return Library(content, _sound(lambda: elf.builds(content)), elf.exports)
    if content.startswith(pe.MAGIC):
        return Library(content, _sound(lambda: pe.builds(content)), pe.exports)
    if content.startswith(mach_o.MAGICS):
        return Library(content, _sound(lambda: mach_o.builds(content)), mach_o.exports)
    raise NotALibrary


def _sound(read: Callable[[], T]) -> T:
    """Offsets that lead out of the file show in many ways; all mean that it is damaged."""
    try:
        return read()
    except (struct.error, IndexError, KeyError, ValueError) as error:
        raise DamagedLibrary from error
