"""The verification report in Vietnamese: the seven facts of domain §11.2. No Qt in here."""

from datetime import datetime

from app.domain.working_time import VIETNAM
from signing.verification.reasons import Reason, Verdict
from signing.verification.report import Integrity, SignatureReport, Validity, VerificationReport
from ui.verification_reasons import REASONS

VERDICTS = {
    Verdict.VALID: "Chữ ký hợp lệ! Tài liệu chưa bị thay đổi.",
    Verdict.VALID_STRUCTURE_CHANGED: (
        "Nội dung đã ký số chưa bị thay đổi. Tuy nhiên, tài liệu đã có những thay đổi "
        "trong giới hạn cho phép."
    ),
    Verdict.CONTENT_CHANGED: "Tài liệu đã bị thay đổi.",
    Verdict.CANNOT_VERIFY: "Không đủ thông tin xác thực chữ ký!",
    Verdict.NOT_SIGNED: "Văn bản chưa được ký số!",
}
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
_NEXT_STEPS = {
    Verdict.CONTENT_CHANGED: "Không dùng bản này. Đề nghị người gửi cung cấp bản gốc đã ký.",
    Verdict.CANNOT_VERIFY: "Chưa nên tin vào chữ ký này. Xử lý lý do nêu trên rồi kiểm tra lại.",
    Verdict.NOT_SIGNED: "Nếu tệp phải có chữ ký số, đề nghị người gửi ký rồi gửi lại.",
}


def report_lines(report: VerificationReport) -> list[str]:
    """The report of one file, a fact a line."""
    lines = [f"{report.file}: {VERDICTS[report.verdict]}"]
    lines += [f"  • {reason_text(reason)}" for reason in report.reasons]
    for number, signature in enumerate(report.signatures, start=1):
        lines.append(f"  Chữ ký {number}")
        lines += [f"    {name}: {value}" for name, value in seven_facts(signature)]
        lines += [f"    • {reason_text(reason)}" for reason in signature.reasons]
    if report.verdict in _NEXT_STEPS:
        lines.append(f"  → {_NEXT_STEPS[report.verdict]}")
    return lines


def seven_facts(signature: SignatureReport) -> tuple[tuple[str, str], ...]:
    """What checking software must say of a signature (TT 15/2025/TT-BKHCN), name and value."""
    stamp = signature.timestamped_at
    when = _moment(signature.signed_at)
    proven = f" · dấu thời gian {_moment(stamp)}" if stamp else " · không có dấu thời gian"
    period = f"{_moment(signature.valid_from)} – {_moment(signature.valid_to)}"
    return (
        ("CA phát hành", signature.issuer or "Không rõ"),
        ("Chủ thể ký", signature.signer or "Không rõ"),
        ("Đơn vị quản lý chứng thư", signature.unit or "Không rõ"),
        ("Thời điểm ký", f"{when}{proven}"),
        ("Tính toàn vẹn", _INTEGRITY[signature.integrity]),
        ("Tính hợp lệ tại thời điểm ký", _VALIDITY[signature.validity]),
        ("Thời hạn chứng thư", period),
    )


def reason_text(reason: Reason) -> str:
    return REASONS[reason]


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return "Không rõ"
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
