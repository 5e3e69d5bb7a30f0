"""The kinds of visible signature that the law describes, as data."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.place_template import PageCorner

MM = 72 / 25.4
"""Points in a millimetre."""
_BLACK = 0.0, 0.0, 0.0
_INK_BLUE = 0.05, 0.24, 0.55
_STAMP_RED = 0.80, 0.07, 0.12


class Rule(StrEnum):
    """Where a signature belongs."""

    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    SIGNER_NAME = "signer_name"  # between the signer's title and name, found in the text
    LEADER_SIGNATURE = "leader_signature"  # over a third of it, from the left


class Show(StrEnum):
    """What a stamp consists of; the words of the tool that officers know (domain §7.7)."""

    TEXT = "text"  # Thông tin
    PICTURE = "picture"  # Hình ảnh
    BOTH = "both"  # Hình ảnh & Thông tin


class Holder(StrEnum):
    """Whose certificate signs."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Lock(StrEnum):
    """What the signature forbids from then on (docs/decisions/004)."""

    OWN_FIELD = "own_field"
    EVERYTHING = "everything"  # but long-term validation data: the last signature of a document


class PageEdge(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


@dataclass(frozen=True)
class BlankZone:
    """Where on a page a blank place is looked for."""

    corner: PageCorner
    """The nearer to it the better."""
    edge: PageEdge
    """Nothing may stand between the stamp and this edge: margins, the blank beside a title and the
    foot are open to one, the room that waits for somebody's signature is not."""
    upper: float = 1.0
    """The share of the page's height, from above, in which the stamp must lie."""


@dataclass(frozen=True)
class SignatureProfile:
    """How one kind of signature looks and where it stands."""

    id: str
    """The word for it on the command line."""
    lines: tuple[str, ...]
    """Lines of the stamp with ``{name}``, ``{time}`` (ISO 8601, Vietnamese time), ``{day}``
    (dd/mm/yyyy), ``{organisation}``, ``{capitals}`` (the same in capitals), ``{number}``,
    ``{opinion}``, and, left open when they are not known, ``{forwarded}`` and ``{file_symbol}``."""
    width: float
    """Points; lines that are longer are wrapped, or set smaller where ``shrinks``."""
    height: float
    """Points, at least; a stamp of many lines is higher."""
    font_size: float
    """Points."""
    color: tuple[float, float, float]
    """Red, green, blue from 0 to 1, for text and frame."""
    framed: bool
    rule: Rule
    margin: float
    """Points between the page's edges and the stamp."""
    source: str
    """Where the law asks for it."""
    show: Show = Show.TEXT
    holder: Holder = Holder.PERSON
    lock: Lock = Lock.OWN_FIELD
    shrinks: bool = False
    """Whether text becomes smaller to fit; the decree fixes the size of some."""
    keeps_height: bool = False
    """Whether the stamp has the size of a real one: text becomes smaller rather than it higher."""
    centred: int = 0
    """How many of ``lines``, from the first, are centred."""
    page: int = 1
    """1 for the first; rules that search the text find the page themselves."""
    blank_zones: tuple[BlankZone, ...] = ()
    """Where the stamp goes so that it covers nothing, in this order; empty where the law says the
    place itself."""
    for_scans_only: bool = False
    """Refused for a document that was electronic from the beginning."""

    @property
    def has_place_of_its_own(self) -> bool:
        """Whether a place on the page can stand for the rule: not for a seal over a signature."""
        return self.rule is not Rule.LEADER_SIGNATURE


DIGITISING = SignatureProfile(
    id="digitise",
    lines=("Người sao chụp: {name}", "Thời gian: {time}"),
    width=190,
    height=34,
    font_size=10,
    color=_INK_BLUE,
    framed=True,
    rule=Rule.TOP_LEFT,
    margin=12,
    shrinks=True,
    source="Thông tư 01/2023/TT-VPCP",
)
"""The one-stop officer's personal signature on a digitised paper: who copied it and when, in the
top left corner of the first page (domain §2.1)."""

APPROVAL = SignatureProfile(
    id="approve",
    lines=("Người ký: {name}", "Thời gian ký: {time}"),
    width=45 * MM,
    height=18 * MM,
    font_size=10,
    color=_INK_BLUE,
    framed=False,
    rule=Rule.SIGNER_NAME,
    margin=12,
    show=Show.PICTURE,
    shrinks=True,
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, II.7d",
)
"""The leader's: the picture of the signature in blue, centred between title and name."""

OPINION = SignatureProfile(
    id="comment",
    lines=("{opinion}", "Người ký: {name}", "Thời gian ký: {time}"),
    width=75 * MM,
    height=12 * MM,
    font_size=10,
    color=_INK_BLUE,
    framed=True,
    rule=Rule.TOP_RIGHT,
    margin=12,
    blank_zones=(
        BlankZone(PageCorner.TOP_RIGHT, PageEdge.TOP),
        BlankZone(PageCorner.BOTTOM_RIGHT, PageEdge.BOTTOM),
    ),
    source="Công cụ ký số VGCA, “Thêm ý kiến vào văn bản”",
)
"""A person's opinion on a document, in words of his own, in its upper margin or at its foot."""

ISSUING = SignatureProfile(
    id="issue",
    lines=("Cơ quan ký: {organisation}", "Thời gian ký: {time}"),
    width=36 * MM,
    height=36 * MM,
    font_size=10,
    color=_STAMP_RED,
    framed=False,
    rule=Rule.LEADER_SIGNATURE,
    margin=12,
    show=Show.PICTURE,
    holder=Holder.ORGANISATION,
    lock=Lock.EVERYTHING,
    shrinks=True,
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, II.8a",
)
"""The office's: the seal in red at its real size over a third of the leader's signature, with
number and date where the document has room for them."""

APPENDIX = SignatureProfile(
    id="appendix",
    lines=("Số: {number}; {time}",),
    width=76.9 * MM,
    height=8.7 * MM,
    font_size=10,
    color=_BLACK,
    framed=False,
    rule=Rule.TOP_RIGHT,
    margin=12,
    holder=Holder.ORGANISATION,
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, II.8b; Phụ lục III, Mẫu 2.2",
)
"""The office's on an appendix in a file of its own: number and time, no picture."""


def _copy(identity: str, form: str, *, for_scans_only: bool = False) -> SignatureProfile:
    return SignatureProfile(
        id=identity,
        lines=(form + "; {organisation}; {time}",),
        width=80.9 * MM,
        height=8.6 * MM,
        font_size=10,
        color=_BLACK,
        framed=False,
        rule=Rule.TOP_RIGHT,
        margin=12,
        holder=Holder.ORGANISATION,
        for_scans_only=for_scans_only,
        source="Nghị định 30/2020/NĐ-CP, Điều 25; Phụ lục I, Phần II, I.3; Phụ lục III, Mẫu 3.2",
    )


CERTIFIED_COPY = _copy("sao-y", "SAO Y", for_scans_only=True)
"""A paper digitised and signed by the office (Điều 25.1c); electronic to electronic is not among
the forms of the decree."""
COPY_OF_A_COPY = _copy("sao-luc", "SAO LỤC")
EXTRACT = _copy("trich-sao", "TRÍCH SAO")

INCOMING = SignatureProfile(
    id="incoming",
    lines=(
        "{capitals}",
        "ĐẾN",
        "Số: {number}",
        "Ngày: {day}",
        "Chuyển: {forwarded}",
        "Số và ký hiệu HS: {file_symbol}",
    ),
    width=50 * MM,
    height=35 * MM,
    font_size=10,
    color=_STAMP_RED,
    framed=True,
    rule=Rule.TOP_LEFT,
    margin=12,
    holder=Holder.ORGANISATION,
    keeps_height=True,
    centred=2,
    blank_zones=(
        BlankZone(PageCorner.TOP_LEFT, PageEdge.LEFT, upper=1 / 2),
        BlankZone(PageCorner.TOP_RIGHT, PageEdge.RIGHT, upper=1 / 3),
        BlankZone(PageCorner.BOTTOM_LEFT, PageEdge.BOTTOM),
    ),
    source="Nghị định 30/2020/NĐ-CP, Điều 21; Phụ lục IV, Mẫu dấu “ĐẾN”",
)
"""The register's stamp on a document that came in, 50 × 35 mm: the organ, the number and day of
arrival, who is to deal with it, and the file it goes into. The decree names no place: by custom it
is the blank beneath số, ký hiệu or trích yếu on the left, else the one beneath the date."""

PROFILES = {
    profile.id: profile
    for profile in (
        DIGITISING, APPROVAL, OPINION, ISSUING, APPENDIX, CERTIFIED_COPY, COPY_OF_A_COPY, EXTRACT,
        INCOMING,
    )
}  # fmt: skip
