"""``quay province verify-audit``: whether the province's own audit log is whole."""

import typer

from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.cli.province_options import DatabaseOption, FolderOption, database_of


@said_in_vietnamese
def verify_audit(
    folder: FolderOption, database: DatabaseOption = "", as_json: JsonFlag = False
) -> None:
    """Kiểm tra nhật ký của hệ thống tỉnh tham chiếu có bị sửa hay thiếu không."""
    from sync.reference_province.audit_chain import verify
    from sync.reference_province.engine import Database

    opened = Database(database_of(folder, database))
    try:
        opened.make_tables()
        report = verify(opened)
    finally:
        opened.close()
    value = {
        "entries": report.entries,
        "ends": report.ends,
        "faults": [{"chain": fault.chain, "entry": fault.entry} for fault in report.faults],
    }
    lines = [_said(fault.chain, fault.entry) for fault in report.faults]
    whole = f"Nhật ký của tỉnh còn nguyên vẹn: {report.entries} dòng."
    Output(as_json).result(value, *(lines or [whole]))
    if report.faults:
        raise typer.Exit(1)


def _said(chain: str, entry: int | None) -> str:
    from sync.reference_province.tables_of_acts import REFUSALS

    whose = "các yêu cầu bị từ chối" if chain == REFUSALS else f"đơn vị {chain}"
    what = "bị mất phần cuối" if entry is None else f"bị sửa hoặc thiếu tại dòng {entry}"
    return (
        f"Nhật ký của {whose} {what}. "
        "Hãy giữ nguyên cơ sở dữ liệu và báo người phụ trách an toàn thông tin."
    )
