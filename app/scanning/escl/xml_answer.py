"""XML of a device that nobody vouches for: no document type, hence no entities; names only."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from app.errors import AppError, Code

LARGEST_XML = 1_000_000
"""Bytes; devices with many profiles send 60,000."""


class _NoDocumentType(ET.TreeBuilder):
    def doctype(self, *_declared: str | None) -> None:
        raise AppError(Code.SCANNER_ANSWER_UNREADABLE, said="DOCTYPE")


def read_xml(content: bytes, *, root: str) -> Element:
    """The root element, which must be called ``root`` whatever its namespace.

    Errors: SCANNER_ANSWER_UNREADABLE.
    """
    # Entities can only be declared in a document type, which ends the parsing before its content.
    parser = ET.XMLParser(target=_NoDocumentType())  # noqa: S314
    try:
        parser.feed(content)
        found: Element = parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:  # LookupError: unknown encoding
        raise AppError(Code.SCANNER_ANSWER_UNREADABLE, said="XML") from error
    if local_name(found) != root:
        raise AppError(Code.SCANNER_ANSWER_UNREADABLE, said=local_name(found)[:60])
    return found


def local_name(element: Element) -> str:
    """Without the namespace: makers put elements of eSCL and of PWG into either."""
    return element.tag.rpartition("}")[2]


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children called ``name``."""
    return (each for each in (() if element is None else element) if local_name(each) == name)


def descendants(element: Element, name: str) -> Iterator[Element]:
    """All elements below that are called ``name``."""
    return (each for each in element.iter() if each is not element and local_name(each) == name)


def child(element: Element | None, name: str) -> Element | None:
    """The first child called ``name``."""
    return next(children(element, name), None)


def text(element: Element | None, name: str) -> str:
    """What the first child called ``name`` says; empty when there is none."""
    found = child(element, name)
    return (found.text or "").strip() if found is not None else ""


def number(element: Element | None, name: str) -> int | None:
    """As :func:`text`, a whole number of up to nine digits, else None."""
    said = text(element, name)
    digits = said.removeprefix("-")
    return int(said) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
