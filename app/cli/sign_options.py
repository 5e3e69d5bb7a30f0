"""Options of ``quay sign``: whose key, where the stamp stands, what it shows, which level."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.key import signed_in_officer
from app.errors import AppError, Code
from signing.profiles import INCOMING, ISSUING, Show, SignatureProfile

if TYPE_CHECKING:
    from signing.placement import Placement
    from signing.stamp_drawing import StampDetails
    from signing.stamp_picture import StampPicture

RectOption = Annotated[
    str, typer.Option(help="x0,y0,x1,y1 theo điểm PDF; bỏ trống: vị trí theo quy định.")
]
LevelOption = Annotated[
    str, typer.Option(help="Mức chữ ký: B-B, B-T, B-LT, B-LTA; bỏ trống: theo Cấu hình.")
]
OrganisationOption = Annotated[str, typer.Option(help="Tên cơ quan, tổ chức trên chữ ký.")]
NumberOption = Annotated[
    str,
    typer.Option(help="Số và ký hiệu, ví dụ 123/QĐ-UBND; /QĐ-UBND: sổ đăng ký cấp số tiếp theo."),
]
DateOption = Annotated[
    str,
    typer.Option(
        "--date", help="Ngày ghi trên văn bản hoặc ngày đến, ví dụ 26/11/2026; bỏ trống: hôm nay."
    ),
]
ForwardOption = Annotated[str, typer.Option("--forward-to", help="Dòng “Chuyển” của văn bản đến.")]
FileSymbolOption = Annotated[
    str, typer.Option(help="Số và ký hiệu hồ sơ, dòng cuối của văn bản đến.")
]
OpinionOption = Annotated[str, typer.Option(help="Ý kiến ghi trên văn bản.")]
PictureOption = Annotated[
    Path | None,
    typer.Option(
        help="Hình chữ ký hoặc con dấu: PNG nền trong suốt; bỏ trống: hình đã chọn ở Ký số."
    ),
]
ShowOption = Annotated[
    Show | None,
    typer.Option(help="Hiện thông tin, hình ảnh, hay cả hai; bỏ trống: theo loại chữ ký."),
]


def placement_from(page: int, rect: str) -> "Placement":
    """Errors: WRONG_USAGE."""
    from app.domain.paper import Rect
    from signing.placement import Placement

    try:
        x0, y0, x1, y1 = (float(number) for number in rect.split(","))
    except ValueError:
        raise AppError(Code.WRONG_USAGE, problem="rect", command="quay sign") from None
    if not (-inf < x0 < x1 < inf and -inf < y0 < y1 < inf):
        raise AppError(Code.WRONG_USAGE, problem="rect", command="quay sign")
    return Placement(page, Rect(x0, y0, x1, y1))


@dataclass(frozen=True)
class StampOptions:
    """As they were typed; empty is not given."""

    organisation: str = ""
    number: str = ""
    day: str = ""
    opinion: str = ""
    forward_to: str = ""
    file_symbol: str = ""
    picture: Path | None = None
    show: Show | None = None

    def details(self, profile: SignatureProfile) -> "StampDetails":
        """What the stamp of ``profile`` is to show; a picture not given is the one that is kept.

        Errors: WRONG_USAGE, STAMP_INCOMPLETE with ``missing``: ``day`` for one to come, ``hand``,
        ``seal``; FILE_MISSING, FILE_UNREADABLE, STAMP_PICTURE_UNFIT.
        """
        from signing.stamp_drawing import StampDetails

        _require_number(profile, self.number)
        return StampDetails(
            organisation=self.organisation,
            number=self.number,
            opinion=self.opinion,
            day=_day(self.day) if self.day else None,
            forwarded_to=self.forward_to,
            file_symbol=self.file_symbol,
            picture=self._picture(profile),
            show=self.show,
        )

    def _picture(self, profile: SignatureProfile) -> "StampPicture | None":
        from app.operations.stamp_pictures import StampPictures
        from app.paths import default_profile
        from app.secrets import ProfileKey
        from signing.stamp_picture import Ink, read_picture

        if self.picture is not None:
            return read_picture(_content(self.picture))
        if (self.show or profile.show) is Show.TEXT:
            return None
        pictures = StampPictures(default_profile(), ProfileKey(default_profile()))
        if profile.id == ISSUING.id:
            return pictures.get(Ink.RED, "")
        officer = signed_in_officer(default_profile())
        return pictures.get(Ink.BLUE, officer.account if officer else "")


def _require_number(profile: SignatureProfile, typed: str) -> None:
    """Raise WRONG_USAGE unless ``typed`` is a number as ``profile`` has it, or empty."""
    from app.domain.register import typed_number
    from app.operations.register_numbers import BOOKS

    if not typed.strip():
        return
    number, symbol = typed_number(typed) or (None, "")
    arrival = profile.id == INCOMING.id
    # The register gives a number and needs a ký hiệu; an appendix bears that of its document.
    whole = symbol if profile.id in BOOKS and not arrival else number or (symbol and arrival)
    if not whole:
        problem = "number_of_arrival" if arrival else "number"
        raise AppError(Code.WRONG_USAGE, problem=problem, command=f"quay sign {profile.id}")


def _day(typed: str) -> date:
    """``26/11/2026`` or ``2026-11-26``. Errors: WRONG_USAGE, STAMP_INCOMPLETE for one to come."""
    from app.counter import clock
    from signing.stamp_drawing import VIETNAM

    for shape in ("%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            day = datetime.strptime(typed.strip(), shape).date()
            if day > clock().astimezone(VIETNAM).date():
                raise AppError(Code.STAMP_INCOMPLETE, missing="day")
            return day
    raise AppError(Code.WRONG_USAGE, problem="date", command="quay sign")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=str(file)) from error
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, path=str(file)) from error
