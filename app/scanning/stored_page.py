"""One page image as it lies on the disk, and how its content is had."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from app.errors import AppError, Code
from app.sealing.keys import Keys
from app.sealing.sealed_content import SealedReader

SEALED, PLAIN = ".page", ".jpg"
"""How names of page images end; plain ones are what versions before 019 left."""


@dataclass(frozen=True)
class StoredPage:
    """Its content is a JPEG stream. Whether it is sealed already is asked when it is opened."""

    path: Path
    """With either ending."""
    keys: Keys = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        return self.path.name

    def exists(self) -> bool:
        return any(self.path.with_suffix(kind).exists() for kind in (SEALED, PLAIN))

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The JPEG stream, unsealed as far as it is read.

        Errors, in the block as well: FILE_MISSING, IMAGE_UNREADABLE, KEY_UNKNOWN.
        """
        try:
            with self._content() as content:
                yield content
        except AppError as error:
            if error.code is Code.SEALED_FILE_DAMAGED:
                raise AppError(Code.IMAGE_UNREADABLE, file=self.name) from error
            raise

    def read(self) -> bytes:
        """The whole JPEG stream. Errors: as :meth:`opened`."""
        with self.opened() as content:
            return content.read()

    @property
    def bytes(self) -> int:
        """Length of the JPEG stream. Errors: as :meth:`opened`."""
        with self.opened() as content:
            return content.seek(0, os.SEEK_END)

    def _content(self) -> BinaryIO:
        # Once more sealed: it may have become so between the two looks.
        for kind in (SEALED, PLAIN, SEALED):
            try:
                file = self.path.with_suffix(kind).open("rb")
            except FileNotFoundError:
                continue
            except OSError as error:
                raise AppError(Code.IMAGE_UNREADABLE, file=self.name) from error
            return file if kind == PLAIN else self._unsealed(file)
        raise AppError(Code.FILE_MISSING, file=self.name)

    def _unsealed(self, file: BinaryIO) -> BinaryIO:
        try:
            return SealedReader(self.keys, file)
        except AppError:
            file.close()
            raise
