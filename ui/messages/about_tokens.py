"""Words about tokens and certificates (vocabulary of domain §7.7)."""

from app.errors import Code
from ui.messages.wording import Wording, when

_LOCKED = Wording(
    "USB token đã bị khóa",
    "Mã PIN bị nhập sai quá số lần cho phép nên token[ “{label}”] đã tự khóa.",
    "Liên hệ nơi cấp chứng thư số để mở khóa token. Hồ sơ đã lưu, có thể ký sau.",
)

TOKENS = {
    Code.TOKEN_DRIVER_ABSENT: Wording(
        "Chưa có trình điều khiển token",
        "Máy chưa cài trình điều khiển (PKCS#11) nào dùng được cho USB token.",
        "Cài trình điều khiển đi kèm token, rồi mở Cấu hình, mục Thiết bị ký, bấm Chẩn đoán.",
    ),
    Code.TOKEN_ABSENT: Wording(
        "Chưa cắm USB token",
        "Không tìm thấy USB token[ “{label}”] trên máy này.",
        "Cắm token vào máy và chờ đèn sáng. Nếu đã cắm, mở Cấu hình, mục Thiết bị ký, bấm "
        "Chẩn đoán.",
    ),
    Code.TOKEN_AMBIGUOUS: Wording(
        "Có nhiều USB token",
        "Máy đang nhận[ {count}] token cùng lúc nên không rõ dùng token nào để ký.",
        "Chọn token cần dùng, hoặc rút bớt token rồi ký lại.",
    ),
    Code.TOKEN_REMOVED: Wording(
        "Token đã bị rút ra",
        "USB token bị rút ra trong khi đang làm việc. Giấy tờ chưa ký vẫn còn nguyên.",
        "Cắm lại token rồi ký tiếp các tệp còn lại.",
    ),
    Code.TOKEN_FAILED: Wording(
        "Token báo lỗi",
        "USB token không thực hiện được yêu cầu[ (lỗi {error})].",
        "Rút token ra, cắm lại rồi thử lần nữa. Nếu vẫn lỗi, mở Cấu hình, mục Thiết bị ký, bấm "
        "Chẩn đoán và gửi kết quả cho bộ phận hỗ trợ.",
    ),
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
                    "Kiểm tra phím Caps Lock và bộ gõ tiếng Việt, rồi nhập lại mật khẩu của tệp.",
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
    Code.CERTIFICATE_ABSENT: Wording(
        "Token không có chứng thư số",
        "Không tìm thấy chứng thư số ký được trên token.",
        "Kiểm tra xem đã cắm đúng token chưa, hoặc liên hệ nơi cấp chứng thư số.",
        variants=(
            (
                when("device", "file"),
                Wording(
                    "Tệp không có chứng thư số ký được",
                    "Tệp chứng thư không chứa khóa và chứng thư số dùng để ký.",
                    "Chọn tệp chứng thư khác trong Cấu hình, mục Thiết bị ký.",
                ),
            ),
            (
                when("device", "service"),
                Wording(
                    "Tài khoản ký số từ xa không có chứng thư số",
                    "Dịch vụ ký số không có chứng thư số nào dùng được cho tài khoản này.",
                    "Kiểm tra số căn cước trong Cấu hình, mục Thiết bị ký, hoặc liên hệ nhà cung "
                    "cấp.",
                ),
            ),
            (
                when("device", "chosen"),
                Wording(
                    "Không còn chứng thư số đã chọn",
                    "Chứng thư số đã chọn trong Cấu hình không còn ở tệp hoặc dịch vụ này, có thể "
                    "vì đã được gia hạn.",
                    "Mở Cấu hình, mục Thiết bị ký, bấm thử lại rồi chọn chứng thư số mới.",
                ),
            ),
        ),
    ),
    Code.DEVICE_FILE_NOT_SET: Wording(
        "Chưa chọn tệp chứng thư",
        "Cấu hình chọn ký bằng tệp chứng thư nhưng chưa nêu tệp nào.",
        "Mở Cấu hình, mục Thiết bị ký, chọn tệp chứng thư (p12, pfx).",
    ),
    Code.CERTIFICATE_EXPIRED: Wording(
        "Chứng thư số đã hết hạn sử dụng",
        "Chứng thư số[ của {name}] đã hết hạn[ từ ngày {until}].",
        "Gia hạn chứng thư số với nơi cấp. Trong lúc chờ, ký bằng chứng thư số còn hiệu lực.",
    ),
    Code.CERTIFICATE_NOT_YET_VALID: Wording(
        "Chứng thư số chưa có hiệu lực",
        "Chứng thư số[ của {name}] chưa đến ngày có hiệu lực[ ({since})].",
        "Kiểm tra ngày giờ của máy tính. Nếu đúng, chờ đến ngày chứng thư số có hiệu lực.",
    ),
    Code.CERTIFICATE_REVOKED: Wording(
        "Chứng thư số đã bị thu hồi",
        "Chứng thư số[ của {name}] đã bị nơi cấp thu hồi nên không được dùng để ký.",
        "Liên hệ nơi cấp chứng thư số, hoặc ký bằng chứng thư số khác còn hiệu lực.",
    ),
    Code.CERTIFICATE_UNTRUSTED: Wording(
        "Chứng thư số không tin cậy",
        "Không xác định được đường dẫn chứng thực của chứng thư số[ {name}] tới một tổ chức "
        "được tin cậy.",
        "Kiểm tra xem có dùng đúng thiết bị ký không. Quản trị viên có thể thêm chứng thư của nơi "
        "cấp trong Cấu hình, mục Neo tin cậy.",
    ),
    Code.CERTIFICATE_WRONG_PURPOSE: Wording(
        "Chứng thư số không dùng để ký",
        "Chứng thư số[ của {name}] không được cấp cho việc ký số văn bản.",
        "Chọn chứng thư số khác để ký.",
    ),
    Code.CERTIFICATE_OF_ANOTHER_OFFICER: Wording(
        "Chứng thư số của người khác",
        "Chứng thư số dùng để ký[ là của {name} và] không khớp với tài khoản đang đăng nhập.",
        "Ký bằng token hoặc chứng thư số của chính mình, hoặc đăng nhập bằng tài khoản của người "
        "giữ chứng thư số đó.",
    ),
    Code.CERTIFICATE_NOT_BOUND: Wording(
        "Không phải chứng thư số đã gắn với tài khoản",
        "Chứng thư số này[ của {name}] đúng người nhưng không phải chứng thư số đã gắn với tài "
        "khoản đang đăng nhập.",
        "Ký bằng chứng thư số đã gắn với tài khoản. Nếu mới gia hạn, đề nghị quản trị viên cập "
        "nhật chứng thư số cho tài khoản.",
    ),
    Code.REVOCATION_UNKNOWN: Wording(
        "Chưa kiểm tra được tình trạng thu hồi",
        "Không lấy được thông tin thu hồi của chứng thư số từ nơi cấp.",
        "Kiểm tra kết nối mạng rồi thử lại. Giấy tờ vẫn còn nguyên.",
    ),
}
