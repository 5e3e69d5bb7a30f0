"""Opening a file that may be hostile, and the signatures that it declares."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject
from pyhanko.pdf_utils.misc import PdfError, PdfReadError, PdfStrictReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature

from app.pdf_content import Pdf, PdfInMemory
from signing.verification.reasons import Reason

PARSING_ERRORS = (PdfError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What pyHanko and asn1crypto raise on malformed files, by experience."""
MAX_BYTES = 256 * 1024 * 1024
MAX_REVISIONS = 200
_HEADER_WITHIN = 1024
"""Where readers look for ``%PDF-`` (ISO 32000-1, implementation note 13)."""


class Refused(Exception):
    """The file cannot be examined; carries the reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Structure(StrEnum):
    STRICT = "strict"
    LENIENT = "lenient"  # read with the faults that pyHanko forgives


@dataclass(frozen=True)
class Document:
    data: bytes
    reader: PdfFileReader
    structure: Structure


class Signature(EmbeddedPdfSignature):
    """A filled signature field with its parsed CMS object."""

    def __init__(self, reader: PdfFileReader, field: IndirectObject, name: str) -> None:
        super().__init__(reader, field.get_object(), name)
        self.reference = field
        if len(self.byte_range) != 4 or any(int(each) != each for each in self.byte_range):
            raise ValueError("ByteRange is not four integers")

    def _enforce_hybrid_xref_policy(self) -> None:
        """Hybrid files are judged once for the whole file, by the place of their sections.

        pyHanko refuses all of them, and word processors make them every day.
        """

    @property
    def name(self) -> str:
        return str(self.fq_name)

    @property
    def is_timestamp(self) -> bool:
        return bool(self.sig_object_type == "/DocTimeStamp")

    @property
    def revision(self) -> int:
        return int(self.signed_revision)

    @property
    def end(self) -> int:
        """Length of the file that this signature says it signed."""
        return int(self.byte_range[-2]) + int(self.byte_range[-1])

    def widgets(self) -> Iterator[IndirectObject]:
        """References of the field itself and of its children, widgets among them."""
        yield self.reference
        kids = entry(self.sig_field, "/Kids", ())
        yield from (kid for kid in kids if isinstance(kid, IndirectObject))


def entry(dictionary: Any, name: str, default: Any = None) -> Any:
    """The value of ``name`` with references followed; ``dict.get`` would not follow them."""
    return dictionary[name] if name in dictionary else default  # noqa: SIM401


def read_bytes(pdf: Pdf) -> bytes:
    """The whole file, if it can be a PDF at all. Raises Refused."""
    data = pdf.content if isinstance(pdf, PdfInMemory) else _of_file(pdf)
    if not data:
        raise Refused(Reason.FILE_EMPTY)
    if b"%PDF-" not in data[:_HEADER_WITHIN]:
        raise Refused(Reason.NOT_A_PDF)
    return data


def _of_file(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():  # a named pipe would make us wait
            raise Refused(Reason.FILE_UNREADABLE)
        if path.stat().st_size > MAX_BYTES:
            raise Refused(Reason.FILE_TOO_LARGE)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Refused(Reason.FILE_MISSING) from error
    except OSError as error:
        raise Refused(Reason.FILE_UNREADABLE) from error


def open_document(data: bytes, structure: Structure) -> Document:
    """Parse ``data``. Raises Refused; PdfStrictReadError when LENIENT may do better."""
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=structure is Structure.STRICT)
        if reader.encrypted:
            raise Refused(Reason.ENCRYPTED)
        if reader.xrefs.total_revisions > MAX_REVISIONS:
            raise Refused(Reason.TOO_MANY_REVISIONS)
    except PdfStrictReadError:
        raise
    except PARSING_ERRORS as error:
        raise Refused(Reason.DAMAGED) from error
    return Document(data, reader, structure)


def find_signatures(document: Document) -> tuple[tuple[Signature, ...], frozenset[Reason]]:
    """Signatures and document time stamps in the order of their revisions.

    pyHanko's own list leaves out what it does not understand, and such a file would look
    unsigned.
    """
    found: list[Signature] = []
    reasons: set[Reason] = set()
    known = {each.value for each in SigSeedSubFilter}
    for name, value, field in enumerate_sig_fields(document.reader, filled_status=True):
        content = value.get_object()
        if not isinstance(content, DictionaryObject):
            raise PdfReadError("signature value is no dictionary")
        if entry(content, "/SubFilter") not in known:
            reasons.add(Reason.SIGNATURE_FORMAT_UNKNOWN)
            continue
        try:
            found.append(Signature(document.reader, field, name))
        except PdfStrictReadError:
            raise
        except PARSING_ERRORS:
            reasons.add(Reason.SIGNATURE_UNREADABLE)
    found.sort(key=lambda each: (each.revision, each.end))
    return tuple(found), frozenset(reasons)
