"""Words about the authorities that an office trusts."""

from app.errors import Code
from ui.messages.wording import Wording

TRUST = {
    Code.AUTHORITY_FILE_UNUSABLE: Wording(
        "Tệp không chứa chứng thư của CA",
        "Trong tệp[ “{subject}”] không có chứng thư nào của tổ chức cấp chứng thư số (CA). "
        "Chứng thư của người dùng không làm neo tin cậy được.",
        "Tải lại chứng thư của CA từ trang của tổ chức cấp chứng thư số rồi thêm lại.",
    ),
    Code.AUTHORITY_FALSE: Wording(
        "Chứng thư mạo tên CA đã biết",
        "Chứng thư mang tên[ “{authority}”] nhưng dấu vân tay khác với dấu đã ghim trong "
        "chương trình. Chương trình không thêm chứng thư này.",
        "Không dùng tệp này. Đối chiếu dấu vân tay SHA-256 với tổ chức cấp chứng thư số và báo "
        "bộ phận hỗ trợ.",
    ),
    Code.AUTHORITY_UNKNOWN: Wording(
        "Không có CA này trong danh sách",
        "Không có đúng một CA đang tin cậy có dấu vân tay bắt đầu bằng[ “{fingerprint}”].",
        "Xem danh sách bằng lệnh quay trust list, rồi nhập ít nhất 8 chữ số đầu của dấu vân tay.",
    ),
}
