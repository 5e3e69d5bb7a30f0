"""Which place a stamp gets: the one remembered for papers like this where it fits, else the rule's,
and there a blank one where the law leaves the choice.

Preview and signature ask the same function, so that what is drawn is what is signed.
"""

from dataclasses import replace

from app.domain.paper import Rect
from app.domain.place_template import PlaceTemplate
from app.errors import AppError, Code
from app.pdf_content import Pdf
from signing.blank_places import nearest_blank
from signing.device import Certificate
from signing.place_facts import ChosenPlace, PlacedBy
from signing.placement import Placement, require_inside
from signing.profiles import SignatureProfile
from signing.rules import place_by_rule, visible_signatures
from signing.source import SourceFacts
from signing.stamp import Stamp

_TOUCHING = 0.5
"""Points by which neighbours may overlap: edges that were put on one another."""


def choose_place(
    profile: SignatureProfile,
    stamp: Stamp,
    *,
    source: Pdf,
    facts: SourceFacts,
    certificate: Certificate,
    own: Placement | None = None,
    template: PlaceTemplate | None = None,
) -> ChosenPlace:
    """Where ``stamp`` goes in ``source`` (with ``facts``) signed by ``certificate``.

    ``own`` is where the officer put it, which goes before ``template``. Errors: those of
    ``place_by_rule``, unless one of the two is there and fits.
    """
    if own is not None:
        return ChosenPlace(own, PlacedBy.OFFICER)
    unfit = None
    if template is not None:
        try:
            placement = place_by_template(template, stamp, source=source, facts=facts)
            return ChosenPlace(placement, PlacedBy.TEMPLATE)
        except AppError as error:
            if error.code is not Code.TEMPLATE_UNFIT:
                raise
            unfit = error
    chosen = rule_place(profile, stamp, source=source, facts=facts, certificate=certificate)
    return chosen if chosen.unfit else replace(chosen, unfit=unfit)


def rule_place(
    profile: SignatureProfile,
    stamp: Stamp,
    *,
    source: Pdf,
    facts: SourceFacts,
    certificate: Certificate,
) -> ChosenPlace:
    """The rule's place, or the blank one in the zones of ``profile`` if it has any; where the page
    has none the rule's is the fallback.

    Errors: those of ``place_by_rule``.
    """
    place = place_by_rule(profile, stamp, source=source, pages=facts.pages, certificate=certificate)
    if not profile.blank_zones:
        return ChosenPlace(place, PlacedBy.RULE)
    earlier = visible_signatures(source) if facts.signatures else ()
    try:
        rect = nearest_blank(
            source, place.page, facts.pages[place.page - 1], (stamp.width, stamp.height),
            zones=profile.blank_zones, margin=profile.margin,
            taken=[each.rect for each, _ in earlier if each.page == place.page],
        )  # fmt: skip
    except AppError as error:
        if error.code is not Code.BLANK_PLACE_ABSENT:
            raise
        return ChosenPlace(place, PlacedBy.FALLBACK, error)
    return ChosenPlace(Placement(place.page, rect), PlacedBy.RULE)


def require_place(
    profile: SignatureProfile,
    stamp: Stamp,
    *,
    source: Pdf,
    facts: SourceFacts,
    certificate: Certificate,
    template: PlaceTemplate | None = None,
) -> None:
    """Raise as ``choose_place`` would, without looking at the page for where it is blank."""
    unlooked = replace(profile, blank_zones=())
    choose_place(
        unlooked, stamp, source=source, facts=facts, certificate=certificate, template=template
    )


def place_by_template(
    template: PlaceTemplate, stamp: Stamp, *, source: Pdf, facts: SourceFacts
) -> Placement:
    """Where ``template`` puts ``stamp`` in ``source``, never moved.

    Errors: TEMPLATE_UNFIT with ``reason`` (``page_absent``, ``outside_page``,
    ``over_signature``); PDF_DAMAGED.
    """
    number = template.page_of(len(facts.pages))
    if number is None:
        raise AppError(Code.TEMPLATE_UNFIT, reason="page_absent")
    page = facts.pages[number - 1]
    placement = Placement(
        number, template.rect_on(page.width, page.height, stamp.height / stamp.width)
    )
    try:
        require_inside(placement, facts.pages)
    except AppError as error:
        raise AppError(Code.TEMPLATE_UNFIT, reason="outside_page") from error
    earlier = visible_signatures(source) if facts.signatures else ()
    if any(overlap(placement, place) for place, _ in earlier):
        raise AppError(Code.TEMPLATE_UNFIT, reason="over_signature")
    return placement


def overlap(one: Placement, other: Placement) -> bool:
    """Whether two rectangles share more than an edge."""
    return one.page == other.page and _shared(one.rect, other.rect)


def _shared(one: Rect, other: Rect) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    up = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > _TOUCHING and up > _TOUCHING
