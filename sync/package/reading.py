"""A package read back: nothing of it is believed before its hashes were compared."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pydantic import BaseModel, ValidationError

from app.domain.paper import MAX_FILE_BYTES
from app.errors import AppError, Code
from sync.contract import papers_of
from sync.package.manifest import (
    FORMAT,
    MANIFEST_NAME,
    MAX_FILES,
    MAX_FILES_BYTES,
    MAX_MANIFEST_BYTES,
    SUMS_NAME,
    VERSION,
    WORDS_NAME,
    Manifest,
    id_of,
)

_FIXED = frozenset({MANIFEST_NAME, SUMS_NAME, WORDS_NAME})
_MAX_ENTRIES = MAX_FILES + len(_FIXED)
_MAX_DIRECTORY_BYTES = _MAX_ENTRIES * 200
"""Of the zip's directory, which is read at once: an entry of ours takes some 110 bytes."""
_MAX_RATIO = 20
"""How far an entry may unfold."""
_MAX_PACKAGE_BYTES = MAX_FILES_BYTES + 2 * MAX_MANIFEST_BYTES
_END_BYTES, _LOCATOR_BYTES = 22, 20
_ENCRYPTED = 0x1
_PIECE_BYTES = 262_144


class _Kind(BaseModel):
    """What a manifest of any version says first."""

    format: str
    version: int


@dataclass(frozen=True)
class Package:
    """A package whose every byte is what its manifest says."""

    path: Path
    manifest: Manifest
    manifest_sha256: str

    @contextmanager
    def open(self, sha256: str) -> Iterator[IO[bytes]]:
        """The content of a file, a piece at a time; whoever keeps it compares its hash again."""
        (name,) = (file.name for file in self.manifest.files if file.sha256 == sha256)
        with _damage(self.path), ZipFile(self.path) as package, package.open(name) as content:
            yield content


def read_package(path: Path) -> Package:
    """Read and check the package at ``path``; nothing is unpacked.

    Errors: FILE_MISSING, PACKAGE_UNREADABLE with ``problem``: ``not_a_package``, ``too_large``,
    ``entries`` (names, kinds, duplicates), ``manifest``, ``hash`` with ``name``; PACKAGE_NEWER.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise AppError(Code.FILE_MISSING, path=str(path)) from error
    if size > _MAX_PACKAGE_BYTES:
        raise _unreadable(path, "too_large")
    with _damage(path), path.open("rb") as stream:
        _check_end(path, stream, size)
        with ZipFile(stream) as package:
            entries = _checked_entries(path, package)
            told = _whole(package, entries[MANIFEST_NAME])
            manifest = _manifest(path, told)
            _check_content(path, package, entries, manifest, told)
    return Package(path, manifest, hashlib.sha256(told).hexdigest())


def _check_end(path: Path, stream: BinaryIO, size: int) -> None:
    """The zip's directory is small and where the file ends, before anything reads it."""
    stream.seek(max(size - _END_BYTES - _LOCATOR_BYTES, 0))
    tail = stream.read()
    locator, end = tail[:-_END_BYTES], tail[-_END_BYTES:]
    if len(end) < _END_BYTES or not end.startswith(b"PK\x05\x06") or end[20:] != b"\0\0":
        raise _unreadable(path, "not_a_package")
    directory = int.from_bytes(end[12:16], "little")
    if locator.startswith(b"PK\x06\x07") or directory > _MAX_DIRECTORY_BYTES:
        raise _unreadable(path, "too_large")


def _checked_entries(path: Path, package: ZipFile) -> dict[str, ZipInfo]:
    entries = {entry.filename: entry for entry in package.infolist()}
    if len(entries) != len(package.infolist()) or not entries.keys() >= _FIXED:
        raise _unreadable(path, "entries")
    for entry in entries.values():
        kind_known = entry.compress_type in (ZIP_STORED, ZIP_DEFLATED)
        if not kind_known or entry.flag_bits & _ENCRYPTED:
            raise _unreadable(path, "entries")
        limit = MAX_MANIFEST_BYTES if entry.filename in _FIXED else MAX_FILE_BYTES
        if entry.file_size > min(limit, _MAX_RATIO * entry.compress_size + 1_000):
            raise _unreadable(path, "too_large")
    if len(entries) > _MAX_ENTRIES or sum(e.file_size for e in entries.values()) > MAX_FILES_BYTES:
        raise _unreadable(path, "too_large")
    return entries


