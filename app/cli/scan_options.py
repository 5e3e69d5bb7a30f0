"""How ``quay scan`` is told to take pages."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.errors import AppError, Code

if TYPE_CHECKING:
    from app.scanning.source import Feed, ScanRequest


class Paper(StrEnum):
    """By the names of ``PAPER_SIZES``."""

    A4 = "A4"
    A3 = "A3"
    A5 = "A5"
    CARD = "CCCD"


_SOURCES = "sane:TÊN, escl:URL, wia:MÃ, twain:TÊN, folder:THƯ_MỤC, file:TỆP; bỏ trống: máy đã chọn."
Source = Annotated[str, typer.Option(help=_SOURCES)]
Adf = Annotated[bool, typer.Option("--adf", help="Lấy giấy từ khay nạp tự động.")]
Duplex = Annotated[
    bool, typer.Option("--duplex", help="Lấy giấy từ khay nạp tự động, quét cả hai mặt.")
]
Flip = Annotated[
    bool,
    typer.Option("--flip", help="Hai mặt, lật tay: quét mặt trước, chờ lật giấy, quét mặt sau."),
]
Dpi = Annotated[int, typer.Option(min=200, max=600, help="Độ phân giải, từ 200 đến 600.")]
PaperWish = Annotated[Paper, typer.Option("--paper", help="Khổ giấy; CCCD là khổ thẻ.")]
Brightness = Annotated[
    int, typer.Option(min=-100, max=100, help="Độ sáng: 0 bình thường, số âm tối hơn.")
]


def request_of(
    *, adf: bool, duplex: bool, flip: bool, dpi: int, paper: Paper, brightness: int
) -> "ScanRequest":
    """Errors: WRONG_USAGE when both ways to two sides are wanted."""
    from app.scanning.paper_sizes import PAPER_SIZES
    from app.scanning.source import ScanRequest

    if duplex and flip:
        raise AppError(Code.WRONG_USAGE, problem="sides", command="quay scan")
    size = next(each for each in PAPER_SIZES if each.name == paper.value)
    return ScanRequest(
        dpi, _feed(adf=adf or flip, duplex=duplex), width_mm=size.width_mm,
        height_mm=size.height_mm, brightness=brightness or None,
    )  # fmt: skip


def stack_is_turned(fronts: int) -> bool:
    """Ask at the terminal, not where the result goes; False when nobody is there."""
    sys.stderr.write(
        f"Đã quét {fronts} mặt trước. Lật chồng giấy rồi đặt lại vào khay, "
        "nhấn Enter để quét mặt sau: "
    )
    sys.stderr.flush()
    return sys.stdin.readline() != ""


def _feed(*, adf: bool, duplex: bool) -> "Feed":
    from app.scanning.source import Feed

    if duplex:
        return Feed.DUPLEX
    return Feed.FEEDER if adf else Feed.GLASS
