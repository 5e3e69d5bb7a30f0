"""What another screen hands to Ký số: papers of a dossier, or a file that lacks a signature."""

from pathlib import Path


def split_subject(subject: object) -> tuple[object, list[Path]]:
    """The subject without a file, and the file: one of the two is nothing."""
    return (None, [subject]) if isinstance(subject, Path) else (subject, [])
