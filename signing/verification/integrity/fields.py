"""Signatures that were there once, or are there without being declared."""

import re

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.sign.fields import enumerate_sig_fields

from signing.verification.document import Document, Signature
from signing.verification.reasons import Reason

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")

_CONTENTS = re.compile(rb"/Contents\s*(<)\s*308[0-4]", re.IGNORECASE)
"""A hex string that begins like a CMS object."""


def field_reasons(document: Document, signatures: tuple[Signature, ...]) -> set[Reason]:
    """Signatures of earlier revisions that are gone, and raw ones that no field declares.

    A later revision that drops a signature field, or its value, makes a signed file look
    unsigned; pyHanko looks at the last revision only.
    """
    declared = {tuple(int(number) for number in each.byte_range) for each in signatures}
    reasons: set[Reason] = set()
    once = {ranges for r in _earlier(document) for ranges in _ranges_in(document, r)}
    if once - declared:
        reasons.add(Reason.SIGNATURE_REMOVED)
    raw = {tuple(map(int, found.groups())) for found in _BYTE_RANGE.finditer(document.data)}
    gaps = {ranges[1] for ranges in declared | once if len(ranges) == 4}
    contents = {found.start(1) for found in _CONTENTS.finditer(document.data)}
    if raw - declared - once or contents - gaps:
        reasons.add(Reason.SIGNATURE_UNDECLARED)
    return reasons


def _earlier(document: Document) -> range:
    return range(document.reader.xrefs.total_revisions - 1)


def _ranges_in(document: Document, revision: int) -> set[tuple[int, ...]]:
    found: set[tuple[int, ...]] = set()
    resolver = document.reader.get_historical_resolver(revision)
    for _, value, _ in enumerate_sig_fields(resolver, filled_status=True):
        content = value.get_object()
        if isinstance(content, DictionaryObject) and "/ByteRange" in content:
            found.add(tuple(int(number) for number in content["/ByteRange"]))
    return found
