"""A citizen card that was scanned as a page, taken into the form of the applicant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.domain.dossier import Applicant, Gender
from app.domain.identity import IdentityCard
from ui.dossier_words import GENDERS
from ui.intake.applicant_section import ApplicantSection
from ui.intake.date_text import day_text
from ui.intake.draft_page import DraftPage
from ui.messages import Message
from ui.theme import Tone
from ui.widgets.banner import Banner
from ui.widgets.buttons import Kind
from ui.widgets.confirm import confirm


@dataclass(frozen=True)
class ScannedCard:
    """Subject of the screen Tiếp nhận: fill in ``card``."""

    card: IdentityCard
    page: int
    """Where it was found, 1 for the first."""
    aim: tuple[str, str] = ("", "")
    """Dossier and component that the pages were taken for; empty for pages of nobody yet."""
    dossier_id: str = ""
    """The draft to be filled, where it is not that of ``aim``; both empty for the next person."""

    @property
    def draft_id(self) -> str:
        return self.dossier_id or self.aim[0]


def take_card(
    page: DraftPage, banner: Banner, subject: ScannedCard, back: Callable[[], object]
) -> None:
    """Fill the card into the form that is open, unless it is that of another dossier.

    Where something else was typed the officer is asked first. ``back`` leads to the pages.
    """
    open_now = page.dossier.id if page.dossier else ""
    if open_now == subject.draft_id and _may_fill(page.form.applicant, subject.card):
        page.form.applicant.use_card(subject.card)
        banner.say(_filled(subject), Tone.OK, page.tr("Về mục Quét"), back)


def _may_fill(section: ApplicantSection, card: IdentityCard) -> bool:
    lines = list(_contradictions(section.applicant(), card))
    return not lines or confirm(
        section,
        section.tr("Thay thông tin đã nhập?"),
        "\n".join((section.tr("Thẻ căn cước ghi khác với thông tin đã nhập:"), *lines)),
        section.tr("Thay theo thẻ"),
        Kind.PRIMARY,
        refusal=section.tr("Giữ như đã nhập"),
    )


def _filled(subject: ScannedCard) -> Message:
    next_step = "Hãy đối chiếu với thẻ rồi nhập số điện thoại."
    if not subject.draft_id:
        next_step = "Hãy chọn thủ tục để lưu hồ sơ."
    return Message(
        f"Đã điền theo thẻ căn cước ở trang {subject.page}",
        "Các trang đã quét vẫn ở mục Quét.",
        next_step,
    )


def _contradictions(typed: Applicant, card: IdentityCard) -> Iterator[str]:
    """``Họ và tên: Lê Thị Hà → Lê Thị Thu Hà`` for each input that would be overwritten."""
    for name, before, after in (
        ("Họ và tên", typed.full_name, card.full_name),
        ("Số CCCD", typed.identity_number, card.number),
        ("Ngày sinh", day_text(typed.born), day_text(card.born)),
        ("Giới tính", _gender(typed.gender), _gender(card.gender)),
        ("Nơi thường trú", typed.address, card.address),
    ):
        if before and after and before.casefold() != after.casefold():
            yield f"{name}: {before} → {after}"


def _gender(gender: Gender) -> str:
    return "" if gender is Gender.UNKNOWN else GENDERS[gender]
