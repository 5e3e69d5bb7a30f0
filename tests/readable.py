"""What anybody can read in a folder who has no key."""

from pathlib import Path

_BEGINNINGS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*", b"SQLite format 3")
"""Of PDF, JPEG, PNG, TIFF and SQLite files."""


def readable(folder: Path, *words: str, without: frozenset[str] = frozenset()) -> list[str]:
    """Files in ``folder`` that hold one of ``words``, in UTF-8 or UTF-16, or are readable pictures,
    documents or databases; names in ``without`` are somebody else's.
    """
    wanted = [word.encode(form) for word in words for form in ("utf-8", "utf-16-le")]
    found = []
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.name in without:
            continue
        content = file.read_bytes()
        if content.startswith(_BEGINNINGS) or any(word in content for word in wanted):
            found.append(str(file.relative_to(folder)))
    return found
