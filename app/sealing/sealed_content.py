"""The form in which files lie on the disk: AES-256-GCM in chunks, each checked before it is used.

STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) with a key of its own for each file, as in
Tink's AES-GCM-HKDF streaming: no nonce can be used twice, and chunks that are exchanged, left out
or cut off at the end are noticed.

| Bytes | Are |
|---|---|
| 4 | ``QMC1`` |
| 4 | number of the master key, big-endian |
| 16 | random salt of this file's key |
| then, for each 64 KiB of the content and at least once | ciphertext and a tag of 16 bytes |
"""

import io
import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.errors import AppError, Code
from app.sealing.keys import Keys, Purpose, derived

CHUNK_BYTES = 1 << 16
_MAGIC = b"QMC1"
_SALT_BYTES = 16
_HEADER = struct.Struct(f">4sI{_SALT_BYTES}s")
HEADER_BYTES = _HEADER.size
_TAG_BYTES = 16
_SEALED_CHUNK = CHUNK_BYTES + _TAG_BYTES
_NONCE = struct.Struct(">7xIB")
"""Number of the chunk, and 1 for the last one."""


def seal(keys: Keys, content: bytes | memoryview) -> bytes:
    """``content`` as it may lie on the disk."""
    header = _HEADER.pack(_MAGIC, keys.current, os.urandom(_SALT_BYTES))
    cipher = _cipher(keys, header)
    view = memoryview(content)
    chunks = max(1, -(-len(view) // CHUNK_BYTES))
    parts = [header]
    for number in range(chunks):
        chunk = view[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES]
        nonce = _NONCE.pack(number, number == chunks - 1)
        parts.append(cipher.encrypt(nonce, chunk, header))
    return b"".join(parts)


def unseal(keys: Keys, sealed: bytes) -> bytes:
    """What :func:`seal` was given. Errors: SEALED_FILE_DAMAGED, KEY_UNKNOWN."""
    return SealedReader(keys, io.BytesIO(sealed)).read()


def key_number(sealed: BinaryIO) -> int:
    """Which master key the file at its beginning was sealed with. Errors: SEALED_FILE_DAMAGED."""
    return int(_unpacked(sealed.read(HEADER_BYTES))[1])


def is_sealed(beginning: bytes) -> bool:
    """Whether a file that begins so was written by :func:`seal`."""
    return beginning.startswith(_MAGIC)


class SealedReader(io.BufferedReader):
    """The content of a sealed file, read from any place without opening what lies before it.

    Errors of reading: SEALED_FILE_DAMAGED, KEY_UNKNOWN. Closes ``sealed`` with itself.
    """

    def __init__(self, keys: Keys, sealed: BinaryIO) -> None:
        super().__init__(_Chunks(keys, sealed), CHUNK_BYTES)


class _Chunks(io.RawIOBase):
    def __init__(self, keys: Keys, sealed: BinaryIO) -> None:
        self._sealed = sealed
        header = sealed.read(HEADER_BYTES)
        _unpacked(header)
        self._header, self._cipher = header, _cipher(keys, header)
        body = sealed.seek(0, io.SEEK_END) - HEADER_BYTES
        self._count = max(1, -(-body // _SEALED_CHUNK))
        self._size = body - self._count * _TAG_BYTES
        if self._size < 0:
            raise AppError(Code.SEALED_FILE_DAMAGED)
        self._at = 0
        self._opened: tuple[int, bytes] | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        number, within = divmod(self._at, CHUNK_BYTES)
        # The last chunk is opened at the end as well: what was cut off must not look like one.
        part = self._chunk(min(number, self._count - 1))
        found = part[within : within + len(buffer)] if number < self._count else b""
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        self._sealed.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._opened is None or self._opened[0] != number:
            self._sealed.seek(HEADER_BYTES + number * _SEALED_CHUNK)
            nonce = _NONCE.pack(number, number == self._count - 1)
            try:
                plain = self._cipher.decrypt(nonce, self._sealed.read(_SEALED_CHUNK), self._header)
            except InvalidTag as error:
                raise AppError(Code.SEALED_FILE_DAMAGED) from error
            self._opened = (number, plain)
        return self._opened[1]


def _cipher(keys: Keys, header: bytes) -> AESGCM:
    _, number, salt = _unpacked(header)
    try:
        master = keys.key(Purpose.FILES, number)
    except KeyError as error:
        raise AppError(Code.KEY_UNKNOWN, number=number) from error
    return AESGCM(derived(master, b"quay file", salt))


def _unpacked(header: bytes) -> tuple[bytes, int, bytes]:
    if len(header) != HEADER_BYTES or not is_sealed(header):
        raise AppError(Code.SEALED_FILE_DAMAGED)
    magic, number, salt = _HEADER.unpack(header)
    return magic, number, salt
