"""Certificates and revocation answers that the file carries: its /DSS and Adobe's attribute."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko_certvalidator.revinfo.archival import (
    CRLContainer,
    OCSPContainer,
    RevinfoContainer,
    process_legacy_crl_input,
    process_legacy_ocsp_input,
)

from signing.verification.document import Signature, entry


@dataclass(frozen=True)
class ValidationData:
    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[CRLContainer, ...] = ()
    ocsps: tuple[OCSPContainer, ...] = ()

    @property
    def contents(self) -> frozenset[bytes]:
        """Everything, DER."""
        answers = [each.ocsp_response_data.dump() for each in self.ocsps]
        lists = [each.crl_data.dump() for each in self.crls]
        return frozenset([*answers, *lists, *(each.dump() for each in self.certificates)])

    def issued_until(self, moment: datetime) -> "ValidationData":
        """Without the answers given after ``moment``.

        An authority may forget a certificate once it has expired (RFC 5280 §3.3), so a later
        answer proves nothing about it.
        """
        return ValidationData(
            self.certificates,
            tuple(each for each in self.crls if _issued_until(each, moment)),
            tuple(each for each in self.ocsps if _issued_until(each, moment)),
        )


def validation_data(handler: PdfHandler, signatures: Iterable[Signature]) -> ValidationData:
    """All that the /DSS (ETSI EN 319 142-1 §5.4.2) and the attributes of ``signatures`` hold."""
    crls: list[CRLContainer] = process_legacy_crl_input(
        _streams(handler, "/CRLs", DecodePurpose.CRL)
    )
    ocsps: list[OCSPContainer] = process_legacy_ocsp_input(
        _streams(handler, "/OCSPs", DecodePurpose.OCSP_RESPONSE)
    )
    for signature in signatures:
        try:
            archive = find_unique_cms_attribute(
                signature.signer_info["signed_attrs"], "adobe_revocation_info_archival"
            )
        except (KeyError, ValueError):  # absent, several, or unreadable
            continue
        crls += process_legacy_crl_input(archive["crl"] or ())
        ocsps += process_legacy_ocsp_input(archive["ocsp"] or ())
    certificates = _streams(handler, "/Certs", DecodePurpose.CERTIFICATE)
    return ValidationData(
        tuple(x509.Certificate.load(each) for each in certificates), tuple(crls), tuple(ocsps)
    )


def _streams(handler: PdfHandler, name: str, purpose: DecodePurpose) -> Iterator[bytes]:
    store = entry(handler.root, "/DSS", {})
    for stream in entry(store, name, ()):
        yield stream.get_object().read_data(purpose)


def _issued_until(answer: RevinfoContainer, moment: datetime) -> bool:
    issued = answer.issuance_date
    return issued is not None and issued <= moment
