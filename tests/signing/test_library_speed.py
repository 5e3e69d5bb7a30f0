"""What is done faster than by the libraries is done alike, errors and position included."""

import io
from typing import Any

from asn1crypto import x509
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic

from signing import library_speed
from signing.library_speed import (
    decode_name,
    known_certificate,
    prepared_name,
    read_hex_string,
    same_names,
)
from signing.trust import TrustStore

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


ESCAPED = st.one_of(st.binary(max_size=12), st.text("AZaz09#Ff2", max_size=12).map(str.encode))


@given(ESCAPED)
def test_names_of_pdf_are_read_as_pyhanko_reads_them(escaped: bytes) -> None:
    def read(by: Any) -> Any:
        try:
            return type(by(escaped)), by(escaped)
        except Exception as error:  # noqa: BLE001 (any of them, to be compared)
            return type(error), str(error)

    assert read(decode_name) == read(library_speed._decode_by_byte)


def test_names_of_pdf_are_objects_of_their_own() -> None:
    # pyHanko notes in each where in the file it was read.
    assert decode_name(b"Type") is not decode_name(b"Type")


@given(st.text(max_size=12).map(lambda text: f"/{text}") | st.text(max_size=3))
def test_names_of_pdf_are_written_as_pyhanko_writes_them(name: str) -> None:
    def written(by: Any) -> Any:
        stream = io.BytesIO()
        try:
            by(generic.NameObject(name), stream)
        except Exception as error:  # noqa: BLE001 (any of them, to be compared)
            return type(error), str(error)
        return stream.getvalue()

    assert written(library_speed.write_name) == written(library_speed._write_by_byte)


KINDS = ("common_name", "organization_name", "country_name")
NAMES = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(["Sở", " sở ", "SỞ", "Nội vụ", "", "a  b"])),
    max_size=3,
)


def name_of(parts: list[tuple[str, str]], encoding: str = "utf8_string") -> x509.RDNSequence:
    built = x509.RDNSequence(
        x509.RelativeDistinguishedName(
            [{"type": kind, "value": x509.DirectoryString(encoding, text)}]
        )
        for kind, text in parts
    )
    return x509.RDNSequence.load(built.dump())


@given(NAMES, NAMES, st.sampled_from(["utf8_string", "bmp_string"]))
def test_names_are_compared_as_asn1crypto_compares_them(
    parts: list[tuple[str, str]], others: list[tuple[str, str]], encoding: str
) -> None:
    for pair in ((parts, others), (parts, parts)):
        one, other = name_of(pair[0]), name_of(pair[1], encoding)
        assert same_names(one, other) == library_speed._same_names(one, other)
        assert one.hashable == library_speed._hashable(one)
    assert not same_names(name_of(parts), "a name")


def test_a_certificate_is_parsed_once_and_stays_what_it_is(trust: TrustStore) -> None:
    root, other = trust.anchors[0].dump(), trust.intermediates[0].dump()
    first, again = x509.Certificate.load(root), x509.Certificate.load(root)
    assert known_certificate(first) is known_certificate(again)
    assert known_certificate(first).dump() == root
    assert known_certificate(x509.Certificate.load(other)).dump() == other


def test_a_certificate_that_cannot_be_parsed_is_left_to_whoever_looks(trust: TrustStore) -> None:
    root = trust.anchors[0].dump()
    broken = x509.Certificate.load(root[:4] + b"\x05\x00" * 8 + root[20:])
    assert known_certificate(broken) is not known_certificate(broken)
    assert known_certificate(broken).dump() == broken.dump()


def test_all_are_in_use() -> None:
    import signing.trust

    assert signing.trust
    assert generic.read_hex_string_from_stream is read_hex_string
    assert generic._decode_name is decode_name
    assert generic.NameObject.write_to_stream is library_speed.write_name
    assert x509.RDNSequence.__eq__ is same_names
    assert x509.Certificate.untag is known_certificate
    text = x509.DirectoryString("utf8_string", x509.UTF8String("  Đào\u00adThị  "))
    value = x509.NameTypeAndValue({"type": "common_name", "value": text})
    before = prepared_name.cache_info().misses
    assert value.prepped_value == prepared_name("  Đào\u00adThị  ")
    assert prepared_name.cache_info().misses == before + 1
