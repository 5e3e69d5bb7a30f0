"""The parts of a CMS object that its signature does not protect (RFC 5652 §5).

Whatever may be altered there without breaking the signature must at least be what the standard
asks for, or the same verdict would be given on different bytes.
"""

import re
from collections.abc import Iterable, Iterator

from asn1crypto import algos, cms, core, x509
from cryptography.exceptions import InvalidSignature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator

from signing.verification.integrity.der import element
from signing.verification.reasons import Reason

_EXPLICIT = 0xA0
_SIGNED_DATA = re.compile(rb"\x02\x31\x30\xa0?\xa1?\x31")
"""version, digestAlgorithms, encapContentInfo, certificates?, crls?, signerInfos."""
_SIGNER_INFO = re.compile(rb"\x02[\x30\x80]\x30\xa0?\x30\x04\xa1?", re.DOTALL)
"""version, sid, digestAlgorithm, signedAttrs?, signatureAlgorithm, signature, unsignedAttrs?."""
_NULL = core.Null().dump()


def signed_data_of(signed_data: cms.SignedData) -> Iterator[cms.SignedData]:
    """``signed_data`` and the time stamps inside it."""
    yield signed_data
    for signer in signed_data["signer_infos"]:
        if isinstance(signer["unsigned_attrs"], cms.CMSAttributes):
            yield from extract_tst_data_iter(signer, signed=False)


def cms_reasons(signed_data: cms.SignedData) -> set[Reason]:
    """CMS_IRREGULAR unless every unprotected part is as RFC 5652 and PAdES ask."""
    regular = all(
        _is_well_formed(each) and _is_regular(each) for each in signed_data_of(signed_data)
    )
    return set() if regular else {Reason.CMS_IRREGULAR}


def _is_well_formed(signed_data: cms.SignedData) -> bool:
    """Whether SignedData and SignerInfo have their fields, in order, and no others."""
    try:
        found = element(signed_data.dump())
    except (ValueError, RecursionError):
        return False
    if found.tag == _EXPLICIT and found.children:
        found = found.children[0]
    signers = found.children[-1].children if found.children else ()
    return bool(_SIGNED_DATA.fullmatch(bytes(found.tags))) and all(
        _SIGNER_INFO.fullmatch(bytes(each.tags)) for each in signers
    )


def certificate_reasons(
    signed_data: cms.SignedData, *, trusted: Iterable[x509.Certificate]
) -> set[Reason]:
    """Whether each embedded certificate is one of ``trusted`` or issued by one of them."""
    known = {each.dump(): each for each in trusted}
    for each in signed_data_of(signed_data):
        for choice in each["certificates"] or ():
            if choice.name != "certificate":
                return {Reason.CMS_IRREGULAR}
            certificate = choice.chosen
            if certificate.dump() not in known and not _issued_by(certificate, known.values()):
                return {Reason.EMBEDDED_CERTIFICATE_UNKNOWN}
    return set()


def _is_regular(signed_data: cms.SignedData) -> bool:
    signers = signed_data["signer_infos"]
    if len(signers) != 1:
        return False
    signer = signers[0]
    digests = list(signed_data["digest_algorithms"])
    by_serial = signer["sid"].name == "issuer_and_serial_number"
    if by_serial and not _names_a_certificate(signer["sid"].chosen, signed_data):
        return False
    detached = signed_data["encap_content_info"]["content_type"].native == "data"
    return (
        len(digests) == 1
        and digests[0]["algorithm"].native == signer["digest_algorithm"]["algorithm"].native
        and all(_is_plain(each) for each in [*digests, signer["digest_algorithm"]])
        and _is_plain(signer["signature_algorithm"])
        and signer["version"].native == ("v1" if by_serial else "v3")
        and signed_data["version"].native == ("v1" if by_serial and detached else "v3")
        and not signed_data["crls"]
        and _only_time_stamps(signer["unsigned_attrs"])
    )


def _names_a_certificate(
    identifier: cms.IssuerAndSerialNumber, signed_data: cms.SignedData
) -> bool:
    """Bit for bit: names compare without regard to case (RFC 5280 §7.1), forgeries do not."""
    return any(
        choice.name == "certificate"
        and choice.chosen["tbs_certificate"]["issuer"].dump() == identifier["issuer"].dump()
        and choice.chosen.serial_number == identifier["serial_number"].native
        for choice in signed_data["certificates"] or ()
    )


def _is_plain(algorithm: core.Sequence) -> bool:
    """No parameters or NULL; RSASSA-PSS has some, and the signature value depends on them."""
    if algorithm["algorithm"].native == "rsassa_pss":
        return True
    bare = algos.AlgorithmIdentifier({"algorithm": algorithm["algorithm"].dotted})
    content = bare.contents
    return bool(algorithm.contents in (content, content + _NULL))


def _only_time_stamps(attributes: core.Asn1Value) -> bool:
    if not isinstance(attributes, cms.CMSAttributes):
        return True
    return all(each["type"].native == "signature_time_stamp_token" for each in attributes)


def _issued_by(certificate: x509.Certificate, issuers: Iterable[x509.Certificate]) -> bool:
    for issuer in issuers:
        if issuer.subject != certificate.issuer or not issuer.ca:
            continue
        try:
            DefaultSignatureValidator().validate_signature(
                certificate["signature_value"].native,
                certificate["tbs_certificate"].dump(),
                issuer.public_key,
                certificate["signature_algorithm"],
            )
        except InvalidSignature:
            continue
        return True
    return False
