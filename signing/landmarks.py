"""What a stamp may be lined up with in a file: the rule's place, the signer's, earlier stamps."""

from collections.abc import Iterator
from contextlib import suppress

from app.errors import AppError
from app.pdf_content import Pdf
from signing.device import Certificate
from signing.place_facts import Landmark, LandmarkKind, PlacedBy
from signing.places import rule_place
from signing.profiles import Holder, SignatureProfile
from signing.rules import visible_signatures
from signing.source import SourceFacts
from signing.stamp import Stamp
from signing.text_places import signer_place


def landmarks(
    profile: SignatureProfile,
    stamp: Stamp,
    *,
    source: Pdf,
    facts: SourceFacts,
    certificate: Certificate,
) -> tuple[Landmark, ...]:
    """What is found of each kind, the rule's place first. Errors: none; what is not found is not
    there.
    """
    return tuple(_found(profile, stamp, source, facts, certificate))


def _found(
    profile: SignatureProfile,
    stamp: Stamp,
    source: Pdf,
    facts: SourceFacts,
    certificate: Certificate,
) -> Iterator[Landmark]:
    with suppress(AppError):
        rule = rule_place(profile, stamp, source=source, facts=facts, certificate=certificate)
        if rule.by is PlacedBy.RULE:
            yield Landmark(LandmarkKind.RULE, rule.placement.page, rule.placement.rect)
    if profile.holder is Holder.PERSON:
        with suppress(AppError):
            signer = signer_place(source, certificate.common_name)
            yield Landmark(LandmarkKind.SIGNER, signer.page, signer.room(stamp.height))
    if facts.signatures:
        with suppress(AppError):
            for place, _ in visible_signatures(source):
                yield Landmark(LandmarkKind.SIGNATURE, place.page, place.rect)
