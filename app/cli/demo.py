"""``quay demo``: the demonstration office, in the window or by itself."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import JsonFlag, said_in_vietnamese


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
    from app.demo.start import run_headless, run_window

    status = run_headless(folder, out, as_json=as_json) if headless else run_window(folder)
    raise typer.Exit(status)
