"""``quay read``: what scans say of themselves, and where on the page it is written."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import JsonFlag, Output, error_json, said_in_vietnamese, told
from app.errors import AppError, Code

if TYPE_CHECKING:
    from app.operations.stack_of_pages import StackPageFound
    from app.scanning.text.document_fields import FoundField
    from app.scanning.text.document_pages import PlacedField


@said_in_vietnamese
def read(
    files: Annotated[list[Path], typer.Argument(help="Tệp PDF hoặc ảnh đã quét; không bị sửa.")],
    dpi: Annotated[
        int, typer.Option(min=200, max=600, help="Độ phân giải lấy từ trang PDF, từ 200 đến 600.")
    ] = 200,
    as_json: JsonFlag = False,
) -> None:
    """Đọc số, ký hiệu, ngày, cơ quan, tên loại, trích yếu, người ký trên giấy đã quét, kèm vị trí
    đọc được; mã thoát 0 khi mọi trang đều đọc được.
    """
    output = Output(as_json)
    found = []
    for file in files:
        try:
            value, lines = _read(file, dpi, output)
        except AppError as error:
            if error.code is Code.TEXT_MODELS_ABSENT:  # it would befall every file
                raise
            value = {"file": str(file), "fields": [], "pages": [], **error_json(error)}
            lines = [f"{file}: không đọc được", *told(value)]
        found.append(value)
        for line in lines:
            output.line(line)
    if as_json:
        output.result(found)
    if any(each["error"] for each in found):
        raise typer.Exit(1)


def _read(file: Path, dpi: int, output: Output) -> tuple[dict[str, Any], list[str]]:
    """Errors: those of the file; TEXT_MODELS_ABSENT."""
    from app.operations.scan_alone import pages_for_once
    from app.operations.stack_of_pages import StackWish, look_at_stack
    from app.scanning.file_source import FileSource
    from app.scanning.source import ScanRequest
    from app.scanning.text.document_pages import read_document, read_page

    with pages_for_once("quay-read-") as folder:
        source = FileSource(file, signed=True)
        images = list(source.pages(ScanRequest(dpi=dpi), folder, lambda: False))
        with output.progress(f"Đang đọc {file.name}", len(images)) as moved:
            pages = look_at_stack(images, StackWish(), on_page=moved)
    unread = next((page.unread for page in pages if page.unread), None)
    if unread is not None and unread.code is Code.TEXT_MODELS_ABSENT:
        raise unread
    fields = read_document([read_page(page.text) if page.text else None for page in pages])
    value = {
        "file": str(file),
        "fields": [{"page": each.page, **_field_json(each.found)} for each in fields],
        "pages": [_page_json(number, page) for number, page in enumerate(pages, start=1)],
        **(error_json(unread) if unread else {"error": None}),
    }
    return value, [*_lines(file, len(pages), fields), *told(value)]


def _page_json(number: int, page: "StackPageFound") -> dict[str, Any]:
    """Boxes are in pixels of the page as it is cleaned and turned: ``width_px`` × ``height_px``."""
    from app.scanning.text.document_fields import read_fields

    text = page.text
    return {
        "page": number,
        "width_px": text.width_px if text else page.image.width_px,
        "height_px": text.height_px if text else page.image.height_px,
        "dpi": page.image.dpi,
        "rotation": page.rotation,
        "words": len(text.words) if text else None,
        "fields": [_field_json(each) for each in read_fields(text)] if text else [],
    }


def _field_json(found: "FoundField") -> dict[str, Any]:
    """``box``: left, top, right and bottom, of which the last two are the first outside."""
    box = found.box
    return {
        "field": found.field.value,
        "value": found.value,
        "box": [box.left, box.top, box.right, box.bottom],
        "confidence": found.confidence,
    }


def _lines(file: Path, pages: int, fields: "Sequence[PlacedField]") -> list[str]:
    from app.domain.paper_field import SURE
    from ui.field_words import FIELDS, shown_value

    lines = [f"{file}: {pages} trang"]
    for each in fields:
        found = each.found
        doubt = ", cần xem lại" if found.confidence < SURE else ""
        said = f"{FIELDS[found.field]}: {shown_value(found.field, found.value)}"
        lines.append(f"  {said} (trang {each.page}{doubt})")
    return lines if fields else [*lines, "  Không có thông tin nào của văn bản hành chính."]
