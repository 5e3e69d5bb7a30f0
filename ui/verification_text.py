"""The verification report in Vietnamese: the seven facts of domain §11.2. No Qt in here."""

from datetime import datetime

from app.domain.working_time import VIETNAM
from signing.verification.reasons import Reason, Verdict
from signing.verification.report import Integrity, SignatureReport, Validity, VerificationReport

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
_REASONS = {
    Reason.FILE_MISSING: "Không tìm thấy tệp",
    Reason.FILE_EMPTY: "Tệp rỗng",
    Reason.NOT_A_PDF: "Tệp không phải PDF",
    Reason.ENCRYPTED: "Tệp PDF đặt mật khẩu",
    Reason.DAMAGED: "Tệp PDF bị hỏng",
    Reason.CERTIFICATE_UNTRUSTED: "Chứng thư số không tin cậy",
    Reason.CERTIFICATE_EXPIRED: "Chứng thư số đã hết hạn sử dụng",
    Reason.CERTIFICATE_NOT_YET_VALID: "Chứng thư số chưa có hiệu lực",
    Reason.CERTIFICATE_REVOKED: "Chứng thư số đã bị thu hồi",
    Reason.REVOCATION_UNKNOWN: "Không kiểm tra tình trạng hủy bỏ của chứng thư số ký",
    Reason.TIME_NOT_PROVEN: "Chữ ký không được gắn dấu thời gian",
    Reason.TIMESTAMP_INVALID: "Dấu thời gian không hợp lệ",
    Reason.SIGNATURE_REMOVED: "Một chữ ký đã bị gỡ khỏi tài liệu",
    Reason.TRAILING_DATA: "Có dữ liệu lạ ở cuối tệp",
}
"""The common ones; others are named by their code, which support can look up."""


def report_lines(report: VerificationReport) -> list[str]:
    """The report of one file, a fact a line."""
    lines = [f"{report.file}: {VERDICTS[report.verdict]}"]
    lines += [f"  • {reason_text(reason)}" for reason in report.reasons]
    for number, signature in enumerate(report.signatures, start=1):
        lines.append(f"  Chữ ký {number}")
        lines += [f"    {name}: {value}" for name, value in seven_facts(signature)]
        lines += [f"    • {reason_text(reason)}" for reason in signature.reasons]
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
    return _REASONS.get(reason, f"Lý do: {reason.value}")


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return "Không rõ"
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
