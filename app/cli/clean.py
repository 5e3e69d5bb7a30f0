"""``quay clean``: scans that were made elsewhere, put right."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import JsonFlag, Output, error_json, said_in_vietnamese, told
from app.cli.stack_options import (
    Layered,
    MaxMb,
    NoOcr,
    stack_json,
    stack_lines,
    stack_wish,
)
from app.errors import AppError, Code
from app.whole_files import make_folder

if TYPE_CHECKING:
    from app.operations.stack_of_pages import StackWish


@said_in_vietnamese
def clean(
    files: Annotated[list[Path], typer.Argument(help="Tệp PDF hoặc ảnh đã quét ở nơi khác.")],
    out: Annotated[Path, typer.Option(help="Thư mục nhận các tệp mới; tệp gốc giữ nguyên.")],
    dpi: Annotated[
        int, typer.Option(min=200, max=600, help="Độ phân giải lấy từ trang PDF, từ 200 đến 600.")
    ] = 200,
    max_mb: MaxMb = 6.0,
    layered: Layered = False,
    no_ocr: NoOcr = False,
    as_json: JsonFlag = False,
) -> None:
    """Làm sạch tệp quét sẵn: xoay thẳng, cắt lề, nền trắng, nén vừa 6 MB, tìm được chữ."""
    output = Output(as_json)
    make_folder(out)
    wish = stack_wish(
        max_mb=max_mb, layered=layered, no_clean=False, no_ocr=no_ocr, split=False, duplex=False
    )
    found = []
    for file in files:
        try:
            value, lines = _cleaned(file, out / f"{file.stem}.pdf", wish, dpi, output)
        except AppError as error:
            value = {"source": str(file), **error_json(error)}
            lines = [f"{file}: không làm sạch được", *told(value)]
        found.append(value)
        for line in lines:
            output.line(line)
    if as_json:
        output.result(found)
    if any(each["error"] for each in found):
        raise typer.Exit(1)


def _cleaned(
    file: Path, target: Path, wish: "StackWish", dpi: int, output: Output
) -> tuple[dict[str, Any], list[str]]:
    """Errors: FILE_EXISTS, those of the file, PDF_SIGNED among them, and of building."""
    from app.operations.scan_alone import pages_for_once
    from app.operations.stack_of_pages import look_at_stack, make_files
    from app.scanning.file_source import FileSource
    from app.scanning.source import ScanRequest

    if target.exists():
        raise AppError(Code.FILE_EXISTS, file=target.name)
    with pages_for_once("quay-clean-") as folder:
        images = list(FileSource(file).pages(ScanRequest(dpi=dpi), folder, lambda: False))
        with output.progress(f"Đang làm sạch {file.name}", len(images)) as moved:
            pages = look_at_stack(images, wish, on_page=moved)
        made, left_out = make_files(pages, wish, target)
    value = {"source": str(file), **stack_json(pages, made, left_out), "error": None}
    return value, stack_lines(pages, made, left_out)