def _manifest(path: Path, told: bytes) -> Manifest:
    # Not ``from error``: pydantic repeats what it read, citizens' names and numbers.
    try:
        kind = _Kind.model_validate_json(told)
    except ValidationError:
        raise _unreadable(path, "manifest") from None
    if kind.format != FORMAT:
        raise _unreadable(path, "not_a_package")
    if kind.version > VERSION:
        raise AppError(Code.PACKAGE_NEWER, path=str(path), version=kind.version)
    try:
        return Manifest.model_validate_json(told)
    except ValidationError:
        raise _unreadable(path, "manifest") from None


def _check_content(
    path: Path, package: ZipFile, entries: dict[str, ZipInfo], manifest: Manifest, told: bytes
) -> None:
    files = {file.name: file for file in manifest.files}
    hashes = {file.sha256 for file in manifest.files}
    # The names are those of the manifest, whose pattern knows no folder above another.
    if (
        files.keys() != entries.keys() - _FIXED
        or len(files) != len(manifest.files)
        or len(hashes) != len(files)
    ):
        raise _unreadable(path, "entries")
    if manifest.package_id != id_of(manifest.dossiers) or not _wanted(manifest) <= hashes:
        raise _unreadable(path, "manifest")
    sums = {MANIFEST_NAME: hashlib.sha256(told).hexdigest()}
    for name, entry in entries.items():
        if name not in (MANIFEST_NAME, SUMS_NAME):
            sums[name] = _hash(package, entry)
    for name, file in files.items():
        if (sums[name], entries[name].file_size) != (file.sha256, file.bytes):
            raise _unreadable(path, "hash", name=name)
    if _whole(package, entries[SUMS_NAME]) != _sums_text(sums, manifest):
        raise _unreadable(path, "hash", name=SUMS_NAME)


def _wanted(manifest: Manifest) -> set[str]:
    """Hashes of the files that the acts need and the province cannot have otherwise."""
    return {
        paper.sha256
        for dossier in manifest.dossiers
        for each in dossier.acts
        for paper in papers_of(each.act)
        if not paper.reused_from
    }


def _sums_text(sums: dict[str, str], manifest: Manifest) -> bytes:
    names = (MANIFEST_NAME, WORDS_NAME, *(file.name for file in manifest.files))
    return "".join(f"{sums[name]}  {name}\n" for name in names).encode()


def _hash(package: ZipFile, entry: ZipInfo) -> str:
    content_hash = hashlib.sha256()
    with package.open(entry) as content:
        while piece := content.read(_PIECE_BYTES):
            content_hash.update(piece)
    return content_hash.hexdigest()


def _whole(package: ZipFile, entry: ZipInfo) -> bytes:
    with package.open(entry) as content:
        return content.read(MAX_MANIFEST_BYTES + 1)


@contextmanager
def _damage(path: Path) -> Iterator[None]:
    """What ``zipfile`` and zlib raise over hostile bytes, as PACKAGE_UNREADABLE."""
    try:
        yield
    except (AppError, OSError):
        raise
    except (BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise _unreadable(path, "not_a_package") from error
    except Exception as error:
        # zlib.error, struct.error and IndexError: whatever a damaged zip makes them say.
        if type(error).__module__ in ("zlib", "struct") or isinstance(error, LookupError):
            raise _unreadable(path, "not_a_package") from error
        raise


def _unreadable(path: Path, problem: str, **facts: str) -> AppError:
    return AppError(Code.PACKAGE_UNREADABLE, path=str(path), problem=problem, **facts)
