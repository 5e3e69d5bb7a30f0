"""What ``quay scan`` and ``quay clean`` have in common: options, and what is told of a stack."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.operations.stack_of_pages import MadeFile, StackPageFound, StackWish

_MEGABYTE = 1_000_000

MaxMb = Annotated[
    float, typer.Option("--max-mb", min=0.3, max=100, help="Dung lượng lớn nhất của một tệp.")
]
Layered = Annotated[
    bool, typer.Option("--layered", help="Tách chữ thành lớp nét riêng, tệp nhỏ hơn nhiều.")
]
NoClean = Annotated[
    bool, typer.Option("--no-clean", help="Giữ ảnh như máy quét đưa ra, không làm sạch.")
]
NoOcr = Annotated[bool, typer.Option("--no-ocr", help="Không nhận dạng chữ, không tự xoay trang.")]


def stack_wish(
    *, max_mb: float, layered: bool, no_clean: bool, no_ocr: bool, split: bool, duplex: bool
) -> "StackWish":
    from app.operations.stack_of_pages import StackWish
    from app.scanning.compression.steps import Compression

    return StackWish(
        clean=not no_clean, read=not no_ocr, split=split, duplex=duplex,
        compression=Compression.LAYERED if layered else Compression.JPEG,
        max_bytes=round(max_mb * _MEGABYTE),
    )  # fmt: skip


def stack_json(
    pages: "Sequence[StackPageFound]", files: "Sequence[MadeFile]", left_out: "Sequence[int]"
) -> dict[str, Any]:
    """Pages are numbered from 1."""
    return {
        "legal": all(each.report.is_legal for each in files),
        "files": [_file_json(each) for each in files],
        "pages": [_page_json(number, page) for number, page in enumerate(pages, start=1)],
        "left_out": [number + 1 for number in left_out],
    }


def stack_lines(
    pages: "Sequence[StackPageFound]", files: "Sequence[MadeFile]", left_out: "Sequence[int]"
) -> list[str]:
    """For a person: each file, then what is to be known of pages."""
    from ui.messages.about_pages import PAGES

    lines = [
        f"Đã tạo {each.file}: {each.built.pages} trang, {each.built.dpi} dpi" for each in files
    ]
    for number, page in enumerate(pages):
        if number not in left_out:
            lines += [f"  Trang {number + 1}: {PAGES[each]}" for each in page.look.findings]
    if left_out:
        named = ", ".join(str(number + 1) for number in left_out)
        lines.append(f"  Không đưa vào tệp: tờ phân cách ở trang {named}.")
    if any(page.unread for page in pages):
        lines.append("  Có trang chưa nhận dạng được chữ; tệp vẫn dùng được như thường.")
    return lines


def _file_json(made: "MadeFile") -> dict[str, Any]:
    return {
        "file": str(made.file),
        "pages": [number + 1 for number in made.pages],
        "dossier": made.dossier,
        "component": made.component,
        "dpi": made.built.dpi,
        "bytes": made.built.bytes,
        "sha256": made.built.sha256,
        "quality": made.built.quality,
        "layered": made.built.layered,
        "legal": made.report.is_legal,
        "reasons": [reason.value for reason in made.report.reasons],
    }


def _page_json(number: int, page: "StackPageFound") -> dict[str, Any]:
    return {
        "page": number,
        "width_px": page.image.width_px,
        "height_px": page.image.height_px,
        "dpi": page.image.dpi,
        "skew": round(page.look.cleaning.skew, 2),
        "rotation": page.rotation,
        "warnings": [finding.value for finding in page.look.findings],
        "codes": len(page.look.codes),
        "patch": page.look.patch,
        "words": len(page.text.words) if page.text else None,
        "fields": _fields(page),
    }


def _fields(page: "StackPageFound") -> dict[str, str]:
    from app.scanning.text.document_fields import read_fields

    return {each.field.value: each.value for each in read_fields(page.text)} if page.text else {}
