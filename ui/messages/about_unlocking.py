"""Words about PIN and passwords of what signs: USB tokens, certificate files, services."""

from app.errors import Code
from ui.messages.wording import Wording, when

_LOCKED = Wording(
    "USB token đã bị khóa",
    "Mã PIN bị nhập sai quá số lần cho phép nên token[ “{label}”] đã tự khóa.",
    "Liên hệ nơi cấp chứng thư số để mở khóa token. Hồ sơ đã lưu, có thể ký sau.",
)

UNLOCKING = {
    Code.PIN_REQUIRED: Wording(
        "Cần mã PIN",
        "Muốn ký số phải nhập mã PIN của USB token.",
        "Nhập mã PIN rồi ký lại.",
        variants=(
            (
                when("device", "file"),
                Wording(
                    "Cần mật khẩu của tệp chứng thư",
                    "Tệp chứng thư chỉ mở được bằng mật khẩu của tệp.",
                    "Nhập mật khẩu của tệp rồi làm lại.",
                ),
            ),
            (
                when("device", "service"),
                Wording(
                    "Cần mật khẩu, mã PIN hoặc mã OTP",
                    "Dịch vụ ký số từ xa đòi mật khẩu, mã PIN hoặc mã OTP cho mỗi lần ký.",
                    "Nhập mã rồi ký lại.",
                ),
            ),
        ),
    ),
    Code.PIN_INCORRECT: Wording(
        "Mã PIN không đúng",
        "Token không chấp nhận mã PIN vừa nhập. Chương trình đã dừng, không tự thử lại.",
        "Kiểm tra phím Caps Lock và bộ gõ tiếng Việt, rồi nhập lại mã PIN.",
        variants=(
            (
                when("device", "file"),
                Wording(
                    "Mật khẩu không đúng",
                    "Mật khẩu vừa nhập không mở được tệp chứng thư. Chưa có gì được ký.",
                    "Kiểm tra phím Caps Lock và bộ gõ tiếng Việt, rồi nhập lại mật khẩu của tệp. "
                    "Nếu mật khẩu chắc chắn đúng, chép lại tệp từ bản gốc.",
                ),
            ),
            (
                when("state", "low"),
                Wording(
                    "Mã PIN không đúng",
                    "Token không chấp nhận mã PIN vừa nhập và chỉ còn ít lần thử nữa là tự khóa.",
                    "Tắt bộ gõ tiếng Việt, kiểm tra Caps Lock rồi nhập thật chậm. Nếu không nhớ "
                    "chắc, hãy dừng lại và hỏi nơi cấp token.",
                ),
            ),
            (
                when("state", "final_try"),
                Wording(
                    "Mã PIN không đúng: chỉ còn một lần thử",
                    "Nếu nhập sai thêm một lần nữa, token sẽ bị khóa và không ký được gì.",
                    "Dừng lại nếu không nhớ chắc mã PIN và liên hệ nơi cấp chứng thư số. Chỉ nhập "
                    "tiếp khi biết chắc mã PIN đúng.",
                ),
            ),
            (when("state", "locked"), _LOCKED),
        ),
    ),
    Code.PIN_LOCKED: _LOCKED,
    Code.PIN_EXPIRED: Wording(
        "Mã PIN đã hết hạn",
        "Token yêu cầu đổi mã PIN trước khi ký tiếp.",
        "Mở phần mềm quản lý của token, đổi mã PIN rồi ký lại.",
    ),
    Code.CERTIFICATE_FILE_UNUSABLE: Wording(
        "Tệp chứng thư bị hỏng",
        "Tệp chứng thư[ “{subject}”] bị hỏng hoặc chưa được chép trọn vẹn nên không mở được.",
        "Chép lại tệp từ bản gốc hoặc xin nơi cấp gửi lại, rồi chọn tệp mới.",
        variants=(
            (
                when("reason", "other"),
                Wording(
                    "Không phải tệp chứng thư để ký",
                    "Tệp[ “{subject}”] không phải tệp PKCS#12 có chứng thư và khóa bí mật.",
                    "Chọn tệp .p12 hoặc .pfx mà nơi cấp đã giao; tệp .cer, .crt chỉ có chứng thư "
                    "nên không ký được.",
                ),
            ),
        ),
    ),
    Code.DEVICE_FILE_NOT_SET: Wording(
        "Chưa chọn tệp chứng thư",
        "Cấu hình chọn ký bằng tệp chứng thư nhưng chưa nêu tệp nào.",
        "Mở Cấu hình, mục Thiết bị ký, chọn tệp chứng thư (p12, pfx).",
    ),
}
