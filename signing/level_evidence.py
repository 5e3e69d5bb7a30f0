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

from signing.evidence_fetchers import Newer, fetchers_of
from signing.grace_period import needed_from, require_newer
from signing.level_measure import Rung
from signing.level_services import LevelServices
from signing.path_errors import path_errors
from signing.trust import Algorithms, Revocation
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
    services: LevelServices,
    data: ValidationData,
) -> Gathered:
    """Paths and revocation answers that show the certificates of ``rung`` good at ``moment``.

    Every certificate below the root needs an answer: pyHanko's own default would go on without.
    Answers given after ``moment`` count, as in :mod:`signing.verification.revocation`; one about
    the signer must be of that kind (:mod:`signing.grace_period`).
    Errors: those of :func:`signing.path_errors.path_errors`, REVOCATION_TOO_OLD.
    """
    trust, signer = services.trust, rung.signature.signer_cert
    since = None if rung.signature.is_timestamp else needed_from(moment, services.grace)
    context = ValidationContext(
        trust_roots=list(trust.anchors),
        certificate_registry=CertificateRegistry.build([*trust.intermediates, *data.certificates]),
        moment=moment,
        allow_fetching=True,
        fetchers=fetchers_of(services.evidence, Newer(signer, since) if since else None),
        crls=data.crls,
        ocsps=data.ocsps,
        revocation_mode=Revocation.REQUIRED.value,
        retroactive_revinfo=True,
        algorithm_usage_policy=Algorithms(),  # type: ignore[no-untyped-call]
    )
    with path_errors(rung.name):
        paths = await collect_validation_info(rung.signature, context)
    ocsps, crls = tuple(context.ocsps), tuple(context.crls)
    if since is not None:
        require_newer(
            signer, name=rung.name, since=since, ocsps=ocsps, crls=crls, now=services.now()
        )
    return Gathered(rung, tuple(paths), ocsps, crls)


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
