"""How exceptions become the province's refusals."""

from collections.abc import Sequence
from typing import get_args

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from app.errors import AppError, Code
from sync.contract import LaterAct, ReceiveDossier
from sync.reference_province.problems import ProblemCode, Refused, come_back_in
from sync.reference_province.storage.port import StorageAwayError

ACT_KINDS = tuple(
    get_args(model.model_fields["kind"].annotation)[0]
    for model in (ReceiveDossier, *get_args(LaterAct))
)
"""Pydantic puts them before the place of a mistake in an act."""
_LABELS = {
    "dossier_id": "mã của hồ sơ tại quầy",
    "provisional_code": "mã hồ sơ tạm",
    "procedure_code": "mã thủ tục hành chính",
    "case_code": "trường hợp giải quyết",
    "applicant": "thông tin người nộp",
    "applicant.full_name": "họ và tên người nộp",
    "applicant.identity_number": "số định danh cá nhân của người nộp",
    "applicant.born": "ngày sinh của người nộp",
    "applicant.gender": "giới tính của người nộp",
    "applicant.address": "địa chỉ của người nộp",
    "applicant.phone": "số điện thoại của người nộp",
    "applicant.email": "thư điện tử của người nộp",
    "applicant.organization": "tên cơ quan, tổ chức",
    "papers": "giấy tờ của hồ sơ",
    "papers.title": "tên giấy tờ",
    "papers.sha256": "mã băm của giấy tờ",
    "papers.bytes": "dung lượng của giấy tờ",
    "papers.pages": "số trang của giấy tờ",
    "papers.signature": "chữ ký số trên giấy tờ",
    "fees": "phí, lệ phí",
    "return_way": "hình thức nhận kết quả",
    "received_at": "thời điểm tiếp nhận",
    "due_at": "thời điểm hẹn trả",
    "acted_at": "thời điểm thực hiện",
    "reason": "lý do",
    "opinion": "ý kiến",
    "results": "tệp kết quả",
    "number": "số văn bản",
    "notation": "ký hiệu văn bản",
    "issued_on": "ngày ban hành",
    "paper_code": "mã thành phần hồ sơ, kết quả",
    "sha256": "tệp được chọn",
    "valid_from": "ngày hiệu lực",
    "valid_until": "ngày hết hạn",
    "owner": "số định danh của chủ sở hữu",
    "owner_number": "số định danh của chủ sở hữu",
    "owner_name": "tên chủ sở hữu",
    "reference": "mã giao dịch thanh toán",
    "text": "nội dung",
    "contact": "thông tin liên hệ",
    "to": "bước tiếp theo",
    "papers.reused_from": "giấy tờ lấy từ kho dữ liệu",
    "state": "trạng thái hồ sơ",
    "handled_by": "bộ phận xử lý",
    "Idempotency-Key": "khóa của yêu cầu (Idempotency-Key)",
    "Upload-Length": "độ dài tệp (Upload-Length)",
    "Upload-Metadata": "thông tin tệp (Upload-Metadata)",
    "Upload-Offset": "vị trí gửi tiếp (Upload-Offset)",
    "Upload-Checksum": "mã kiểm tra (Upload-Checksum)",
}


def invalid(field: str) -> Refused:
    """The refusal of what was sent in ``field``, a dotted path without indices."""
    return Refused(ProblemCode.INVALID, field=field, what=_label(field))


def _label(field: str) -> str:
    path = field
    while path and path not in _LABELS:
        path = path.rpartition(".")[0]
    return _LABELS.get(path, field or "nội dung yêu cầu")


def install(app: FastAPI) -> None:
    """Let ``app`` answer every exception it can name with a problem."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(DataError, _not_storable)
    app.add_exception_handler(OperationalError, _busy)
    app.add_exception_handler(PoolTimeout, _busy)
    app.add_exception_handler(StorageAwayError, _busy)
    app.add_exception_handler(AppError, _local_error)


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 (narrows the type that install() promises)
    return error.answer()


def _http_exception(_: Request, error: Exception) -> Response:
    """What the framework refuses by itself: unknown paths, wrong methods, unreadable bodies."""
    assert isinstance(error, HTTPException)  # noqa: S101
    known = {404: ProblemCode.NOT_FOUND, 405: ProblemCode.METHOD_NOT_ALLOWED}
    if error.status_code in known:
        return Refused(known[error.status_code], headers=dict(error.headers or {})).answer()
    return invalid("").answer()


def _not_valid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    first = error.errors()[0]
    return invalid(_path(first["loc"], first["type"])).answer()


def _path(place: Sequence[str | int], kind: str) -> str:
    if kind == "json_invalid":
        return ""
    if kind.startswith("union_tag"):
        return "kind"
    path = [part for part in place[1:] if isinstance(part, str)]
    return ".".join(path[1:] if path and path[0] in ACT_KINDS else path)


def _not_storable(_: Request, __: Exception) -> Response:
    """Text that the database has no room for, e.g. PostgreSQL for a NUL."""
    return invalid("").answer()


def _busy(_: Request, __: Exception) -> Response:
    return come_back_in(ProblemCode.BUSY, 5).answer()


def _local_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)  # noqa: S101
    if error.code is Code.DISK_FULL:
        return Refused(ProblemCode.STORAGE_FULL).answer()
    raise error
