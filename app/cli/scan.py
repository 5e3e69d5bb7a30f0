"""``quay scan``: pages from a source into PDFs, without a dossier."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.cli.scan_options import (
    Adf,
    Brightness,
    Dpi,
    Duplex,
    Flip,
    Paper,
    PaperWish,
    Source,
    request_of,
    stack_is_turned,
)
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
    from app.scanning.page_files import PageFolder
    from app.scanning.source import PageImage, ScanRequest, ScanSource


class SplitBy(StrEnum):
    """Where a stack is cut."""

    QR = "qr"  # cover sheets, separators and patch codes


@said_in_vietnamese
def scan(
    out: Annotated[Path, typer.Option(help="Tệp PDF sẽ tạo.")],
    source: Source = "",
    adf: Adf = False,
    duplex: Duplex = False,
    flip: Flip = False,
    dpi: Dpi = 200,
    paper: PaperWish = Paper.A4,
    brightness: Brightness = 0,
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

    output = Output(as_json)
    device = _opened(source)
    with place_errors(out):
        if out.exists():  # it may be a paper that somebody signed; not after the whole stack
            raise AppError(Code.FILE_EXISTS, file=out.name)
    request = request_of(
        adf=adf, duplex=duplex, flip=flip, dpi=dpi, paper=paper, brightness=brightness
    )
    wish = stack_wish(
        max_mb=max_mb, layered=layered, no_clean=no_clean, no_ocr=no_ocr,
        split=split is not None, duplex=duplex or flip,
    )  # fmt: skip
    with _folder(device.address) as folder:
        images = _scanned(device, request, folder, output, flip=flip)
        size = (request.width_mm, request.height_mm) if _is_device(device.address) else None
        with output.progress("Đang xử lý trang", len(images)) as moved:
            pages = look_at_stack(images, wish, request_mm=size, on_page=moved)
        files, left_out = make_files(pages, wish, out)
    output.result(stack_json(pages, files, left_out), *stack_lines(pages, files, left_out))


def _opened(typed: str) -> "ScanSource":
    """The source at the address ``typed``, or the one that was chosen in the settings.

    Errors: WRONG_USAGE for what is no address; SCANNER_ABSENT when none was chosen.
    """
    from app.paths import default_profile
    from app.scanning.source import Watch
    from app.scanning.sources import open_source
    from app.settings import load_settings

    address = typed or load_settings(default_profile().settings_file).scanner.source
    try:
        return open_source(address, watch=Watch.UNTIL_EMPTY)
    except AppError as error:
        if typed and error.code is Code.SCANNER_ABSENT:  # no device was asked yet
            raise AppError(Code.WRONG_USAGE, problem="source", command="quay scan") from error
        raise


def _scanned(
    device: "ScanSource", request: "ScanRequest", into: "PageFolder", output: Output, *, flip: bool
) -> "list[PageImage]":
    from app.operations.manual_duplex import interleaved

    def taken() -> "list[PageImage]":
        images = []
        with output.progress("Đang quét", None) as moved:
            for page in device.pages(request, into, lambda: False):
                images.append(page)
                moved()
        return images

    fronts = taken()
    if not flip:
        return fronts
    return interleaved(fronts, taken() if stack_is_turned(len(fronts)) else [])


def _is_device(source: str) -> bool:
    return not source.startswith(("file:", "folder:"))


@contextmanager
def _folder(source: str) -> Iterator["PageFolder"]:
    """Where the pages lie meanwhile; those of a device are kept when something goes wrong."""
    from app.operations.page_folders import PageFolders
    from app.operations.scan_alone import pages_for_once, pages_kept
    from app.paths import default_profile
    from app.secrets import ProfileKey

    if source.startswith("file:"):
        with pages_for_once("quay-scan-") as pages:
            yield pages
    else:
        profile = default_profile()
        with pages_kept(PageFolders(profile.work, ProfileKey(profile).load())) as kept:
            yield kept
