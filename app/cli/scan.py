"""``quay scan``: pages from a source into PDFs, without a dossier."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.cli.stack_options import (
    Layered,
    MaxMb,
    NoClean,
    NoOcr,
    stack_json,
    stack_lines,
    stack_wish,
)
from app.errors import AppError, Code
from app.whole_files import place_errors

if TYPE_CHECKING:
    from app.scanning.source import Feed, PageImage, ScanRequest


class SplitBy(StrEnum):
    """Where a stack is cut."""

    QR = "qr"  # cover sheets, separators and patch codes


@said_in_vietnamese
def scan(
    out: Annotated[Path, typer.Option(help="Tệp PDF sẽ tạo.")],
    source: Annotated[
        str,
        typer.Option(help="sane:TÊN, escl:URL, folder:THƯ_MỤC, file:TỆP; bỏ trống: máy đã chọn."),
    ] = "",
    adf: Annotated[bool, typer.Option("--adf", help="Lấy giấy từ khay nạp tự động.")] = False,
    duplex: Annotated[
        bool, typer.Option("--duplex", help="Lấy giấy từ khay nạp tự động, quét cả hai mặt.")
    ] = False,
    dpi: Annotated[int, typer.Option(min=200, max=600, help="Độ phân giải, từ 200 đến 600.")] = 200,
    split: Annotated[
        SplitBy | None, typer.Option(help="Tách chồng giấy theo tờ bìa, tờ phân cách có mã QR.")
    ] = None,
    max_mb: MaxMb = 6.0,
    layered: Layered = False,
    no_clean: NoClean = False,
    no_ocr: NoOcr = False,
    as_json: JsonFlag = False,
) -> None:
    """Quét giấy thành tệp PDF đúng chuẩn: ảnh màu, từ 200 dpi, đúng khổ giấy, tìm được chữ."""
    from app.operations.stack_of_pages import look_at_stack, make_files
    from app.scanning.source import ScanRequest

    output = Output(as_json)
    with place_errors(out):
        if out.is_file():  # it may be a paper that somebody signed
            raise AppError(Code.FILE_EXISTS, file=out.name)
    chosen = source or _chosen()
    request = ScanRequest(dpi=dpi, feed=_feed(adf=adf, duplex=duplex))
    wish = stack_wish(
        max_mb=max_mb, layered=layered, no_clean=no_clean, no_ocr=no_ocr,
        split=split is not None, duplex=duplex,
    )  # fmt: skip
    with _folder(chosen) as folder:
        images = _scanned(chosen, request, folder, output)
        paper = (request.width_mm, request.height_mm) if _is_device(chosen) else None
        with output.progress("Đang xử lý trang", len(images)) as moved:
            pages = look_at_stack(images, wish, request_mm=paper, on_page=moved)
        files, left_out = make_files(pages, wish, out)
    output.result(stack_json(pages, files, left_out), *stack_lines(pages, files, left_out))


def _chosen() -> str:
    from app.paths import default_profile
    from app.settings import load_settings

    return load_settings(default_profile().settings_file).scanner.source


def _scanned(
    source: str, request: "ScanRequest", folder: Path, output: Output
) -> "list[PageImage]":
    from app.scanning.source import Watch
    from app.scanning.sources import open_source

    images = []
    with output.progress("Đang quét", None) as moved:
        device = open_source(source, watch=Watch.UNTIL_EMPTY)
        for page in device.pages(request, folder, lambda: False):
            images.append(page)
            moved()
    return images


def _is_device(source: str) -> bool:
    return not source.startswith(("file:", "folder:"))


def _feed(*, adf: bool, duplex: bool) -> "Feed":
    from app.scanning.source import Feed

    if duplex:
        return Feed.DUPLEX
    return Feed.FEEDER if adf else Feed.GLASS


@contextmanager
def _folder(source: str) -> Iterator[Path]:
    """Where the pages lie meanwhile; those of a device are kept when something goes wrong."""
    from app.operations.scan_alone import pages_kept
    from app.paths import default_profile

    if source.startswith("file:"):
        with tempfile.TemporaryDirectory(prefix="quay-scan-") as folder:
            yield Path(folder)
    else:
        with pages_kept(default_profile().work) as kept:
            yield kept
