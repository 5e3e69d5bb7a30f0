"""Which placement of the stamp is in force for a paper, in words. No Qt."""

from dataclasses import dataclass, replace

from app.domain.place_template import PageSizes, PlaceTemplate, RememberedPlace
from signing.place_facts import ChosenPlace, PlacedBy
from signing.placement import Placement
from signing.places import overlap
from ui.messages import message
from ui.theme import Tone

_POINTS_A_MM = 72 / 25.4
_TONES = {
    PlacedBy.RULE: Tone.OK,
    PlacedBy.TEMPLATE: Tone.INFO,
    PlacedBy.OFFICER: Tone.NEUTRAL,
    PlacedBy.FALLBACK: Tone.WARN,
}


@dataclass(frozen=True)
class PlaceState:
    chosen: ChosenPlace
    sizes: PageSizes
    """Of the paper's pages."""
    held: RememberedPlace | None
    """What is remembered for papers like this, whether it is in force or not."""
    of_component: bool
    """Whether the paper is one of the procedure's components (thành phần hồ sơ)."""
    can_be_remembered: bool = True
    signatures: tuple[Placement, ...] = ()
    """The paper's visible signatures that the stamp has no reason to cover."""

    def moved(self, placement: Placement) -> "PlaceState":
        """The officer put the stamp elsewhere."""
        return replace(self, chosen=ChosenPlace(placement, PlacedBy.OFFICER))

    @property
    def heading(self) -> str:
        if self.chosen.by is PlacedBy.OFFICER:
            return "Tự đặt"
        if self.chosen.by is PlacedBy.RULE:
            return "Theo quy định"
        if self.chosen.by is PlacedBy.FALLBACK:
            return "Chưa tìm được chỗ"
        only = self.held is not None and self.held.component_only
        return "Theo mẫu của loại giấy tờ" if only else "Theo mẫu của thủ tục"

    @property
    def tone(self) -> Tone:
        return Tone.WARN if self.warning else _TONES[self.chosen.by]

    @property
    def where(self) -> str:
        """``Trang 1/3, cách mép trái 12 mm, mép trên 8 mm.``

        What the officer moves is told in fewer words, the distances first.
        """
        place = self.chosen.placement
        learnt = PlaceTemplate.learnt(place.page, place.rect, self.sizes)
        if self.chosen.by is PlacedBy.OFFICER:
            return f"{_briefly(learnt)}, trang {place.page}/{len(self.sizes)}"
        held = self.held.template if self.held and self.chosen.by is PlacedBy.TEMPLATE else None
        page = page_text(held.page) if held else f"Trang {place.page}/{len(self.sizes)}"
        return f"{page}, {_distances(learnt)}."

    @property
    def warning(self) -> str:
        """What the stamp covers, or why it is not where it was wanted, and what to do."""
        if self._covers:
            return "Đè lên chữ ký đã có, hãy kéo ra."
        if self.chosen.unfit is None:
            return ""
        said = message(self.chosen.unfit)
        found = self.chosen.by is not PlacedBy.FALLBACK
        return said.sentence if found else f"{said.sentence} {said.next_step}"

    @property
    def _covers(self) -> bool:
        return any(overlap(self.chosen.placement, each) for each in self.signatures)

    @property
    def can_remember(self) -> bool:
        """A place over a signature is not one for the next papers."""
        moved = self.chosen.by is PlacedBy.OFFICER
        return self.can_be_remembered and moved and not self._covers

    @property
    def can_remember_component(self) -> bool:
        return self.can_remember and self.of_component

    @property
    def forgets(self) -> bool:
        """Whether the way back is to forget what is remembered."""
        return self.held is not None and self.chosen.by is not PlacedBy.OFFICER

    @property
    def way_back(self) -> str:
        """Where the way back leads; empty where there is none."""
        if self.chosen.by is PlacedBy.OFFICER:
            return "Về mẫu của thủ tục" if self.held else "Về vị trí theo quy định"
        if self.held is None:
            return ""
        if self.chosen.by is not PlacedBy.TEMPLATE:
            return "Quên vị trí đã nhớ"
        return "Về mẫu chung của thủ tục" if self.held.procedure_too else "Về vị trí theo quy định"


def page_text(page: int) -> str:
    """A page counted as in ``PlaceTemplate.page``."""
    if page == -1:
        return "Trang cuối"
    if page < 0:
        return f"Trang thứ {-page} từ cuối"
    return "Trang đầu" if page == 1 else f"Trang {page}"


def _distances(place: PlaceTemplate) -> str:
    side = "trái" if place.corner.left else "phải"
    end = "trên" if place.corner.top else "dưới"
    across, down = _millimetres(place.across), _millimetres(place.down)
    return f"cách mép {side} {across} mm, mép {end} {down} mm"


def _briefly(place: PlaceTemplate) -> str:
    side = "Trái" if place.corner.left else "Phải"
    end = "trên" if place.corner.top else "dưới"
    return f"{side} {_millimetres(place.across)}, {end} {_millimetres(place.down)} mm"


def _millimetres(points: float) -> str:
    return f"{abs(points) / _POINTS_A_MM:.0f}"
