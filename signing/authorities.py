"""Certificates of authorities in files, and the fingerprints that say which list they are on."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from asn1crypto import pem, x509

_SUFFIXES = {".crt", ".cer", ".pem", ".der"}
PINS_FILE = "anchors.toml"
_MOST_BYTES = 1024 * 1024
"""No file of certificates is larger."""


class Scheme(StrEnum):
    """The two kinds of digital signature services (Luật Giao dịch điện tử 2023, Điều 22)."""

    GOVERNMENT = "chuyên dùng công vụ"  # roots of Ban Cơ yếu Chính phủ
    PUBLIC = "công cộng"  # the national root
    UNLISTED = ""


@dataclass(frozen=True)
class Pin:
    """A fingerprint that says which list an authority belongs to."""

    name: str
    scheme: Scheme
    sha256: str
    """Of the certificate, in lower-case hex."""


def pins(folder: Path) -> tuple[Pin, ...]:
    """What ``anchors.toml`` in ``folder`` says; nothing when it is absent or not readable."""
    try:
        table = tomllib.loads((folder / PINS_FILE).read_text(encoding="utf-8"))
        return tuple(
            Pin(str(each["name"]), Scheme(each["label"]), str(each["sha256"]).lower())
            for each in table["authority"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def authority_files(folders: Iterable[Path]) -> Iterator[Path]:
    """Files that may hold certificates, by the ends of their names."""
    for folder in folders:
        if folder.is_dir():
            yield from sorted(p for p in folder.iterdir() if p.suffix.lower() in _SUFFIXES)


def authorities_in(path: Path) -> list[x509.Certificate]:
    """Certificates of authorities in ``path``; none when it holds something else."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return []
        content = path.read_bytes()
        if pem.detect(content):
            ders = [der for _, _, der in pem.unarmor(content, multiple=True)]
        else:
            ders = [content]
        found = [x509.Certificate.load(der, strict=True) for der in ders]
        return [each for each in found if each.ca]
    except (OSError, ValueError):
        return []
