"""Where the models lie that Tesseract reads by."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from app.errors import AppError, Code
from resources import SHIPPED

LANGUAGE = "vie"
"""Reads Vietnamese better alone than beside English, which takes Ộ for O (decision 015)."""
ORIENTATION = "osd"


def models_folder(language: str = LANGUAGE) -> Path:
    """The folder that has the models of ``language``, one or several joined by ``+``.

    Looked for beside the program first, so that an office reads alike on each of its machines.
    Errors: TEXT_MODELS_ABSENT.
    """
    for folder in _folders():
        if all((folder / f"{each}.traineddata").is_file() for each in language.split("+")):
            return folder
    raise AppError(Code.TEXT_MODELS_ABSENT, language=language)


def _folders() -> Iterator[Path]:
    yield SHIPPED / "tessdata"
    if told := os.environ.get("TESSDATA_PREFIX"):
        yield Path(told)
    if sys.platform == "win32":
        yield Path(os.environ.get("PROGRAMFILES", r"C:\Program Files")) / "Tesseract-OCR/tessdata"
        return
    yield from sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata"), reverse=True)
    yield Path("/usr/share/tessdata")
