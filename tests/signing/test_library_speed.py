"""What is done faster than by the libraries is done alike, errors and position included."""

import io
from typing import Any

from asn1crypto import x509
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic

from signing import library_speed
from signing.library_speed import prepared_name, read_hex_string

generic_reader: Any = library_speed._read_by_byte
BYTES = st.text("0123456789abcdefABCDEF <>%()\n\r\t\f\0gG", max_size=60).map(str.encode)


def outcome(read: Any, content: bytes) -> Any:
    stream = io.BytesIO(content)
    try:
        said = read(stream)
        return type(said), said, stream.tell()
    except Exception as error:  # noqa: BLE001 (any of them, to be compared)
        return type(error), str(error)


@given(
    BYTES, st.sampled_from([b"", b">", b"> /Next <31>", b"0" * 40_000 + b">", b"1" * 16_383 + b">"])
)
def test_hexadecimal_strings_are_read_as_pyhanko_reads_them(inside: bytes, end: bytes) -> None:
    assert outcome(read_hex_string, b"<" + inside + end) == outcome(
        generic_reader, b"<" + inside + end
    )


@given(st.text(max_size=40))
def test_names_are_prepared_as_asn1crypto_prepares_them(text: str) -> None:
    def prepared(by: Any) -> Any:
        try:
            return by(text)
        except Exception as error:  # noqa: BLE001 (any of them, to be compared)
            return type(error)

    slow = library_speed._prepared
    assert prepared(prepared_name) == prepared(lambda each: slow(None, each))


def test_both_are_in_use() -> None:
    import signing.trust

    assert signing.trust
    assert generic.read_hex_string_from_stream is read_hex_string
    text = x509.DirectoryString("utf8_string", x509.UTF8String("  Đào\u00adThị  "))
    value = x509.NameTypeAndValue({"type": "common_name", "value": text})
    before = prepared_name.cache_info().misses
    assert value.prepped_value == prepared_name("  Đào\u00adThị  ")
    assert prepared_name.cache_info().misses == before + 1
