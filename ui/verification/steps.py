"""What an officer can do about each reason behind a verdict."""

from signing.verification.reasons import Reason

_SEND_AGAIN = "Đề nghị người gửi cung cấp lại bản gốc đã ký."
_CHOOSE_AGAIN = "Chọn đúng tệp rồi kiểm tra lại."
_SIGN_AGAIN = "Đề nghị người ký ký lại bằng chứng thư số còn hiệu lực."
_COMPARE = "So sánh với bản đã ký trước khi nhận."
_SUPPORT = "Kiểm tra lại; nếu vẫn vậy, gửi tệp này cho bộ phận hỗ trợ."
_SOFTWARE = "Đề nghị người ký ký lại bằng phần mềm ký số theo chuẩn PAdES."
_TRUST = "Nếu biết chắc CA này, thêm vào Cấu hình, mục Neo tin cậy."
_NETWORK = "Nối mạng rồi kiểm tra lại để biết chứng thư số có bị thu hồi không."
_NOTHING = ""

STEPS = {
    Reason.FILE_MISSING: _CHOOSE_AGAIN,
    Reason.FILE_UNREADABLE: "Kiểm tra quyền đọc tệp, hoặc chép tệp về máy rồi kiểm tra lại.",
    Reason.FILE_EMPTY: _SEND_AGAIN,
    Reason.FILE_TOO_LARGE: "Đề nghị người gửi tách thành các tệp nhỏ hơn, ký từng tệp.",
    Reason.NOT_A_PDF: _CHOOSE_AGAIN,
    Reason.ENCRYPTED: "Đề nghị người gửi cung cấp bản không đặt mật khẩu.",
    Reason.DAMAGED: _SEND_AGAIN,
    Reason.TOO_MANY_REVISIONS: _SEND_AGAIN,
    Reason.RENDERING_FAILED: _SEND_AGAIN,
    Reason.UNEXPECTED: _SUPPORT,
    Reason.TIME_LIMIT: "Đóng bớt chương trình đang chạy rồi kiểm tra lại riêng tệp này.",
    Reason.MEMORY_LIMIT: "Đóng bớt chương trình đang chạy rồi kiểm tra lại riêng tệp này.",
    Reason.WORKER_DIED: _SUPPORT,
    Reason.STRUCTURE_LENIENT: _NOTHING,
    Reason.STRUCTURE_FAULTY: _SEND_AGAIN,
    Reason.HYBRID_AFTER_SIGNING: _SEND_AGAIN,
    Reason.BYTE_RANGE_IRREGULAR: _SEND_AGAIN,
    Reason.COVERAGE_INCOMPLETE: _SEND_AGAIN,
    Reason.HIDDEN_BYTES: _SEND_AGAIN,
    Reason.TRAILING_DATA: _SEND_AGAIN,
    Reason.SIGNATURE_UNDECLARED: _SEND_AGAIN,
    Reason.SIGNATURE_FORMAT_UNKNOWN: _SOFTWARE,
    Reason.SIGNATURE_UNREADABLE: _SEND_AGAIN,
    Reason.CMS_IRREGULAR: _SOFTWARE,
    Reason.EMBEDDED_CERTIFICATE_UNKNOWN: _TRUST,
    Reason.NOT_PADES: _NOTHING,
    Reason.SCRIPT_ON_OPENING: "Đề nghị người gửi cung cấp bản PDF không có mã lệnh, đã ký lại.",
    Reason.FORM_DRAWN_BY_READER: "Đề nghị người gửi in biểu mẫu ra PDF thường rồi ký lại.",
    Reason.LAYERS_HIDDEN: "Xem bản in thử trước khi dùng văn bản này.",
    Reason.DIGEST_MISMATCH: _SEND_AGAIN,
    Reason.SIGNATURE_BROKEN: _SEND_AGAIN,
    Reason.SIGNATURE_REMOVED: _SEND_AGAIN,
    Reason.CHANGE_FORBIDDEN: _COMPARE,
    Reason.PAGES_DIFFER: _COMPARE,
    Reason.APPEARANCE_DIFFERS: _COMPARE,
    Reason.CONTENT_HIDDEN: _COMPARE,
    Reason.CONTENT_PAINTED_OVER: _COMPARE,
    Reason.EARLIER_SIGNATURE_COVERED: _COMPARE,
    Reason.LATER_SIGNATURE_LARGE: _COMPARE,
    Reason.FIELD_RULES_BROKEN: "Đề nghị người ký ký lại đúng ô ký của biểu mẫu.",
    Reason.FIELD_FILLED: _NOTHING,
    Reason.FIELD_REFILLED: _COMPARE,
    Reason.CHANGED_SINCE_LAST_SIGNATURE: _COMPARE,
    Reason.CERTIFICATE_UNTRUSTED: _TRUST,
    Reason.CERTIFICATE_EXPIRED: _SIGN_AGAIN,
    Reason.CERTIFICATE_NOT_YET_VALID: "Kiểm tra ngày giờ của máy này; nếu đúng, "
    "đề nghị người ký ký lại khi chứng thư số có hiệu lực.",
    Reason.CERTIFICATE_REVOKED: _SIGN_AGAIN,
    Reason.CERTIFICATE_REVOKED_SINCE: _NOTHING,
    Reason.CERTIFICATE_WRONG_PURPOSE: "Đề nghị người ký dùng chứng thư số cấp để ký văn bản.",
    Reason.CERTIFICATE_PATH_INVALID: "Có thể là CA mạo tên. Đề nghị người gửi làm rõ nơi cấp "
    "chứng thư số.",
    Reason.ALGORITHM_WEAK: "Đề nghị người ký ký lại bằng thuật toán SHA-256 trở lên.",
    Reason.SHA1_IN_PATH: _NOTHING,
    Reason.REVOCATION_UNKNOWN: _NETWORK,
    Reason.TIME_NOT_PROVEN: _NOTHING,
    Reason.TIME_ABSENT: _SIGN_AGAIN,
    Reason.TIME_IN_FUTURE: "Kiểm tra ngày giờ của máy này rồi kiểm tra lại.",
    Reason.TIMESTAMP_INVALID: "Nếu biết chắc nơi cấp dấu thời gian, thêm CA của nơi đó vào "
    "Cấu hình, mục Neo tin cậy.",
    Reason.TIMESTAMP_REVOCATION_UNKNOWN: _NETWORK,
}
"""By reason; empty where there is nothing to do."""
