"""``quay verify``: what can be said of the signatures in files."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.errors import AppError, Code


@said_in_vietnamese
def verify(
    files: Annotated[list[Path], typer.Argument(help="Tệp cần kiểm tra.")],
    trust: Annotated[
        list[Path] | None, typer.Option(help="Thư mục chứng thư gốc tin cậy thêm.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Kiểm tra chữ ký số; mã thoát 0 khi mọi tệp đều hợp lệ."""
    from app.paths import default_profile
    from app.settings import load_settings
    from signing.trust import load_trust
    from signing.verification.reasons import Verdict
    from signing.verification.worker import VerificationWorker
    from ui.verification.text import report_lines

    output = Output(as_json)
    if any(not folder.is_dir() for folder in trust or ()):
        raise AppError(Code.WRONG_USAGE, problem="bad_value", name="--trust", command="quay verify")
    profile = default_profile()
    anchors = load_trust((profile.trust, *(trust or ())))
    fetch = load_settings(profile.settings_file).trust.check_revocation
    with VerificationWorker() as worker, output.progress("Đang kiểm tra", len(files)) as moved:
        reports = []
        for file in files:
            reports.append(worker.verify(file, trust=anchors, fetch=fetch))
            moved()
    lines = [line for report in reports for line in report_lines(report)]
    output.result([report.to_json() for report in reports], *lines)
    if any(report.verdict is not Verdict.VALID for report in reports):
        raise typer.Exit(1)
