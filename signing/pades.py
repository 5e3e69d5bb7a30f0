"""PAdES signatures (EN 319 142-1) in PDF files: baseline B-B, B-T with a time-stamp service."""

import io
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from uuid import uuid4

from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
)
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest, SignatureObject

from app.errors import AppError, Code
from app.pdf_content import Pdf
from signing.cms import CmsBuilder
from signing.device import SigningSession
from signing.earlier_signatures import confirm_new_signature, confirm_only_signature
from signing.placement import PageGeometry, Placement, require_inside
from signing.profiles import Lock
from signing.source import OpenSource, damaged_unless_read, open_source, read_pdf
from signing.stamp import Stamp
from signing.timestamps import Timestamper


@dataclass(frozen=True)
class SignedPdf:
    """What was made."""

    content: bytes = field(repr=False)
    field: str
    """Name of the signature field, unique in the file."""
    level: str
    """``B-B`` or ``B-T``."""
    timestamp_error: Code | None
    """Why there is no time stamp although one was asked for."""


def sign_pdf(
    *,
    source: Pdf | OpenSource,
    session: SigningSession,
    stamp: Stamp,
    placement: Placement,
    signing_time: datetime,
    lock: Lock = Lock.OWN_FIELD,
    chain: Iterable[x509.Certificate] = (),
    timestamper: Timestamper | None = None,
    mark: str = "",
) -> SignedPdf:
    """``source`` with one more signature.

    A ``source`` that is open already is not read again. ``stamp`` becomes the appearance as it is;
    ``signing_time`` must be aware; ``chain`` are the authorities between the signer and a root;
    ``mark`` begins what is unique in the field's name. The revision is appended, nothing of
    ``source`` is rewritten, and every signature of the result is checked. Runs on the thread of
    ``session``.

    Errors: those of :func:`signing.source.check_source` and of ``session.sign``, PAGE_ABSENT,
    PLACEMENT_OUTSIDE_PAGE, SIGNATURE_NOT_CONFIRMED.
    """
    builder = CmsBuilder(session, chain=chain, timestamper=timestamper)
    field_name = f"Signature-{mark}{uuid4().hex}"
    output = io.BytesIO()
    with _open(source) as paper:
        with damaged_unless_read():
            prepared = _write_unsigned(
                paper,
                output,
                field=_Field(field_name, placement, stamp, lock),
                digest=builder.digest,
                signature=SignatureObject(
                    timestamp=signing_time,
                    subfilter=SigSeedSubFilter.PADES,
                    bytes_reserved=2 * builder.room,
                ),
            )
        cms = builder.build(prepared.document_digest)
        prepared.fill_with_cms(output, cms)
        output.seek(0)
        if paper.facts.signatures:
            with damaged_unless_read():
                confirm_new_signature(read_pdf(output), field_name, session.certificate.der)
        else:
            confirm_only_signature(output, prepared, digest=builder.digest, cms=cms)
    stamped = timestamper is not None and builder.timestamp_error is None
    level = "B-T" if stamped else "B-B"
    return SignedPdf(output.getvalue(), field_name, level, builder.timestamp_error)


@dataclass(frozen=True)
class _Field:
    name: str
    placement: Placement
    stamp: Stamp
    lock: Lock


def _open(source: Pdf | OpenSource) -> AbstractContextManager[OpenSource]:
    return nullcontext(source) if isinstance(source, OpenSource) else open_source(source)


def _write_unsigned(
    source: OpenSource,
    output: BinaryIO,
    *,
    field: _Field,
    digest: str,
    signature: SignatureObject,
) -> PreparedByteRangeDigest:
    """Append the revision with an empty signature to ``output``."""
    geometry = require_inside(field.placement, source.facts.pages)
    index = field.placement.page - 1
    writer = IncrementalPdfFileWriter.from_reader(source.reader)
    if writer.find_page_for_modification(index)[0].reference != source.pages[index].reference:
        raise AppError(Code.PDF_DAMAGED, error="page count")
    lock = _field_lock(field)
    final = MDPPerm.NO_CHANGES if field.lock is Lock.EVERYTHING else None
    box = geometry.to_user_space(field.placement.rect)
    embedder = PdfCMSEmbedder(
        SigFieldSpec(
            field.name,
            on_page=index,
            box=(box.x0, box.y0, box.x1, box.y1),  # type: ignore[arg-type]
            field_mdp_spec=lock,
            doc_mdp_update_value=final,
        )
    ).write_cms(field.name, writer)
    widget = next(embedder).get_object()
    _show(widget, field.stamp, geometry, writer)
    embedder.send(
        SigObjSetup(
            sig_placeholder=signature,
            mdp_setup=SigMDPSetup(md_algorithm=digest, field_lock=lock, docmdp_perms=final),
        )
    )
    prepared: PreparedByteRangeDigest
    prepared, _ = embedder.send(SigIOSetup(md_algorithm=digest, output=output))
    return prepared


def _field_lock(field: _Field) -> FieldMDPSpec:
    """Its own field and no DocMDP, or everything for good (docs/decisions/004).

    P=2 would make every later visible signature illegal unless its field was there already.
    """
    if field.lock is Lock.EVERYTHING:
        return FieldMDPSpec(FieldMDPAction.ALL)
    return FieldMDPSpec(FieldMDPAction.INCLUDE, [field.name])


def _show(
    widget: generic.DictionaryObject,
    stamp: Stamp,
    page: PageGeometry,
    writer: IncrementalPdfFileWriter,
) -> None:
    """Make ``stamp`` the appearance of ``widget``, upright on the page."""
    form = stamp.add_to(writer)
    form.get_object()[pdf_name("/Matrix")] = generic.ArrayObject(
        generic.NumberObject(value) for value in page.upright
    )
    widget[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form})
    if page.rotation:
        widget[pdf_name("/MK")] = generic.DictionaryObject(
            {pdf_name("/R"): generic.NumberObject(page.rotation)}
        )
