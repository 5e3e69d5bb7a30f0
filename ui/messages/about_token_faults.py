"""Words about a token that is there but cannot be used as it is."""

from app.errors import Code
from ui.messages.wording import Wording, when

_DIAGNOSE = "mở Cấu hình, mục Thiết bị ký, bấm Chẩn đoán và gửi kết quả cho bộ phận hỗ trợ."
_MALFORMED = "Mã PIN không đúng quy cách"
_NOT_TAKEN = "Mã PIN vừa nhập có độ dài hoặc ký tự mà token không chấp nhận."

TOKEN_FAULTS = {
    Code.TOKEN_DRIVER_FAILED: Wording(
        "Trình điều khiển token không khởi động được",
        "Máy đã cài trình điều khiển token[ ({module})] nhưng chương trình không mở được.",
        "Đóng các phần mềm ký số khác rồi mở lại chương trình. Nếu vẫn lỗi, cài lại trình điều "
        "khiển đi kèm token.",
    ),
    Code.TOKEN_DRIVER_OUTDATED: Wording(
        "Trình điều khiển token đã cũ",
        "Trình điều khiển không hỗ trợ kiểu xác nhận mã PIN mà khóa ký trên token đòi hỏi.",
        "Cài bản mới của trình điều khiển đi kèm token, rồi ký lại.",
    ),
    Code.TOKEN_EXCHANGED: Wording(
        "Đang cắm một token khác",
        "Token đang cắm có cùng tên[ “{label}”] nhưng không phải token đã chọn. Mã PIN chưa được "
        "gửi đến token này.",
        "Cắm lại đúng token lúc đầu, hoặc chọn lại token rồi ký.",
    ),
    Code.TOKEN_BUSY: Wording(
        "Token đang bận",
        "Các phần mềm khác đã dùng hết số phiên làm việc mà token cho phép.",
        "Đóng các phần mềm ký số khác và trình duyệt, rồi ký lại.",
    ),
    Code.TOKEN_ALREADY_OPEN: Wording(
        "Token đang được phần mềm khác mở",
        "Một phần mềm khác đã đăng nhập vào token và chưa đăng xuất, nên mã PIN vừa nhập không "
        "được kiểm tra.",
        "Đóng phần mềm đó, hoặc rút token ra cắm lại, rồi ký lại.",
    ),
    Code.TOKEN_OPEN_AS_ADMINISTRATOR: Wording(
        "Token đang mở bằng quyền quản trị",
        "Phần mềm quản lý token đang đăng nhập bằng mã PIN quản trị (SO PIN), nên chưa ký được.",
        "Đóng phần mềm quản lý token, rồi ký lại.",
    ),
    Code.TOKEN_LOGGED_OUT: Wording(
        "Token đã tự đăng xuất",
        "Phiên làm việc với token đã bị đóng giữa chừng. Giấy tờ chưa ký vẫn còn nguyên.",
        "Bấm ký lại và nhập mã PIN để ký tiếp các tệp còn lại.",
    ),
    Code.TOKEN_REFUSED: Wording(
        "Đã hủy trên thiết bị",
        "Thao tác đã bị hủy trên token, hoặc đã hết thời gian chờ xác nhận.",
        "Ký lại, rồi nhập mã PIN hoặc bấm xác nhận trên thiết bị khi được hỏi.",
    ),
    Code.TOKEN_MEMORY_FULL: Wording(
        "Token không đủ bộ nhớ",
        "Token không còn đủ bộ nhớ để thực hiện việc ký.",
        f"Rút token ra, cắm lại rồi ký tiếp. Nếu vẫn lỗi, {_DIAGNOSE}",
    ),
    Code.TOKEN_VENDOR_ERROR: Wording(
        "Token báo lỗi riêng của hãng",
        "Token trả về mã lỗi riêng của nhà sản xuất[: {vendor_code}].",
        "Rút token ra, cắm lại rồi thử lần nữa. Nếu vẫn lỗi, báo mã lỗi cho nơi cấp token.",
    ),
    Code.PIN_MALFORMED: Wording(
        _MALFORMED,
        f"{_NOT_TAKEN} Chương trình đã dừng, không tự thử lại.",
        "Tắt bộ gõ tiếng Việt, đếm lại số ký tự rồi nhập lại mã PIN.",
        variants=(
            (
                when("state", "low", "final_try"),
                Wording(
                    _MALFORMED,
                    f"{_NOT_TAKEN} Token báo sắp hết số lần thử.",
                    "Tắt bộ gõ tiếng Việt, đếm lại số ký tự rồi nhập thật chậm. Nếu không nhớ "
                    "chắc, hãy dừng lại và hỏi nơi cấp token.",
                ),
            ),
        ),
    ),
    Code.PIN_NOT_SET: Wording(
        "Token chưa đặt mã PIN",
        "Token này chưa được đặt mã PIN của người dùng nên chưa ký được.",
        "Mở phần mềm quản lý của token để đặt mã PIN, hoặc liên hệ nơi cấp chứng thư số.",
    ),
}
