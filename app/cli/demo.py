"""``quay demo``: the demonstration office, in the window or by itself."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese


@said_in_vietnamese
def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Tự làm trọn một hồ sơ, không cần màn hình.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Nơi để kết quả của --headless.")] = Path("demo-out"),
    folder: Annotated[
        Path | None,
        typer.Option(help="Thư mục của cơ quan mẫu; bỏ trống: trong dữ liệu người dùng."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Dựng cơ quan mẫu (chứng thư, token, dấu thời gian, hệ thống tỉnh) rồi làm việc ở đó."""
    if not headless:
        from app.demo.start import run_window

        raise typer.Exit(run_window(folder))
    from app.demo.headless import run_headless

    summary = run_headless(folder, out)
    Output(as_json).result(
        json.loads(summary.read_text()), f"Đã làm trọn một hồ sơ, kết quả ở {summary}"
    )
