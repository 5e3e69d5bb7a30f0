"""What follows the last signature: nothing, validation data, or a change that must be named."""

import re

from pyhanko.pdf_utils.generic import IndirectObject
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.pdf_utils.xref import XRefSectionType
from pyhanko.sign.diff_analysis import (
    ModificationLevel,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.rules.file_structure_rules import (
    CatalogModificationRule,
    ObjectStreamRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import DSSCompareRule
from pyhanko.sign.diff_analysis.rules.metadata_rules import DocInfoRule, MetadataUpdateRule

from signing.verification.document import Document, Signature, Structure, entry
from signing.verification.reasons import Reason

_END = re.compile(
    rb"\s*(<<((?!startxref|%%EOF).)*>>)?\s*startxref\s+\d+\s+%%EOF(\r\n|\r|\n)?", re.DOTALL
)
"""From the end of a cross-reference table (with its trailer) or stream to the end of the file."""
_HYBRID = (XRefSectionType.HYBRID_MAIN, XRefSectionType.HYBRID_STREAM)


def tail_reasons(document: Document, signatures: tuple[Signature, ...]) -> set[Reason]:
    """What lies between the end of the last signed revision and the end of the file."""
    last = signatures[-1]
    reasons = _structure_reasons(document, signatures)
    if last.end == len(document.data):
        return reasons
    newest = document.reader.xrefs.total_revisions - 1
    end = document.reader.xrefs.get_xref_container_info(newest).end_location
    if not _END.fullmatch(document.data, end):
        reasons.add(Reason.TRAILING_DATA)
    if not _only_validation_data(document, last.revision):
        reasons.add(Reason.CHANGED_SINCE_LAST_SIGNATURE)
    return reasons


def _structure_reasons(document: Document, signatures: tuple[Signature, ...]) -> set[Reason]:
    reasons: set[Reason] = set()
    xrefs = document.reader.xrefs
    later = range(signatures[0].revision + 1, xrefs.total_revisions)
    if any(xrefs.get_xref_container_info(r).xref_section_type in _HYBRID for r in later):
        reasons.add(Reason.HYBRID_AFTER_SIGNING)
    if document.structure is Structure.LENIENT:
        alone = len(signatures) == 1 and signatures[0].end == len(document.data)
        reasons.add(Reason.STRUCTURE_LENIENT if alone else Reason.STRUCTURE_FAULTY)
    return reasons


def _only_validation_data(document: Document, signed: int) -> bool:
    """Whether each revision after ``signed`` adds to the /DSS (ETSI EN 319 142-1) and no more.

    The date of the metadata may change with it.
    """
    level = ModificationLevel.LTA_UPDATES
    policy = StandardDiffPolicy(
        global_rules=[
            CatalogModificationRule(),
            DocInfoRule().as_qualified(level),
            XrefStreamRule().as_qualified(level),
            ObjectStreamRule().as_qualified(level),
            DSSCompareRule().as_qualified(level),
            MetadataUpdateRule().as_qualified(level),
        ],
        form_rule=None,
        ignore_orphaned_objects=False,
    )
    reader = document.reader
    before = reader.get_historical_resolver(signed)
    for revision in range(signed + 1, reader.xrefs.total_revisions):
        after = reader.get_historical_resolver(revision)
        if not _answers(after) - _answers(before):
            return False
        try:
            policy.apply(before, after)
        except SuspiciousModification:
            return False
        before = after
    return True


def _answers(handler: PdfHandler) -> set[int]:
    """Object numbers of the certificates and answers in the /DSS."""
    store = entry(handler.root, "/DSS", {})
    lists = (entry(store, name, ()) for name in ("/Certs", "/CRLs", "/OCSPs"))
    return {each.idnum for found in lists for each in found if isinstance(each, IndirectObject)}
