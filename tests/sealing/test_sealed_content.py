"""What lies on the disk is unreadable, and any change to it is noticed."""

import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError, Code
from app.sealing.keys import Keys
from app.sealing.sealed_content import (
    CHUNK_BYTES,
    SealedReader,
    is_sealed,
    key_number,
    seal,
    unseal,
)

KEYS = Keys({1: bytes(range(32))})
SIZES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 200_000)
HEADER_BYTES, TAG_BYTES = 24, 16


def code_of(error: pytest.ExceptionInfo[AppError]) -> Code:
    return error.value.code


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_comes_back(size: int) -> None:
    content = os.urandom(size)
    sealed = seal(KEYS, content)
    assert unseal(KEYS, sealed) == content
    chunks = max(1, -(-size // CHUNK_BYTES))
    assert len(sealed) == HEADER_BYTES + size + chunks * TAG_BYTES
    assert is_sealed(sealed)
    assert not is_sealed(b"%PDF-1.7")


def test_nothing_of_the_content_can_be_read() -> None:
    content = "Nguyễn Thị Đức ".encode() * 10_000
    sealed = seal(KEYS, content)
    assert "Đức".encode() not in sealed
    assert len(set(sealed[HEADER_BYTES : HEADER_BYTES + 4096])) > 200, "looks random"


def test_two_files_of_the_same_content_look_different() -> None:
    assert seal(KEYS, b"x" * 1000)[HEADER_BYTES:] != seal(KEYS, b"x" * 1000)[HEADER_BYTES:]


@pytest.mark.parametrize("size", [0, 100, CHUNK_BYTES, 2 * CHUNK_BYTES + 5])
def test_each_byte_counts(size: int) -> None:
    sealed = seal(KEYS, os.urandom(size))
    places = {0, 5, 9, HEADER_BYTES - 1, HEADER_BYTES, len(sealed) // 2, len(sealed) - 1}
    for place in places:
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(AppError) as error:
            unseal(KEYS, bytes(changed))
        assert code_of(error) in {Code.SEALED_FILE_DAMAGED, Code.KEY_UNKNOWN}


@pytest.mark.parametrize("kept", [0, 3, HEADER_BYTES, HEADER_BYTES + 15, CHUNK_BYTES + 40, -1, -17])
def test_a_file_that_was_cut_is_noticed(kept: int) -> None:
    sealed = seal(KEYS, os.urandom(3 * CHUNK_BYTES + 10))
    with pytest.raises(AppError) as error:
        unseal(KEYS, sealed[:kept])
    assert code_of(error) is Code.SEALED_FILE_DAMAGED


def test_a_file_cut_between_two_chunks_is_noticed() -> None:
    sealed = seal(KEYS, os.urandom(3 * CHUNK_BYTES))
    with pytest.raises(AppError) as error:
        unseal(KEYS, sealed[: HEADER_BYTES + 2 * (CHUNK_BYTES + 16)])
    assert code_of(error) is Code.SEALED_FILE_DAMAGED


def test_chunks_cannot_change_places_or_come_from_another_file() -> None:
    chunk = CHUNK_BYTES + 16
    one = seal(KEYS, b"a" * 3 * CHUNK_BYTES)
    other = seal(KEYS, b"b" * 3 * CHUNK_BYTES)
    first, second = HEADER_BYTES, HEADER_BYTES + chunk
    swapped = one[:first] + one[second : second + chunk] + one[first:second] + one[second + chunk :]
    mixed = one[:first] + other[first:second] + one[second:]
    for forged in (swapped, mixed):
        with pytest.raises(AppError) as error:
            unseal(KEYS, forged)
        assert code_of(error) is Code.SEALED_FILE_DAMAGED


def test_another_profile_cannot_read_it() -> None:
    sealed = seal(KEYS, b"content")
    with pytest.raises(AppError) as error:
        unseal(Keys({1: bytes(32)}), sealed)
    assert code_of(error) is Code.SEALED_FILE_DAMAGED


def test_older_keys_open_what_they_sealed_and_the_newest_seals() -> None:
    old = seal(KEYS, b"content")
    both = Keys({1: KEYS.masters[1], 2: bytes(32)})
    assert unseal(both, old) == b"content"
    assert key_number(io.BytesIO(old)) == 1
    new = seal(both, b"content")
    assert key_number(io.BytesIO(new)) == 2
    with pytest.raises(AppError) as error:
        unseal(KEYS, new)
    assert code_of(error) is Code.KEY_UNKNOWN


@settings(max_examples=60)
@given(data=st.data(), size=st.integers(0, 3 * CHUNK_BYTES + 7))
def test_a_reader_is_like_a_file(data: st.DataObject, size: int) -> None:
    content = os.urandom(size)
    plain, sealed = io.BytesIO(content), SealedReader(KEYS, io.BytesIO(seal(KEYS, content)))
    for _ in range(8):
        offset = data.draw(st.integers(0, size + 10))
        count = data.draw(st.integers(0, size + 10))
        plain.seek(offset)
        sealed.seek(offset)
        assert sealed.read(count) == plain.read(count)
        assert sealed.tell() == plain.tell()
    assert sealed.seek(0, io.SEEK_END) == size
    assert sealed.readable()
    assert sealed.seekable()


def test_keys_are_not_shown() -> None:
    assert "1:" not in repr(KEYS)
    assert repr(KEYS) == "Keys()"
