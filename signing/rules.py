"""The place that the law gives each kind of signature, found in the file that is to be signed."""

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from app.domain.paper import Rect
from app.errors import AppError, Code
from app.pdf_content import Pdf, opened
from signing.device import Certificate
from signing.placement import PageGeometry, Placement, keep_inside, page_at, place_in_corner
from signing.profiles import Rule, SignatureProfile
from signing.source import damaged_unless_read, pages_of, read_pdf
from signing.stamp import Stamp
from signing.text_places import signer_place


def place_by_rule(
    profile: SignatureProfile,
    stamp: Stamp,
    *,
    source: Pdf,
    pages: tuple[PageGeometry, ...],
    certificate: Certificate,
) -> Placement:
    """Where ``stamp`` belongs in ``source``, whose pages are ``pages``.

    ``certificate`` is the signer's: its name is looked for in the text (Rule.SIGNER_NAME), and
    signatures made by it are not the leader's (Rule.LEADER_SIGNATURE). Errors: PAGE_ABSENT,
    PLACEMENT_OUTSIDE_PAGE, SIGNER_PLACE_ABSENT, LEADER_SIGNATURE_ABSENT, PDF_DAMAGED.
    """
    match profile.rule:
        case Rule.SIGNER_NAME:
            found = signer_place(source, certificate.common_name)
            room = found.room(stamp.height)
            return _centred(stamp, found.page, room, page_at(pages, found.page))
        case Rule.LEADER_SIGNATURE:
            return _over_the_leader(stamp, source, pages, certificate.der)
        case Rule.TOP_LEFT | Rule.TOP_RIGHT:
            return place_in_corner(profile, pages, size=(stamp.width, stamp.height))


def visible_signatures(source: Pdf) -> tuple[tuple[Placement, bytes], ...]:
    """Where the signatures of ``source`` are to be seen, and their certificates (DER), in order."""
    with opened(source) as stream:
        reader = read_pdf(stream)
        with damaged_unless_read():
            return tuple(_shown(reader))


def _shown(reader: PdfFileReader) -> Iterator[tuple[Placement, bytes]]:
    pages = pages_of(reader)
    numbers = {
        annotation: number
        for number, page in enumerate(pages, 1)
        for annotation in _annotations(page.reference.get_object())
    }
    for signature in reader.embedded_regular_signatures:
        widget = signature.sig_field
        number = numbers.get(getattr(widget, "container_ref", None))
        if number is None or "/Rect" not in widget:
            continue
        x0, y0, x1, y1 = (float(each) for each in widget["/Rect"])
        rect = pages[number - 1].geometry.to_shown(Rect(x0, y0, x1, y1))
        if rect.width > 0 and rect.height > 0:
            yield Placement(number, rect), signature.signer_cert.dump()


def _annotations(page: Any) -> list[Any]:
    """References of the page's annotations."""
    listed = page.get("/Annots", ())
    return [listed.raw_get(number).reference for number in range(len(listed))]


def _over_the_leader(
    stamp: Stamp, source: Pdf, pages: tuple[PageGeometry, ...], own: bytes
) -> Placement:
    """Over the left third of the signature that another made last (Phụ lục I, Phần I, II.8a)."""
    others = [place for place, signer in visible_signatures(source) if signer != own]
    if not others:
        raise AppError(Code.LEADER_SIGNATURE_ABSENT)
    leader = others[-1]
    right = leader.rect.x0 + leader.rect.width / 3
    middle = (leader.rect.y0 + leader.rect.y1) / 2
    wanted = Rect(right - stamp.width, middle - stamp.height / 2, right, middle + stamp.height / 2)
    return Placement(leader.page, keep_inside(wanted, page_at(pages, leader.page)))


def _centred(stamp: Stamp, page: int, room: Rect, geometry: PageGeometry) -> Placement:
    x, y = (room.x0 + room.x1) / 2, (room.y0 + room.y1) / 2
    wanted = Rect(
        x - stamp.width / 2, y - stamp.height / 2, x + stamp.width / 2, y + stamp.height / 2
    )
    return Placement(page, keep_inside(wanted, geometry))
