"""The verification report as an officer reads it: one model for window, paper and terminal.

The seven facts of TT 15/2025/TT-BKHCN (domain §11.2) stand first; no Qt in here.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.working_time import VIETNAM
from signing.verification.reasons import Reason, Verdict, allowed_by
from signing.verification.report import (
    Coverage,
    Integrity,
    Kind,
    Level,
    SignatureReport,
    Validity,
    VerificationReport,
)
from ui.verification.reasons import REASONS
from ui.verification.steps import STEPS


class Grade(StrEnum):
    """How good it is; the values are those of ``ui.theme.Tone``."""

    NOTE = "neutral"
    GOOD = "ok"
    CARE = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Remark:
    text: str
    step: str
    """What to do about it; empty when there is nothing to do."""
    grade: Grade


@dataclass(frozen=True)
class SignatureView:
    title: str
    state: str
    """A word or two for its certificate and content together."""
    grade: Grade
    facts: tuple[tuple[str, str], ...]
    """The seven facts, name and value."""
    more: tuple[tuple[str, str], ...]
    """Level, coverage, kind of certificate, place of the stamp."""
    remarks: tuple[Remark, ...]
    signed_bytes: int
    changed_pages: tuple[int, ...]


@dataclass(frozen=True)
class ReportView:
    file: str
    heading: str
    sentence: str
    signers: str
    """How many signatures, and whose."""
    step: str
    """What to do now; empty when the file may be used."""
    grade: Grade
    remarks: tuple[Remark, ...]
    signatures: tuple[SignatureView, ...]


_VERDICTS = {
    Verdict.VALID: (Grade.GOOD, "Chữ ký hợp lệ!", "Tài liệu chưa bị thay đổi.", ""),
    Verdict.VALID_STRUCTURE_CHANGED: (
        Grade.CARE,
        "Chữ ký hợp lệ, tài liệu có thay đổi",
        "Nội dung đã ký số chưa bị thay đổi. Tuy nhiên, tài liệu đã có những thay đổi "
        "trong giới hạn cho phép.",
        "So sánh với bản đã ký để xem phần thay đổi trước khi dùng.",
    ),
    Verdict.CONTENT_CHANGED: (
        Grade.BAD,
        "Tài liệu đã bị thay đổi.",
        "Bản này khác với bản đã ký.",
        "Không dùng bản này. Đề nghị người gửi cung cấp bản gốc đã ký.",
    ),
    Verdict.CANNOT_VERIFY: (
        Grade.CARE,
        "Không đủ thông tin xác thực chữ ký!",
        "Chưa thể kết luận chữ ký có hợp lệ hay không.",
        "Chưa nên tin vào chữ ký này. Xử lý lý do nêu dưới đây rồi kiểm tra lại.",
    ),
    Verdict.NOT_SIGNED: (
        Grade.NOTE,
        "Văn bản chưa được ký số!",
        "Trong tệp không có chữ ký số nào.",
        "Nếu tệp phải có chữ ký số, đề nghị người gửi ký rồi gửi lại.",
    ),
}
_INVALID = (
    Grade.BAD,
    "Chữ ký không hợp lệ!",
    "Có chữ ký không hợp lệ tại thời điểm ký.",
    "Không dùng bản này. Xem lý do nêu dưới đây và trao đổi lại với người ký.",
)
_INTEGRITY = {
    Integrity.INTACT: "Tài liệu chưa bị thay đổi",
    Integrity.CHANGED: "Tài liệu đã bị thay đổi",
    Integrity.UNKNOWN: "Chưa xác định được",
}
_VALIDITY = {
    Validity.VALID: "Hợp lệ",
    Validity.INVALID: "Không hợp lệ",
    Validity.UNKNOWN: "Chưa xác định được",
}
_LEVELS = {
    Level.NONE: "Không theo mức của PAdES",
    Level.B_B: "B-B, chữ ký cơ bản",
    Level.B_T: "B-T, có dấu thời gian",
    Level.B_LT: "B-LT, kèm dữ liệu kiểm tra lâu dài",
    Level.B_LTA: "B-LTA, có dấu thời gian lưu trữ",
}
_COVERAGE = {
    Coverage.WHOLE_FILE: "Toàn bộ tệp",
    Coverage.REVISION: "Toàn bộ tệp lúc ký, sau đó tệp có bổ sung",
    Coverage.PARTIAL: "Chỉ một phần tệp",
    Coverage.UNKNOWN: "Chưa xác định được",
}
_AUTHORITIES = {
    "chuyên dùng công vụ": "Chuyên dùng công vụ",
    "công cộng": "Công cộng",
}
_GRADES = {
    Verdict.VALID: Grade.NOTE,
    Verdict.VALID_STRUCTURE_CHANGED: Grade.CARE,
    Verdict.CANNOT_VERIFY: Grade.CARE,
    Verdict.CONTENT_CHANGED: Grade.BAD,
}
_UNKNOWN = "Không rõ"


def report_view(report: VerificationReport) -> ReportView:
    """``report`` in words."""
    grade, heading, sentence, step = _VERDICTS[report.verdict]
    invalid = any(each.validity is Validity.INVALID for each in report.signatures)
    if report.verdict is Verdict.CANNOT_VERIFY and invalid:
        grade, heading, sentence, step = _INVALID
    return ReportView(
        file=report.file,
        heading=heading,
        sentence=sentence,
        signers=_signers(report),
        step=step,
        grade=grade,
        remarks=_remarks(report.reasons),
        signatures=tuple(
            _signature(each, number) for number, each in enumerate(report.signatures, start=1)
        ),
    )


def _signers(report: VerificationReport) -> str:
    names = [each.signer or _UNKNOWN for each in report.signatures if each.kind is Kind.SIGNATURE]
    return f"{len(names)} chữ ký: {', '.join(names)}" if names else ""


def seven_facts(signature: SignatureReport) -> tuple[tuple[str, str], ...]:
    """What checking software must say of a signature, name and value."""
    stamp, judged = signature.timestamped_at, signature.judged_at
    when = moment_text(signature.signed_at) if signature.signed_at or not stamp else ""
    proven = f"dấu thời gian {moment_text(stamp)}" if stamp else "không có dấu thời gian"
    moment = " · ".join(filter(None, (when, proven)))
    validity = _VALIDITY[signature.validity]
    if judged is not None:
        validity = f"{validity} (xét tại {moment_text(judged)})"
    period = f"{moment_text(signature.valid_from)} – {moment_text(signature.valid_to)}"
    return (
        ("CA phát hành", signature.issuer or _UNKNOWN),
        ("Chủ thể ký", signature.signer or _UNKNOWN),
        ("Đơn vị quản lý chứng thư số", signature.unit or _UNKNOWN),
        ("Thời điểm ký", moment),
        ("Tính toàn vẹn", _INTEGRITY[signature.integrity]),
        ("Tính hợp lệ tại thời điểm ký", validity),
        ("Thời hạn hiệu lực chứng thư số", period),
    )


def remark(reason: Reason) -> Remark:
    return Remark(REASONS[reason], STEPS[reason], _GRADES[allowed_by(reason)])


def moment_text(moment: datetime | None) -> str:
    if moment is None:
        return _UNKNOWN
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")


def _signature(report: SignatureReport, number: int) -> SignatureView:
    stamp = report.kind is Kind.TIMESTAMP
    state, grade = _state(report)
    remarks = _remarks(report.reasons)
    if report.validity is Validity.INVALID:
        blocking = Grade.BAD
        remarks = tuple(replace(r, grade=blocking) if r.grade is Grade.CARE else r for r in remarks)
    place = f"Trang {report.page}" if report.page else "Không hiện trên trang"
    more = [
        ("Loại chứng thư số", _AUTHORITIES.get(report.authority, "Chưa xếp loại")),
        ("Mức chữ ký", "Dấu thời gian của tài liệu" if stamp else _LEVELS[report.level]),
        ("Phạm vi được ký", _COVERAGE[report.coverage]),
        ("Vị trí", place),
    ]
    if report.revoked_at is not None:
        more.append(("Thu hồi từ", moment_text(report.revoked_at)))
    name = "Dấu thời gian" if stamp else "Chữ ký"
    return SignatureView(
        title=f"{name} {number}: {report.signer or _UNKNOWN}",
        state=state,
        grade=grade,
        facts=seven_facts(report),
        more=tuple(more),
        remarks=remarks,
        signed_bytes=report.signed_bytes,
        changed_pages=report.changed_pages,
    )


def _state(report: SignatureReport) -> tuple[str, Grade]:
    if report.integrity is Integrity.CHANGED:
        return "Đã bị thay đổi", Grade.BAD
    if report.validity is Validity.INVALID:
        return "Không hợp lệ", Grade.BAD
    if report.integrity is Integrity.INTACT and report.validity is Validity.VALID:
        return "Hợp lệ", Grade.GOOD
    return "Chưa đủ thông tin", Grade.CARE


def _remarks(reasons: tuple[Reason, ...]) -> tuple[Remark, ...]:
    """Worst first."""
    order = (Grade.BAD, Grade.CARE, Grade.NOTE)
    return tuple(sorted(map(remark, reasons), key=lambda each: order.index(each.grade)))
