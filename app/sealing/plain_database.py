"""What tells a plain SQLite file from a sealed one."""

from pathlib import Path

_PLAIN = b"SQLite format 3\x00"
"""How every plain SQLite file begins (SQLite file format §1.2.1); SQLCipher's begin at random."""


def is_plain_database(path: Path) -> bool:
    """Whether anybody can read ``path``; a file that is not there yet is not plain."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        return file.read(len(_PLAIN)) == _PLAIN
