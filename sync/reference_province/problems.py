"""Every refusal of the province: a stable code, a status and a Vietnamese title (RFC 9457)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from sync.contract import Problem, TimelineStep
from sync.reference_province.refusal_told import Why, tell_why

MEDIA_TYPE = "application/problem+json"


class ProblemCode(StrEnum):
    INVALID = "invalid"
    MISSING_FILES = "missing_files"
    HASH_MISMATCH = "hash_mismatch"
    NOT_A_PDF = "not_a_pdf"
    INFECTED = "infected"
    SCANNER_AWAY = "scanner_away"
    RANGE_NOT_SATISFIABLE = "range_not_satisfiable"
    CONFLICT = "conflict"
    ALREADY_RECEIVED = "already_received"
    CHANGED_MEANWHILE = "changed_meanwhile"
    WRONG_STATE = "wrong_state"
    ROLE_NOT_ALLOWED = "role_not_allowed"
    RESULT_MISSING = "result_missing"
    NUMBER_TAKEN = "number_taken"
    WRONG_CERTIFICATE = "wrong_certificate"
    OFFSET_CONFLICT = "offset_conflict"
    UPLOAD_UNFINISHED = "upload_unfinished"
    UPLOAD_IN_USE = "upload_in_use"
    UPLOAD_BUSY = "upload_busy"
    UPLOAD_STALLED = "upload_stalled"
    CHECKSUM_MISMATCH = "checksum_mismatch"
    TOO_LARGE = "too_large"
    TOO_MUCH_UNFINISHED = "too_much_unfinished"
    LENGTH_REQUIRED = "length_required"
    WRONG_CONTENT_TYPE = "wrong_content_type"
    WRONG_TUS_VERSION = "wrong_tus_version"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    SIGN_IN_REQUIRED = "sign_in_required"
    FORBIDDEN = "forbidden"
    TOO_MANY_REQUESTS = "too_many_requests"
    BUSY = "busy"
    STORAGE_FULL = "storage_full"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True)
class _Kind:
    status: int
    title: str


_KINDS = {
    ProblemCode.INVALID: _Kind(422, "Dữ liệu gửi lên không hợp lệ: {what}."),
    ProblemCode.MISSING_FILES: _Kind(
        422, "Hệ thống của tỉnh còn thiếu {count} tệp của hồ sơ. Hãy gửi lại các tệp này."
    ),
    ProblemCode.HASH_MISMATCH: _Kind(
        422, "Tệp nhận được không khớp mã băm SHA-256 đã khai báo. Hãy gửi lại tệp."
    ),
    ProblemCode.NOT_A_PDF: _Kind(422, "Tệp gửi lên không phải là tệp PDF."),
    ProblemCode.INFECTED: _Kind(
        422,
        "Tệp bị phát hiện có mã độc ({virus}) nên không được nhận. Hãy kiểm tra máy và quét lại.",
    ),
    ProblemCode.SCANNER_AWAY: _Kind(
        503, "Hệ thống của tỉnh chưa kiểm tra được mã độc. Hãy thử lại sau ít giây."
    ),
    ProblemCode.RANGE_NOT_SATISFIABLE: _Kind(416, "Tệp không có phần được yêu cầu."),
    ProblemCode.CONFLICT: _Kind(409, "Khóa của yêu cầu đã được dùng cho một nội dung khác."),
    ProblemCode.ALREADY_RECEIVED: _Kind(409, "Hồ sơ này đã được tiếp nhận với mã {dossier_code}."),
    ProblemCode.CHANGED_MEANWHILE: _Kind(
        409, "Hồ sơ đã được người khác xử lý trong lúc đó. Hãy xem lại hồ sơ rồi làm lại."
    ),
    ProblemCode.WRONG_STATE: _Kind(
        409, "Hồ sơ đang ở trạng thái “{state_name}” nên không thực hiện được thao tác này."
    ),
    ProblemCode.ROLE_NOT_ALLOWED: _Kind(
        403, "Vai trò của tài khoản không được thực hiện thao tác này. Hãy đăng nhập đúng người."
    ),
    ProblemCode.RESULT_MISSING: _Kind(409, "Kết quả còn thiếu {missing}. Hãy bổ sung trước."),
    ProblemCode.NUMBER_TAKEN: _Kind(
        409, "Số và ký hiệu này đã được cấp cho hồ sơ {dossier_code}. Hãy lấy số khác."
    ),
    ProblemCode.WRONG_CERTIFICATE: _Kind(
        422,
        "Chứng thư số trên tệp không phải của tài khoản đang đăng nhập. "
        "Hãy ký lại bằng chứng thư đã gắn với tài khoản.",
    ),
    ProblemCode.OFFSET_CONFLICT: _Kind(
        409, "Vị trí gửi tiếp không khớp với phần hệ thống của tỉnh đã nhận."
    ),
    ProblemCode.UPLOAD_UNFINISHED: _Kind(409, "Tệp chưa được gửi hết."),
    ProblemCode.UPLOAD_IN_USE: _Kind(409, "Tệp đã thuộc về một hồ sơ nên không xóa được."),
    ProblemCode.UPLOAD_BUSY: _Kind(
        423, "Tệp đang được gửi qua một kết nối khác. Hãy thử lại sau ít giây."
    ),
    ProblemCode.UPLOAD_STALLED: _Kind(
        408, "Việc gửi tệp bị ngắt quãng. Hãy gửi tiếp phần còn lại."
    ),
    ProblemCode.CHECKSUM_MISMATCH: _Kind(
        460, "Phần tệp vừa gửi bị sai lệch trên đường truyền. Hãy gửi lại phần này."
    ),
    ProblemCode.TOO_LARGE: _Kind(413, "Dữ liệu gửi lên vượt quá dung lượng cho phép ({limit})."),
    ProblemCode.TOO_MUCH_UNFINISHED: _Kind(
        413,
        "Tài khoản này đang có quá nhiều tệp gửi dở (tối đa {limit}). "
        "Hãy gửi nốt các tệp đó rồi gửi tệp mới.",
    ),
    ProblemCode.LENGTH_REQUIRED: _Kind(411, "Yêu cầu phải cho biết trước độ dài nội dung."),
    ProblemCode.WRONG_CONTENT_TYPE: _Kind(415, "Kiểu nội dung gửi lên không được hỗ trợ."),
    ProblemCode.WRONG_TUS_VERSION: _Kind(
        412, "Phiên bản giao thức tus không được hỗ trợ. Hệ thống của tỉnh dùng phiên bản 1.0.0."
    ),
    ProblemCode.NOT_FOUND: _Kind(404, "Không tìm thấy dữ liệu được yêu cầu."),
    ProblemCode.METHOD_NOT_ALLOWED: _Kind(405, "Thao tác này không được hỗ trợ."),
    ProblemCode.SIGN_IN_REQUIRED: _Kind(
        401, "Chưa đăng nhập hoặc phiên đăng nhập đã hết hạn. Hãy đăng nhập lại."
    ),
    ProblemCode.FORBIDDEN: _Kind(403, "Tài khoản không có quyền đối với dữ liệu này."),
    ProblemCode.TOO_MANY_REQUESTS: _Kind(
        429, "Có quá nhiều yêu cầu trong thời gian ngắn. Hãy thử lại sau {seconds} giây."
    ),
    ProblemCode.BUSY: _Kind(503, "Hệ thống của tỉnh đang bận. Hãy thử lại sau ít giây."),
    ProblemCode.STORAGE_FULL: _Kind(507, "Hệ thống của tỉnh đã hết chỗ lưu trữ."),
    ProblemCode.UNEXPECTED: _Kind(500, "Hệ thống của tỉnh gặp sự cố. Mã tra cứu: {reference}."),
}


class Refused(HTTPException):
    """A request that the province does not carry out.

    ``facts`` fill the title; they never hold a citizen's number. ``files`` (SHA-256) are for the
    audit log. An ``HTTPException``, so that
    FastAPI lets it through while it reads a body.
    """

    def __init__(
        self,
        code: ProblemCode,
        *,
        headers: dict[str, str] | None = None,
        missing_sha256: tuple[str, ...] = (),
        dossier_code: str = "",
        field: str = "",
        version: int | None = None,
        changes: tuple[TimelineStep, ...] = (),
        state: str = "",
        files: tuple[str, ...] = (),
        **facts: str | int,
    ) -> None:
        kind = _KINDS[code]
        super().__init__(kind.status, headers=headers)
        self._files = files
        self.problem = Problem(
            type=f"urn:quay-mot-cua:problem:{code}",
            status=kind.status,
            code=code,
            title=kind.title.format(dossier_code=dossier_code, **facts),
            missing_sha256=missing_sha256,
            dossier_code=dossier_code,
            field=field,
            version=version,
            changes=changes,
            state=state,
        )

    def answer(self) -> JSONResponse:
        return _Answer(
            self.problem.model_dump(mode="json"),
            status_code=self.status_code,
            headers=self.headers,
            media_type=MEDIA_TYPE,
        ).because(Why(self.problem.code, files=self._files))


class _Answer(JSONResponse):
    """Tells the audit log why, whoever sends it."""

    _why: Why

    def because(self, why: Why) -> "_Answer":
        self._why = why
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tell_why(scope, self._why)
        await super().__call__(scope, receive, send)


def come_back_in(code: ProblemCode, seconds: int) -> Refused:
    """A refusal that says when to try again (RFC 9110 §10.2.3)."""
    return Refused(code, headers={"Retry-After": str(seconds)}, seconds=seconds)


def refusals(*codes: ProblemCode) -> dict[int | str, dict[str, Any]]:
    """``codes`` as the responses of an operation in the OpenAPI document."""
    found: dict[int | str, dict[str, Any]] = {}
    for code in codes:
        kind = _KINDS[code]
        said = f"`{code}`: {kind.title}"
        if kind.status in found:
            found[kind.status]["description"] += f"\n\n{said}"
        else:
            schema = {"$ref": "#/components/schemas/Problem"}
            found[kind.status] = {
                "description": said,
                "content": {MEDIA_TYPE: {"schema": schema}},
            }
    return found
