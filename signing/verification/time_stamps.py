"""Time stamps inside signatures and on the document, and the moment that they prove."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.validation.generic_cms import (
    extract_tst_data_iter,
    message_imprint_checker,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_timestamp
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    SignatureCoverageLevel,
    TimestampSignatureStatus,
)
from pyhanko_certvalidator.path import ValidationPath

from signing.trust import Revocation, TrustStore
from signing.verification.document import Signature
from signing.verification.validation_data import ValidationData


@dataclass(frozen=True)
class TimeStamp:
    moment: datetime
    status: TimestampSignatureStatus

    @property
    def path(self) -> ValidationPath | None:
        """The trusted path of its authority, None when the stamp proves nothing."""
        return self.status.validation_path if self.status.trusted else None


@dataclass(frozen=True)
class DocumentStamp:
    """A document time stamp; it proves the moment for every signature below it."""

    signature: Signature
    stamp: TimeStamp
    status: DocumentTimestampStatus

    @property
    def proves(self) -> bool:
        return (
            self.stamp.path is not None
            and self.status.coverage is not None
            and self.status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
            and isinstance(self.status.diff_result, DiffResult)
        )


async def stamp_of(
    signature: Signature, *, trust: TrustStore, data: ValidationData
) -> TimeStamp | None:
    """The time stamp among the unsigned attributes of ``signature`` (ETSI EN 319 122-1 §5.3)."""
    if not isinstance(signature.signer_info["unsigned_attrs"], cms.CMSAttributes):
        return None
    token = next(extract_tst_data_iter(signature.signer_info, signed=False), None)
    if token is None:
        return None
    moment = _generation_time(token)
    context = trust.validation_context(
        moment=moment, revocation=Revocation.IGNORED, others=data.certificates
    )
    found = await validate_tst_signed_data(
        token, context, message_imprint_checker(signature.signer_info)
    )
    return TimeStamp(moment, TimestampSignatureStatus(**found))


async def document_stamp(
    signature: Signature, *, trust: TrustStore, data: ValidationData
) -> DocumentStamp:
    """``signature``, which is a document time stamp, with what pyHanko says of it."""
    moment = _generation_time(signature.signed_data)
    context = trust.validation_context(
        moment=moment, revocation=Revocation.IGNORED, others=data.certificates
    )
    status = await async_validate_pdf_timestamp(signature, context)
    return DocumentStamp(signature, TimeStamp(moment, status), status)


def proving_stamp(
    signature: Signature, own: TimeStamp | None, later: Sequence[DocumentStamp]
) -> TimeStamp | None:
    """The earliest valid stamp on ``signature``: its own, else one on a later revision."""
    if own is not None and own.path is not None:
        return own
    above = [each.stamp for each in later if each.proves and _is_above(each.signature, signature)]
    return min(above, key=lambda each: each.moment, default=None)


def _is_above(stamp: Signature, signature: Signature) -> bool:
    return stamp.revision > signature.revision and stamp.end > signature.end


def _generation_time(token: cms.SignedData) -> datetime:
    moment: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return moment
