"""``quay dossier act``: results from the leader's signature to the data warehouse; payments."""

from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.dossier_act import (
    Acting,
    DossierArgument,
    DossiersArgument,
    FileOption,
    HandledByOption,
    OpinionOption,
    ResultOption,
    typed_day,
)
from app.cli.dossier_steps import _counter
from app.cli.output import JsonFlag, Output, said_in_vietnamese
from app.domain.dossier import DossierState, ReturnWay
from app.errors import AppError, Code

if TYPE_CHECKING:
    from app.operations.warehouse_offer import DossierFile
    from app.store.store import Work


class SavedAs(StrEnum):
    RESULT = "result"
    COMPONENT = "component"


class Trouble(StrEnum):
    PAID_NOT_RECORDED = "paid_not_recorded"
    RECORDED_NOT_PAID = "recorded_not_paid"
    WRONG_AMOUNT = "wrong_amount"
    REFUND_WANTED = "refund_wanted"
    OTHER = "other"


@said_in_vietnamese
def approve(
    dossier: DossiersArgument,
    result: ResultOption = None,
    opinion: OpinionOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Ký duyệt: gửi kết quả mà lãnh đạo đã ký số.

    Nhiều hồ sơ: --result MÃ_HỒ_SƠ=TỆP cho từng hồ sơ; bỏ trống: giấy tờ mà lãnh đạo đã ký.
    """
    with _counter() as counter:
        acting = Acting(counter, dossier, "approve")
        acting.perform(Output(as_json), {"opinion": opinion}, results=acting.files(result))


@said_in_vietnamese
def return_with_opinion(
    dossier: DossiersArgument,
    opinion: OpinionOption,
    handled_by: HandledByOption = "",
    file: FileOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Lãnh đạo trả hồ sơ lại để làm tiếp, kèm ý kiến."""
    from app.operations.act_offers import departments

    with _counter() as counter:
        acting = Acting(counter, dossier, "return_with_opinion")
        with counter.store.read() as work:
            offered = departments(work, DossierState.CHECKING)
        content = {"opinion": opinion, "handled_by": handled_by or next(iter(offered), "")}
        acting.perform(Output(as_json), content, file=acting.files(file))


@said_in_vietnamese
def issue_result(
    dossier: DossierArgument,
    result: ResultOption = None,
    number: Annotated[
        str, typer.Option(help="Số và ký hiệu, ví dụ 12/QĐ-UBND; bỏ trống: số đã cấp ở Ký số.")
    ] = "",
    day: Annotated[
        str, typer.Option("--date", help="Ngày ban hành, ví dụ 26/11/2026; bỏ trống: ngày ký.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Phát hành: kết quả có số, ngày và chữ ký số của cơ quan."""
    content = {"number": number, "issued_on": typed_day(day, "--date")}
    with _counter() as counter:
        acting = Acting(counter, dossier, "issue_result")
        acting.perform(Output(as_json), content, results=acting.files(result))


@said_in_vietnamese
def return_result(
    dossier: DossierArgument,
    way: Annotated[
        ReturnWay | None,
        typer.Option(help="Hình thức trả: tại quầy, bưu chính, trực tuyến; bỏ trống: đã đăng ký."),
    ] = None,
    handed_to: Annotated[
        str, typer.Option(help="Người nhận kết quả; bỏ trống: người nộp hồ sơ.")
    ] = "",
    receipt: Annotated[str, typer.Option(help="Biên nhận đã ký số (PDF).")] = "",
    result: ResultOption = None,
    email: Annotated[
        bool, typer.Option("--email", help="Đã gửi kết quả đến email của người nộp.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Trả kết quả; kết quả giấy đã quét phải có chữ ký SAO Y của cơ quan."""
    with _counter() as counter:
        acting = Acting(counter, dossier, "return_result")
        content = {
            "way": (way or acting.dossier.return_way).value,
            "handed_to": handed_to or acting.dossier.applicant.full_name,
            "sent_to_email": email,
        }
        acting.perform(
            Output(as_json), content, receipt=acting.files(receipt), results=acting.files(result)
        )


@said_in_vietnamese
def save_to_warehouse(
    dossier: DossierArgument,
    paper: Annotated[
        str,
        typer.Option(help="Tên giấy tờ, tệp hoặc mã SHA-256; bỏ trống: kết quả sau cùng."),
    ] = "",
    saved_as: Annotated[
        SavedAs | None, typer.Option(help="Lưu là kết quả hay thành phần; bỏ trống: tự nhận.")
    ] = None,
    paper_code: Annotated[str, typer.Option(help="Mã TPHS/KQ, ví dụ KQ.G15.000007.")] = "",
    title: Annotated[str, typer.Option(help="Tên giấy tờ trong kho.")] = "",
    number: Annotated[str, typer.Option(help="Số giấy tờ.")] = "",
    valid_from: Annotated[str, typer.Option(help="Ngày hiệu lực, ví dụ 26/11/2026.")] = "",
    valid_until: Annotated[str, typer.Option(help="Ngày hết hạn; bỏ trống: không có.")] = "",
    owner: Annotated[str, typer.Option(help="Chủ sở hữu; bỏ trống: người nộp.")] = "",
    owner_number: Annotated[str, typer.Option(help="Số CCCD, CMND hoặc MST của chủ sở hữu.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Lưu kết quả hoặc giấy tờ của hồ sơ vào kho dữ liệu (KDL)."""
    from app.domain.working_time import VIETNAM
    from app.operations.warehouse_offer import warehouse_offer

    given: dict[str, Any] = {
        "saved_as": saved_as.value if saved_as else "",
        "paper_code": paper_code,
        "title": title,
        "number": number,
        "valid_from": typed_day(valid_from, "--valid-from"),
        "valid_until": typed_day(valid_until, "--valid-until"),
        "owner_name": owner,
        "owner_number": owner_number,
    }
    with _counter() as counter:
        acting = Acting(counter, dossier, "save_to_warehouse")
        with counter.store.read() as work:
            file = _file_to_save(work, acting, paper)
            today = counter.now().astimezone(VIETNAM).date()
            offered = warehouse_offer(work, acting.dossier, file, today)
        content = offered | {name: value for name, value in given.items() if value}
        acting.perform(Output(as_json), content)


@said_in_vietnamese
def report_payment_trouble(
    dossier: DossierArgument,
    reference: Annotated[str, typer.Option(help="Mã tham chiếu, ví dụ G22.99.2-000000000001.")],
    trouble: Annotated[
        Trouble,
        typer.Option(
            help="Loại phản ánh: đã trả chưa ghi nhận, ghi nhận chưa trả, sai số tiền, "
            "xin hoàn tiền, khác."
        ),
    ],
    text: Annotated[str, typer.Option(help="Nội dung phản ánh.")],
    contact: Annotated[str, typer.Option(help="Người liên hệ và số điện thoại.")],
    as_json: JsonFlag = False,
) -> None:
    """Phản ánh về một khoản thanh toán trực tuyến."""
    content = {
        "reference": reference, "trouble": trouble.value, "text": text, "contact": contact,
    }  # fmt: skip
    with _counter() as counter:
        Acting(counter, dossier, "report_payment_trouble").perform(Output(as_json), content)


def _file_to_save(work: "Work", acting: Acting, named: str) -> "DossierFile":
    """Errors: PAPER_UNKNOWN."""
    import hashlib

    from app.operations.warehouse_offer import files_of_dossier

    sha256 = named
    with suppress(OSError):
        sha256 = hashlib.sha256(Path(named).read_bytes()).hexdigest() if named else ""
    for file in files_of_dossier(work, acting.dossier.id):
        if not named or named == file.title or sha256 == file.sha256:
            return file
    raise AppError(Code.PAPER_UNKNOWN, paper=named)


RESULT_COMMANDS = (
    ("approve", approve),
    ("return-with-opinion", return_with_opinion),
    ("issue-result", issue_result),
    ("return-result", return_result),
    ("save-to-warehouse", save_to_warehouse),
    ("report-payment-trouble", report_payment_trouble),
)
"""Name on the command line and function."""
