"""A disk of which a power cut takes what was not flushed: files, names, and what is pending.

| | Is there after a cut |
|---|---|
| content of a file at its last fsync | always |
| a write or a new size after it | each for itself: kept, dropped, or torn at sectors of 512 bytes |
| names in a folder at its last fsync | always |
| a name made, moved or removed after it | kept or dropped, in order within a folder |

``harsh`` also lets later names of a folder outlive earlier ones, and parts a move between two
folders into the new name and the loss of the old one, as POSIX allows and no journal does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

SECTOR = 512


@dataclass(frozen=True)
class Write:
    offset: int
    data: bytes

    def apply(self, content: bytearray) -> None:
        content.extend(bytes(max(0, self.offset - len(content))))
        content[self.offset : self.offset + len(self.data)] = self.data

    def sectors(self) -> Iterator["Write"]:
        """Its parts, cut where sectors of the file begin."""
        at = 0
        while at < len(self.data):
            size = SECTOR - (self.offset + at) % SECTOR
            yield Write(self.offset + at, self.data[at : at + size])
            at += size


@dataclass(frozen=True)
class Resize:
    size: int

    def apply(self, content: bytearray) -> None:
        content.extend(bytes(max(0, self.size - len(content))))
        del content[self.size :]


@dataclass(eq=False)
class File:
    durable: bytearray = field(default_factory=bytearray)
    now: bytearray = field(default_factory=bytearray)
    pending: list[Write | Resize] = field(default_factory=list)

    def change(self, change: Write | Resize) -> None:
        change.apply(self.now)
        self.pending.append(change)

    def sync(self) -> None:
        self.durable = bytearray(self.now)
        self.pending.clear()


@dataclass(eq=False)
class Folder:
    durable: "dict[str, Node]" = field(default_factory=dict)
    now: "dict[str, Node]" = field(default_factory=dict)


Node = File | Folder
Tree = dict[str, "bytes | Tree"]
"""What lies in a folder: files by their content, folders by what lies in them."""


@dataclass(frozen=True, eq=False)
class Renaming:
    """Entries that change together; a name without a node is removed."""

    entries: tuple[tuple[Folder, str, Node | None], ...]

    @property
    def folders(self) -> set[Folder]:
        return {folder for folder, _, _ in self.entries}


class Outage(Protocol):
    """What a power cut leaves of that which was not flushed."""

    def kept_names(self, pending: list[Renaming]) -> list[Renaming]:
        """Of one disk, oldest first."""

    def kept_content(self, pending: list[Write | Resize]) -> list[Write | Resize]:
        """Of one file, oldest first."""


class Disk:
    """An empty folder, and what is done to it. Paths are relative to it, with ``/``."""

    def __init__(self, *, harsh: bool = False) -> None:
        self.root, self._harsh = Folder(), harsh
        self._pending: list[Renaming] = []

    # What a program does

    def create(self, path: str) -> File:
        file = File()
        self._rename(self._entry(path, file))
        return file

    def make_folder(self, path: str) -> None:
        self._rename(self._entry(path, Folder()))

    def remove(self, path: str) -> None:
        self._rename(self._entry(path, None))

    def link(self, path: str, other: str) -> None:
        self._rename(self._entry(other, self.node(path)))

    def rename(self, path: str, other: str) -> None:
        gone, come = self._entry(path, None), self._entry(other, self.node(path))
        if self._harsh and gone[0] is not come[0]:
            self._rename(come)
            self._rename(gone)
        else:
            self._rename(gone, come)

    def sync_folder(self, path: str) -> None:
        """Its names are durable, and what came before in folders that a move ties to it."""
        tied, left = {self.node(path)}, list[Renaming]()
        durable = list[Renaming]()
        for each in reversed(self._pending):
            if each.folders & tied:
                tied |= each.folders
                durable.append(each)
            else:
                left.append(each)
        for each in reversed(durable):
            for folder, name, node in each.entries:
                _set(folder.durable, name, node)
        self._pending = left[::-1]

    def node(self, path: str) -> Node:
        """Raises KeyError."""
        found: Node = self.root
        for name in path.split("/") if path else ():
            if not isinstance(found, Folder):
                raise KeyError(path)
            found = found.now[name]
        return found

    def file(self, path: str) -> File:
        found = self.node(path)
        if not isinstance(found, File):
            raise KeyError(path)
        return found

    def _entry(self, path: str, node: Node | None) -> tuple[Folder, str, Node | None]:
        above, _, name = path.rpartition("/")
        folder = self.node(above)
        if not isinstance(folder, Folder):
            raise KeyError(path)
        return folder, name, node

    def _rename(self, *entries: tuple[Folder, str, Node | None]) -> None:
        for folder, name, node in entries:
            _set(folder.now, name, node)
        self._pending.append(Renaming(entries))

    # What is there

    def now(self, path: str = "") -> Tree:
        """As programs see it while there is power."""
        return _tree(self.node(path), lambda folder: folder.now, lambda file: bytes(file.now))

    def after(self, outage: Outage, path: str = "") -> Tree:
        """As it may look when power comes back; this disk goes on. Raises KeyError where ``path``
        was lost.
        """
        names = dict[Folder, dict[str, Node]]()
        for each in outage.kept_names(self._pending):
            for folder, name, node in each.entries:
                _set(names.setdefault(folder, dict(folder.durable)), name, node)

        def left(file: File) -> bytes:
            content = bytearray(file.durable)
            for change in outage.kept_content(file.pending):
                change.apply(content)
            return bytes(content)

        top: Node = self.root
        for name in path.split("/") if path else ():
            assert isinstance(top, Folder)
            top = names.get(top, top.durable)[name]
        return _tree(top, lambda folder: names.get(folder, folder.durable), left)


def _set(names: dict[str, Node], name: str, node: Node | None) -> None:
    if node is None:
        names.pop(name, None)
    else:
        names[name] = node


def _tree(top: Node, names_of, content_of) -> Tree:  # type: ignore[no-untyped-def]
    tree: Tree = {}
    assert isinstance(top, Folder)
    for name, node in names_of(top).items():
        tree[name] = (
            content_of(node) if isinstance(node, File) else _tree(node, names_of, content_of)
        )
    return tree
