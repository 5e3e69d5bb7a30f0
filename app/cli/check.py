"""``quay check``: whether PDFs are what the law calls digitised documents."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import JsonFlag, Output, error_json, said_in_vietnamese, told
from app.errors import AppError

if TYPE_CHECKING:
    from app.scanning.legal_check import LegalReport, PageCheck


@said_in_vietnamese
def check(
    files: Annotated[list[Path], typer.Argument(help="Tệp PDF cần kiểm tra.")],
    as_json: JsonFlag = False,
) -> None:
    """Kiểm tra chuẩn số hóa: PDF 1.4 trở lên, ảnh màu, từ 200 dpi, tỷ lệ 100 %; mã thoát 0 khi mọi
    tệp đều đạt.
    """
    output = Output(as_json)
    found = []
    with output.progress("Đang kiểm tra", len(files)) as moved:
        for file in files:
            value, lines = _checked(file)
            found.append(value)
            for line in lines:
                output.line(line)
            moved()
    if as_json:
        output.result(found)
    if not all(each["legal"] for each in found):
        raise typer.Exit(1)


def _checked(file: Path) -> tuple[dict[str, Any], list[str]]:
    """What is known of one file, and its lines for a person; a bad file does not stop the next."""
    from app.scanning.legal_check import check_pdf
    from ui.scan.legal_words import report_lines

    try:
        report = check_pdf(file)
        size = file.stat().st_size
    except AppError as error:
        value = {"file": str(file), "legal": False, **error_json(error)}
        return value, [f"{file}: không kiểm tra được", *told(value)]
    return _json(file, size, report), report_lines(str(file), report)


def _json(file: Path, size: int, report: "LegalReport") -> dict[str, Any]:
    return {
        "file": str(file),
        "legal": report.is_legal,
        "version": ".".join(str(each) for each in report.version),
        "bytes": size,
        "reasons": [reason.value for reason in report.reasons],
        "pages": [_page_json(page) for page in report.pages],
        "error": None,
    }


def _page_json(page: "PageCheck") -> dict[str, Any]:
    return {
        "page": page.number,
        "width_mm": round(page.width_mm, 1),
        "height_mm": round(page.height_mm, 1),
        "paper": page.paper.name if page.paper else None,
        "dpi": page.dpi,
        "colour": page.colour,
        "reasons": [reason.value for reason in page.reasons],
    }
