"""A package written to a file, whole or not at all; the same content makes the same bytes."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from app.errors import AppError, Code
from app.whole_files import disk_errors, whole_file
from sync.package.instructions import instructions
from sync.package.manifest import (
    MANIFEST_NAME,
    SUMS_NAME,
    WORDS_NAME,
    Manifest,
    PackedFile,
)

_PIECE_BYTES = 262_144
_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest of the format: a package says in its manifest when it was made."""


def write_package(target: Path, manifest: Manifest, open_file: Callable[[str], BinaryIO]) -> None:
    """Write ``manifest`` and its files, a piece at a time, nowhere but into ``target``.

    ``open_file`` gives the content by SHA-256, e.g. ``Vault.open``. Errors: VAULT_FILE_DAMAGED
    when a file is no longer what the manifest says, DISK_FULL, PROFILE_UNWRITABLE,
    PLACE_UNUSABLE.
    """
    told = manifest.model_dump_json(indent=1).encode()
    words = instructions(manifest).encode("utf-8-sig")  # the mark is for old Notepads
    sums = [_sum_line(MANIFEST_NAME, hashlib.sha256(told).hexdigest())]
    sums += [_sum_line(WORDS_NAME, hashlib.sha256(words).hexdigest())]
    sums += [_sum_line(file.name, file.sha256) for file in manifest.files]
    with (
        whole_file(target) as part,
        disk_errors(target),
        # Stored: signed PDFs hardly shrink, and bytes then depend on no compressor's version.
        ZipFile(part, "w", ZIP_STORED, allowZip64=False) as package,
    ):
        package.writestr(_entry(MANIFEST_NAME), told)
        package.writestr(_entry(WORDS_NAME), words)
        package.writestr(_entry(SUMS_NAME), "".join(sums).encode())
        for file in manifest.files:
            _copy(package, file, open_file)


def _copy(package: ZipFile, file: PackedFile, open_file: Callable[[str], BinaryIO]) -> None:
    content_hash, length = hashlib.sha256(), 0
    with open_file(file.sha256) as source, package.open(_entry(file.name), "w") as entry:
        while piece := source.read(_PIECE_BYTES):
            content_hash.update(piece)
            length += len(piece)
            entry.write(piece)
    if (content_hash.hexdigest(), length) != (file.sha256, file.bytes):
        raise AppError(Code.VAULT_FILE_DAMAGED, sha256=file.sha256)


def _entry(name: str) -> ZipInfo:
    made = ZipInfo(name, _DAY)
    made.create_system, made.external_attr = 3, 0o100600 << 16  # alike on every system
    return made


def _sum_line(name: str, sha256: str) -> str:
    return f"{sha256}  {name}\n"
