"""Signatures that a file has already: may another be added, and do they all still hold?"""

import hashlib
from typing import BinaryIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPAction, enumerate_sig_fields
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import read_certification_data
from pyhanko.sign.validation.status import SignatureCoverageLevel

from app.errors import AppError, Code


def forbid_when_locked(reader: PdfFileReader) -> list[EmbeddedPdfSignature]:
    """The signatures and document time stamps of a file that allows one more.

    A new visible field is illegal after any DocMDP entry, whatever its P, and after a FieldMDP
    entry that locks fields which it does not name (ISO 32000-2, 12.8.2).
    Errors: SIGNING_FORBIDDEN_BY_FILE with ``reason``: ``certified``, ``locked``, ``broken`` when an
    earlier signature does not hold as the file is, ``unreadable`` when it is of no known kind.
    """
    try:
        found: list[EmbeddedPdfSignature] = list(reader.embedded_signatures)
        reason = _obstacle(reader, found)
    # Fail closed: old kinds of signatures and hostile ones make the reader raise anything.
    except Exception as error:
        raise AppError(Code.SIGNING_FORBIDDEN_BY_FILE, reason="unreadable") from error
    if reason:
        raise AppError(Code.SIGNING_FORBIDDEN_BY_FILE, reason=reason)
    return found


def _obstacle(reader: PdfFileReader, found: list[EmbeddedPdfSignature]) -> str:
    # The reader passes over signatures of kinds that it does not know.
    if len(found) != sum(1 for _ in enumerate_sig_fields(reader, filled_status=True)):
        return "unreadable"
    if read_certification_data(reader) is not None:
        return "certified"
    for signature in found:
        fields = signature.fieldmdp
        if signature.docmdp_level is not None or (
            fields is not None and fields.action is not FieldMDPAction.INCLUDE
        ):
            return "locked"
    return "" if all(holds(each) for each in found) else "broken"


def confirm_new_signature(reader: PdfFileReader, field_name: str, certificate: bytes) -> None:
    """Raise unless the file as written holds all earlier signatures and the new one.

    The new one must cover the whole file and be made by ``certificate`` (DER).
    Errors: SIGNATURE_NOT_CONFIRMED for the new one, SIGNING_FORBIDDEN_BY_FILE with ``reason``
    ``would_break`` when an earlier one turned illegal.
    """
    signatures: list[EmbeddedPdfSignature] = list(reader.embedded_signatures)
    new = [each for each in signatures if each.field_name == field_name]
    if (
        len(new) != 1
        or not holds(new[0])
        or new[0].evaluate_signature_coverage() is not SignatureCoverageLevel.ENTIRE_FILE
        or new[0].signer_cert.dump() != certificate
    ):
        raise AppError(Code.SIGNATURE_NOT_CONFIRMED)
    if not all(holds(each) for each in signatures if each is not new[0]):
        raise AppError(Code.SIGNING_FORBIDDEN_BY_FILE, reason="would_break")


def confirm_only_signature(
    output: BinaryIO, prepared: PreparedByteRangeDigest, *, digest: str, cms: bytes
) -> None:
    """Raise unless a file as written is what was signed, with ``cms`` as its only signature.

    ``prepared`` knows where ``/Contents`` lies; everything else is signed (ISO 32000-2, 12.8.1).
    A file without earlier signatures has no revision to compare, hence no more to confirm.
    Errors: SIGNATURE_NOT_CONFIRMED.
    """
    written = output.read()
    start, end = prepared.reserved_region_start, prepared.reserved_region_end
    hashed = hashlib.new(digest, written[:start])
    hashed.update(written[end:])
    contents = bytes.fromhex(written[start + 1 : end - 1].decode())
    if hashed.digest() != prepared.document_digest or contents.rstrip(b"\0") != cms.rstrip(b"\0"):
        raise AppError(Code.SIGNATURE_NOT_CONFIRMED)


def holds(signature: EmbeddedPdfSignature) -> bool:
    """Intact, made by its certificate's key, and followed by nothing but allowed changes.

    Says nothing about trust, which is for verification to judge.
    """
    signature.compute_integrity_info()
    if not signature.summarise_integrity_info()["docmdp_ok"]:
        return False
    if signature.sig_object_type != "/Sig":
        return True
    intact, valid = validate_sig_integrity(
        signature.signer_info, signature.signer_cert, "data", signature.compute_digest()
    )
    return intact and valid
