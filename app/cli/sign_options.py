"""Options of ``quay sign``: whose key, where the stamp stands, what it shows, which level."""

from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.errors import AppError, Code
from signing.profiles import Show

if TYPE_CHECKING:
    from signing.placement import Placement
    from signing.stamp_drawing import StampDetails

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
OpinionOption = Annotated[str, typer.Option(help="Ý kiến ghi trên văn bản.")]
PictureOption = Annotated[
    Path | None, typer.Option(help="Hình chữ ký hoặc con dấu: PNG nền trong suốt.")
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


def details_from(
    organisation: str, number: str, opinion: str, picture: Path | None, show: Show | None
) -> "StampDetails":
    """Errors: FILE_MISSING, FILE_UNREADABLE, STAMP_PICTURE_UNFIT."""
    from signing.stamp_drawing import StampDetails
    from signing.stamp_picture import read_picture

    drawn = None if picture is None else read_picture(_content(picture))
    return StampDetails(organisation, number, opinion, drawn, show)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=str(file)) from error
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, path=str(file)) from error
