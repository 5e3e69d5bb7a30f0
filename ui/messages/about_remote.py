"""Words about signing services: VNPT SmartCA, Viettel MySign and others (domain §8)."""

from app.errors import Code
from ui.messages.wording import Wording, known

_DECLARE = "Khai báo đủ thông tin trong Cấu hình, mục Thiết bị ký."

REMOTE = {
    Code.REMOTE_NOT_SET: Wording(
        "Chưa khai báo ký số từ xa",
        "Thiếu địa chỉ, tài khoản hoặc mã bí mật của dịch vụ ký số từ xa.",
        _DECLARE,
        variants=(
            (
                known("missing"),
                Wording(
                    "Chưa khai báo đủ ký số từ xa",
                    "Khai báo ký số từ xa còn thiếu hoặc sai: {fields}.",
                    _DECLARE,
                ),
            ),
        ),
    ),
    Code.REMOTE_INSECURE: Wording(
        "Kết nối tới dịch vụ ký số không an toàn",
        "Địa chỉ[ {url}] không dùng kết nối mã hóa, hoặc máy chủ không chứng minh được danh tính. "
        "Chưa có gì được gửi đi.",
        "Báo quản trị viên kiểm tra địa chỉ dịch vụ ký số (phải bắt đầu bằng https) và ngày giờ "
        "của máy.",
    ),
    Code.REMOTE_UNREACHABLE: Wording(
        "Không kết nối được dịch vụ ký số",
        "Dịch vụ ký số từ xa không trả lời. Yêu cầu ký chưa được gửi đi.",
        "Kiểm tra mạng rồi ký lại. Có thể ký bằng USB token trong lúc chờ.",
    ),
    Code.REMOTE_ANSWER_LOST: Wording(
        "Mất kết nối khi đang gửi yêu cầu ký",
        "Yêu cầu có thể đã tới dịch vụ ký số nhưng câu trả lời không về được đến máy này.",
        "Mở ứng dụng ký số trên điện thoại: nếu thấy yêu cầu cũ thì từ chối, rồi ký lại từ đầu.",
    ),
    Code.REMOTE_FAILED: Wording(
        "Dịch vụ ký số đang gặp lỗi",
        "Máy chủ của dịch vụ ký số từ xa báo lỗi nội bộ[ (mã {status})].",
        "Thử lại sau ít phút. Nếu vẫn lỗi, gọi bộ phận hỗ trợ của nhà cung cấp.",
    ),
    Code.REMOTE_ANSWER_UNREADABLE: Wording(
        "Không đọc được câu trả lời của dịch vụ ký số",
        "Câu trả lời nhận được không đúng quy định nên không được dùng. Giấy tờ vẫn còn nguyên.",
        "Kiểm tra xem mạng có đòi đăng nhập không, rồi ký lại. Nếu vẫn lỗi, báo quản trị viên.",
    ),
    Code.REMOTE_SIGN_IN_FAILED: Wording(
        "Dịch vụ ký số không chấp nhận tài khoản",
        "Tài khoản hoặc mật khẩu dùng để kết nối dịch vụ ký số không hợp lệ.",
        "Đề nghị quản trị viên kiểm tra lại tài khoản và mã bí mật trong Cấu hình.",
    ),
    Code.REMOTE_CLIENT_UNKNOWN: Wording(
        "Mã kết nối của cơ quan không tồn tại",
        "Dịch vụ ký số không biết mã kết nối (client ID) đã khai báo.",
        "Đề nghị quản trị viên đối chiếu mã kết nối với nhà cung cấp.",
    ),
    Code.REMOTE_CLIENT_SECRET_WRONG: Wording(
        "Mã bí mật của cơ quan không đúng",
        "Dịch vụ ký số không chấp nhận mã bí mật (client secret) đã khai báo.",
        "Đề nghị quản trị viên nhập lại mã bí mật do nhà cung cấp cấp.",
    ),
    Code.REMOTE_CLIENT_CERTIFICATE_REVOKED: Wording(
        "Chứng thư kết nối đã bị thu hồi",
        "Chứng thư TLS mà cơ quan dùng để kết nối dịch vụ ký số đã bị thu hồi.",
        "Đề nghị quản trị viên liên hệ nhà cung cấp để được cấp chứng thư kết nối mới.",
    ),
    Code.REMOTE_USER_UNKNOWN: Wording(
        "Chưa có tài khoản ký số từ xa",
        "Dịch vụ ký số không tìm thấy tài khoản của cán bộ đang ký.",
        "Kích hoạt tài khoản với nhà cung cấp, hoặc đề nghị quản trị viên kiểm tra mã người dùng.",
    ),
    Code.REMOTE_PASSWORD_WRONG: Wording(
        "Mật khẩu hoặc mã OTP không đúng",
        "Dịch vụ ký số không chấp nhận mật khẩu hoặc mã OTP vừa nhập. Chương trình đã dừng, không "
        "tự thử lại.",
        "Kiểm tra phím Caps Lock, bộ gõ tiếng Việt và ngày giờ của máy, rồi nhập lại.",
    ),
    Code.REMOTE_CONFIRMATION_PENDING: Wording(
        "Yêu cầu ký trước vẫn đang chờ",
        "Trên điện thoại còn một yêu cầu ký chưa được xác nhận nên chưa gửi yêu cầu mới.",
        "Xác nhận hoặc từ chối yêu cầu đó trên điện thoại[, hoặc chờ {wait} cho yêu cầu hết hạn], "
        "rồi ký lại.",
    ),
    Code.REMOTE_CONFIRMATION_EXPIRED: Wording(
        "Quá thời gian xác nhận",
        "Yêu cầu ký đã hết hạn vì chưa được xác nhận trên điện thoại.",
        "Mở sẵn ứng dụng ký số trên điện thoại rồi ký lại.",
    ),
    Code.REMOTE_CONFIRMATION_REFUSED: Wording(
        "Yêu cầu ký bị từ chối",
        "Yêu cầu ký đã bị từ chối trên điện thoại. Giấy tờ chưa được ký.",
        "Nếu chính mình từ chối nhầm, hãy ký lại. Nếu không, đổi mật khẩu ứng dụng ký số ngay.",
    ),
    Code.REMOTE_SIGNING_FAILED: Wording(
        "Dịch vụ ký số ký không thành công",
        "Yêu cầu đã được xác nhận nhưng dịch vụ không tạo được chữ ký.",
        "Ký lại. Nếu vẫn lỗi, gọi bộ phận hỗ trợ của nhà cung cấp.",
    ),
    Code.REMOTE_INTERNAL_ERROR: Wording(
        "Lỗi nội bộ của dịch vụ ký số",
        "Dịch vụ ký số báo lỗi nội bộ nên yêu cầu này đã kết thúc mà không có chữ ký.",
        "Ký lại sau ít phút. Nếu vẫn lỗi, gọi bộ phận hỗ trợ của nhà cung cấp.",
    ),
    Code.REMOTE_QUOTA_USED_UP: Wording(
        "Đã hết lượt ký",
        "Tài khoản ký số từ xa đã dùng hết số lượt ký của gói cước.",
        "Mua thêm lượt ký với nhà cung cấp, hoặc ký bằng USB token.",
    ),
    Code.REMOTE_CERTIFICATE_UNUSABLE: Wording(
        "Chứng thư số ở dịch vụ ký số không dùng được",
        "Dịch vụ ký số cho biết chứng thư số đã hết hạn, bị thu hồi hoặc chưa được kích hoạt.",
        "Liên hệ nhà cung cấp để gia hạn hoặc kích hoạt, hoặc ký bằng chứng thư số khác.",
    ),
    Code.REMOTE_REFUSED: Wording(
        "Dịch vụ ký số từ chối yêu cầu",
        "Dịch vụ ký số không nhận yêu cầu này[ (mã {status})][: {reason}].",
        "Ký lại. Nếu vẫn bị từ chối, gửi thông báo này cho bộ phận hỗ trợ của nhà cung cấp.",
    ),
    Code.REMOTE_UNSUPPORTED: Wording(
        "Dịch vụ ký số không hỗ trợ loại khóa này",
        "Dịch vụ ký số từ xa không ký được bằng thuật toán mà chứng thư số đòi hỏi.",
        "Chọn chứng thư số khác, hoặc ký bằng USB token.",
    ),
}
