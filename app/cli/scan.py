"""``quay scan``: pages from a source into one PDF, without a dossier."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.errors import AppError, Code
from app.whole_files import place_errors

if TYPE_CHECKING:
    from app.scanning.pdf_builder import BuiltPdf
    from app.scanning.source import Feed


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
    as_json: JsonFlag = False,
) -> None:
    """Quét giấy thành một tệp PDF đúng chuẩn: ảnh màu, từ 200 dpi, đúng khổ giấy."""
    from app.paths import default_profile
    from app.scanning.pdf_builder import BuildPage, build_pdf
    from app.scanning.source import ScanRequest, Watch
    from app.scanning.sources import open_source
    from app.settings import load_settings

    output = Output(as_json)
    with place_errors(out):
        if out.is_file():  # it may be a paper that somebody signed
            raise AppError(Code.FILE_EXISTS, file=out.name)
    chosen = source or load_settings(default_profile().settings_file).scanner.source
    request = ScanRequest(dpi=dpi, feed=_feed(adf=adf, duplex=duplex))
    pages: list[BuildPage] = []
    with (
        _folder(chosen) as folder,
        output.progress("Đang quét", None) as moved,
    ):
        for page in open_source(chosen, watch=Watch.UNTIL_EMPTY).pages(
            request, folder, lambda: False
        ):
            pages.append(BuildPage(file=page.file, dpi=page.dpi))
            moved()
        built = build_pdf(pages, out)
    value, line = _told(out, built)
    output.result(value, line)


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


def _told(out: Path, built: "BuiltPdf") -> tuple[dict[str, Any], str]:
    from app.scanning.legal_check import check_pdf

    report = check_pdf(out)
    value = {
        "file": str(out),
        "pages": built.pages,
        "dpi": built.dpi,
        "bytes": built.bytes,
        "sha256": built.sha256,
        "legal": report.is_legal,
        "reasons": [str(reason) for reason in report.reasons],
    }
    return value, f"Đã quét {built.pages} trang, {built.dpi} dpi → {out}"
