"""What processes did to a folder, as ``recorder.c`` saw it, done again to a model of a disk."""

import os
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, auto
from pathlib import Path

from tests.power_cut.disk import Disk, File, Resize, Tree, Write

SOURCE = Path(__file__).with_name("recorder.c")
_HEAD = struct.Struct("=IIIIQq")


class Kind(IntEnum):
    """The order is that of ``enum kind`` in recorder.c."""

    CREATE = 1
    WRITE = auto()
    TRUNCATE = auto()
    SYNC_FILE = auto()
    SYNC_FOLDER = auto()
    RENAME = auto()
    UNLINK = auto()
    LINK = auto()
    MKDIR = auto()
    RMDIR = auto()
    SAID = auto()
    MAPPED = auto()


@dataclass(frozen=True)
class Record:
    kind: Kind
    path: str
    """Relative to the recorded folder; empty where the inode says it."""
    other: str
    inode: int
    offset: int
    data: bytes


def build_recorder(folder: Path) -> Path:
    """The library to preload."""
    library = folder / "recorder.so"
    subprocess.run(
        [
            *("gcc", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-O1"),
            *("-o", str(library), str(SOURCE), "-ldl"),
        ],
        check=True,
    )
    return library


def environment(library: Path, *, root: Path, log: Path, said: Path) -> dict[str, str]:
    """What lets a program be recorded: all it does below ``root``, and its lines in ``said``."""
    return {
        "LD_PRELOAD": str(library), "QUAY_DISK_ROOT": str(root), "QUAY_DISK_LOG": str(log),
        "QUAY_DISK_SAID": str(said),
    }  # fmt: skip


def read_log(log: Path, root: Path) -> list[Record]:
    return list(_records(log.read_bytes(), f"{root}"))


def _records(content: bytes, root: str) -> Iterator[Record]:
    at = 0
    while at < len(content):
        kind, path, other, data, inode, offset = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        parts = list[bytes]()
        for length in (path, other, data):
            parts.append(content[at : at + length])
            at += length
        names = [each.decode().removeprefix(root).strip("/") for each in parts[:2]]
        yield Record(Kind(kind), names[0], names[1], inode, offset, parts[2])


class Replay:
    """A disk on which ``records`` happen one after the other."""

    def __init__(self, *, harsh: bool = False) -> None:
        self.disk = Disk(harsh=harsh)
        self._files = dict[int, File]()

    def apply(self, each: Record) -> None:
        """Raises KeyError where something happened to a file that the recorder did not see."""
        disk = self.disk
        match each.kind:
            case Kind.CREATE:
                self._files[each.inode] = disk.create(each.path)
            case Kind.WRITE:
                self._files[each.inode].change(Write(each.offset, each.data))
            case Kind.TRUNCATE:
                self._files[each.inode].change(Resize(each.offset))
            case Kind.SYNC_FILE:
                self._files[each.inode].sync()
            case Kind.SYNC_FOLDER:
                disk.sync_folder(each.path)
            case Kind.RENAME:
                disk.rename(each.path, each.other)
            case Kind.LINK:
                disk.link(each.path, each.other)
            case Kind.UNLINK | Kind.RMDIR:
                disk.remove(each.path)
            case Kind.MKDIR:
                disk.make_folder(each.path)
            case Kind.MAPPED if not each.path.endswith("-shm"):
                raise ValueError(f"written through a mapping: {each.path}")
            case _:
                pass


def files_of(tree: Tree, above: str = "") -> dict[str, bytes]:
    """By relative path. What SQLite maps (``-shm``) is left out: it need not survive."""
    found = dict[str, bytes]()
    for name, content in tree.items():
        path = f"{above}{name}"
        if isinstance(content, dict):
            found |= files_of(content, f"{path}/")
        elif not name.endswith("-shm"):
            found[path] = content
    return found


def files_below(root: Path) -> dict[str, bytes]:
    """As :func:`files_of`, of a real folder."""
    files = (each for each in root.rglob("*") if each.is_file() and each.suffix != ".sqlite3-shm")
    return {each.relative_to(root).as_posix(): each.read_bytes() for each in files}


def write_tree(tree: Tree, target: Path, *, at: float) -> None:
    """Make ``target`` hold ``tree``, last written ``at`` (seconds since 1970)."""
    target.mkdir(parents=True, exist_ok=True)
    for name, content in tree.items():
        if isinstance(content, dict):
            write_tree(content, target / name, at=at)
        else:
            (target / name).write_bytes(content)
            os.utime(target / name, (at, at))
