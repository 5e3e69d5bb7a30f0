"""What the officer chose and typed for the stamp, and what becomes of it on the files lane."""

import unicodedata
from dataclasses import dataclass, replace

from app.counter import Counter
from app.domain.paper import Rect
from app.domain.register import NumberWish, typed_number, written_number
from app.errors import AppError, Code
from app.operations.register_numbers import number_wish, require_free
from signing.placement import Placement
from signing.profiles import DIGITISING, ISSUING, MM, Show, SignatureProfile
from signing.stamp import Stamp
from signing.stamp_drawing import VIETNAM, StampDetails, draw_stamp
from signing.stamp_picture import Ink

_ABSENT = "…"
"""Stands in the preview for what the officer has not typed yet."""


@dataclass(frozen=True)
class StampWish:
    profile: SignatureProfile = DIGITISING
    details: StampDetails = StampDetails()  # noqa: RUF009 (frozen)
    """All but the picture; ``number`` as it was typed."""
    account: str = ""
    """Of the officer whose hand is shown; empty when nobody signed in."""
    seal_mm: float = 36

    @property
    def sized(self) -> SignatureProfile:
        """The profile, with the seal as large as the office's own."""
        if self.profile.id != ISSUING.id:
            return self.profile
        return replace(self.profile, width=self.seal_mm * MM, height=self.seal_mm * MM)

    @property
    def bare(self) -> bool:
        """Whether nothing has to be looked up for it."""
        return self.profile.id == DIGITISING.id


def details_of(counter: Counter, wish: StampWish) -> StampDetails:
    """With the picture that is kept. Errors: STAMP_INCOMPLETE, STAMP_PICTURE_UNFIT."""
    show = wish.details.show or wish.profile.show
    if show is Show.TEXT:
        return wish.details
    ink = Ink.RED if wish.profile.id == ISSUING.id else Ink.BLUE
    return replace(wish.details, picture=counter.pictures.get(ink, wish.account))


def wished_number(counter: Counter, wish: StampWish) -> NumberWish | None:
    """What the register is to give. Errors: STAMP_INCOMPLETE."""
    today = counter.now().astimezone(VIETNAM).date()
    return number_wish(wish.profile, wish.details.number, wish.details.day or today)


def require_ready(counter: Counter, wish: StampWish, count: int) -> None:
    """Raise unless ``count`` papers can be signed so, before the PIN is asked.

    Errors: STAMP_INCOMPLETE, STAMP_PICTURE_UNFIT, NUMBER_TAKEN.
    """
    now = counter.now()
    if wish.details.day and wish.details.day > now.astimezone(VIETNAM).date():
        raise AppError(Code.STAMP_INCOMPLETE, missing="day")
    details, number = details_of(counter, wish), wished_number(counter, wish)
    if number is not None:
        require_free(counter.store, number, count)
        details = replace(details, number=_next(counter, number))
    elif details.number:
        parts = typed_number(details.number)
        if parts is None or parts[0] is None:
            raise AppError(Code.STAMP_INCOMPLETE, missing="number_shape")
    draw_stamp(wish.sized, name=_ABSENT, signing_time=now, details=details)


def preview_stamp(counter: Counter, wish: StampWish, name: str) -> Stamp:
    """What would be signed now; what is not typed yet shows as dots.

    Errors: STAMP_INCOMPLETE for a picture, STAMP_PICTURE_UNFIT.
    """
    details = details_of(counter, wish)
    written = previewed_number(counter, wish)
    details = replace(
        details,
        organisation=details.organisation.strip() or _ABSENT,
        opinion=details.opinion.strip() or _ABSENT,
        number=written.strip() or _ABSENT,
    )
    return draw_stamp(wish.sized, name=name, signing_time=counter.now(), details=details)


def previewed_number(counter: Counter, wish: StampWish) -> str:
    """Số và ký hiệu as they would be signed now; what was typed while that makes no sense."""
    try:
        number = wished_number(counter, wish)
    except AppError:
        number = None
    return _next(counter, number) if number else wish.details.number


def proportioned(placement: Placement, stamp: Stamp) -> Placement:
    """``placement`` as high as ``stamp`` has become since it was put there; its top stays."""
    rect = placement.rect
    height = rect.width * stamp.height / stamp.width
    low = max(0.0, rect.y1 - height)
    return Placement(placement.page, Rect(rect.x0, low, rect.x1, low + height))


def next_number(counter: Counter, wish: StampWish) -> str:
    """The number that the register offers, empty when none is to be had."""
    try:
        number = wished_number(counter, wish)
    except AppError:
        return ""
    if number is None:
        return ""
    with counter.store.read() as work:
        return written_number(work.register.next_number(number), "")


def _next(counter: Counter, wish: NumberWish) -> str:
    number = wish.first
    if number is None:
        with counter.store.read() as work:
            number = work.register.next_number(wish)
    return unicodedata.normalize("NFC", written_number(number, wish.symbol))
