"""What shows that the certificates behind a signature are good: gathered, and put into the file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from asn1crypto import crl, ocsp
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.registry import CertificateRegistry

from signing.evidence_fetchers import fetchers_of
from signing.level_measure import Rung
from signing.path_errors import path_errors
from signing.trust import Algorithms, Revocation, TrustStore
from signing.validation_evidence import ValidationEvidence
from signing.verification.validation_data import ValidationData


@dataclass(frozen=True)
class Gathered:
    """For one signature or document time stamp, its own time stamp included."""

    rung: Rung
    paths: tuple[ValidationPath, ...]
    ocsps: tuple[ocsp.OCSPResponse, ...]
    crls: tuple[crl.CertificateList, ...]


async def gather(
    rung: Rung,
    *,
    moment: datetime,
    trust: TrustStore,
    evidence: ValidationEvidence,
    data: ValidationData,
) -> Gathered:
    """Paths and revocation answers that show the certificates of ``rung`` good at ``moment``.

    Every certificate below the root needs an answer: pyHanko's own default would go on without.
    Answers given after ``moment`` count, as in :mod:`signing.verification.revocation`.
    Errors: those of :func:`signing.path_errors.path_errors`.
    """
    context = ValidationContext(
        trust_roots=list(trust.anchors),
        certificate_registry=CertificateRegistry.build([*trust.intermediates, *data.certificates]),
        moment=moment,
        allow_fetching=True,
        fetchers=fetchers_of(evidence),
        crls=data.crls,
        ocsps=data.ocsps,
        revocation_mode=Revocation.REQUIRED.value,
        retroactive_revinfo=True,
        algorithm_usage_policy=Algorithms(),  # type: ignore[no-untyped-call]
    )
    with path_errors(rung.name):
        paths = await collect_validation_info(rung.signature, context)
    return Gathered(rung, tuple(paths), tuple(context.ocsps), tuple(context.crls))


def write_evidence(stream: BinaryIO, gathered: Iterable[Gathered], *, strict: bool) -> None:
    """Append a revision with a DSS that holds ``gathered``, and a VRI for each (ISO 32000-2,
    12.8.4.3).
    """
    writer = IncrementalPdfFileWriter(stream, strict=strict)
    if writer.output_version < (2, 0):
        writer.register_extension(ESIC_EXTENSION_1)
    try:
        store, new = DocumentSecurityStore.read_dss(writer), False
    except NoDSSFoundError:
        store, new = DocumentSecurityStore(writer), True
    for each in gathered:
        # pyHanko hashes the hexadecimal digits. Readers look for the SHA-1 of the bytes that they
        # stand for, padding included (Acrobat, iText, PDFBox, the EU's DSS).
        identifier = DocumentSecurityStore.sig_content_identifier(each.rung.signature.pkcs7_content)
        certificates = [certificate for path in each.paths for certificate in path]
        store.register_vri(identifier, certs=certificates, ocsps=each.ocsps, crls=each.crls)
    content = store.as_pdf_object()
    if new:
        writer.root[pdf_name("/DSS")] = writer.add_object(content)
        writer.update_root()
    writer.write_in_place()
