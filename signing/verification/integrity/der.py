"""The bare structure of a BER or DER encoding (X.690): elements that fill their container exactly.

asn1crypto skips what it does not expect, so that zeros behind the last field, or an optional field
under another tag, would pass unseen.
"""

from typing import NamedTuple

_CONSTRUCTED = 0x20
_INDEFINITE = 0x80
_LONG_TAG = 0x1F


class Element(NamedTuple):
    tag: int
    """The identifier octet with its class and its constructed bit."""
    children: tuple["Element", ...] = ()

    @property
    def tags(self) -> tuple[int, ...]:
        """The tags of the children, in their order."""
        return tuple(each.tag for each in self.children)


def element(data: bytes) -> Element:
    """The one element that ``data`` is.

    Raises ValueError when it is more or less than one, or not well-formed at any depth.
    """
    found, end = _read(data, 0, len(data))
    if end != len(data):
        raise ValueError("bytes behind the element")
    return found


def _read(data: bytes, start: int, limit: int) -> tuple[Element, int]:
    if start + 2 > limit or data[start] & _LONG_TAG == _LONG_TAG or data[start] == 0:
        raise ValueError("no element")
    tag, length, place = data[start], data[start + 1], start + 2
    if length == _INDEFINITE:
        return _read_indefinite(data, start, limit)
    if length > _INDEFINITE:
        octets = length - _INDEFINITE
        length = int.from_bytes(data[place : place + octets], "big")
        place += octets
        if length < 0x80 or length.bit_length() <= 8 * (octets - 1):
            raise ValueError("length is not minimal")
    end = place + length
    if end > limit:
        raise ValueError("element reaches beyond its container")
    children = []
    while tag & _CONSTRUCTED and place < end:
        child, place = _read(data, place, end)
        children.append(child)
    return Element(tag, tuple(children)), end


def _read_indefinite(data: bytes, start: int, limit: int) -> tuple[Element, int]:
    if not data[start] & _CONSTRUCTED:
        raise ValueError("indefinite length of a primitive")
    place, children = start + 2, []
    while data[place : place + 2] != b"\x00\x00":
        child, place = _read(data, place, limit)
        children.append(child)
    return Element(data[start], tuple(children)), place + 2
