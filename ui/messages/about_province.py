"""Words about the provincial system and the account on it."""

from app.errors import Code
from ui.messages.wording import Wording, known, when

_KEPT = "Hồ sơ đã lưu trên máy này và sẽ tự gửi lại"

PROVINCE = {
    Code.PROVINCE_NOT_SET: Wording(
        "Chưa đặt địa chỉ hệ thống của tỉnh",
        "Chương trình chưa biết địa chỉ hệ thống của tỉnh nên hồ sơ được giữ trên máy này.",
        "Mở Cấu hình, mục Tỉnh, nhập địa chỉ bắt đầu bằng https://.",
    ),
    Code.PROXY_UNREACHABLE: Wording(
        "Máy chủ proxy không trả lời",
        "Không đi qua được máy chủ proxy của cơ quan nên chưa liên lạc được với bên ngoài.",
        f"{_KEPT} khi proxy hoạt động. Kiểm tra địa chỉ proxy trong Cấu hình, mục Mạng"
        "[ ({on_command_line}: quay proxy)].",
    ),
    Code.PROXY_REFUSED: Wording(
        "Máy chủ proxy không cho qua",
        "Máy chủ proxy của cơ quan đòi tên người dùng và mật khẩu, hoặc mật khẩu đã lưu không "
        "đúng.",
        "Nhập tên và mật khẩu proxy trong Cấu hình, mục Mạng[ ({on_command_line}: quay proxy)]. "
        f"{_KEPT} sau đó.",
        variants=(
            (
                lambda facts: facts.get("status") not in (None, "", 407),
                Wording(
                    "Máy chủ proxy không cho qua",
                    "Máy chủ proxy của cơ quan chặn đường tới hệ thống của tỉnh[ (mã {status})].",
                    f"Nhờ quản trị mạng cho phép địa chỉ của tỉnh. {_KEPT} sau đó.",
                ),
            ),
        ),
    ),
    Code.PROVINCE_UNREACHABLE: Wording(
        "Chưa kết nối được với tỉnh",
        "Không liên lạc được với hệ thống của tỉnh.",
        f"{_KEPT} khi có mạng. Nếu mất mạng lâu, kiểm tra dây mạng hoặc báo bộ phận kỹ thuật.",
    ),
    Code.PROVINCE_ANSWER_LOST: Wording(
        "Chưa nhận được trả lời của tỉnh",
        "Đường truyền đứt khi đang gửi nên chưa biết tỉnh đã nhận hay chưa.",
        "Không cần làm gì: chương trình sẽ tự hỏi lại, tỉnh không nhận trùng hồ sơ.",
    ),
    Code.PROVINCE_INSECURE: Wording(
        "Kết nối không an toàn",
        "Máy chủ[ {url}] không chứng minh được đó là hệ thống của tỉnh nên không có gì được gửi.",
        "Kiểm tra ngày giờ của máy tính và địa chỉ của tỉnh. Nếu vẫn lỗi, báo quản trị viên.",
    ),
    Code.PROVINCE_BUSY: Wording(
        "Hệ thống của tỉnh đang quá tải",
        "Tỉnh đề nghị gửi lại sau[ {wait}].",
        f"{_KEPT}, không cần làm gì.",
        variants=(
            (
                lambda facts: not facts.get("retry_after"),
                Wording(
                    "Hệ thống của tỉnh đang quá tải",
                    "Tỉnh đề nghị gửi lại sau ít phút.",
                    f"{_KEPT}, không cần làm gì.",
                ),
            ),
        ),
    ),
    Code.PROVINCE_FAILED: Wording(
        "Hệ thống của tỉnh gặp sự cố",
        "Máy chủ của tỉnh báo lỗi[ {status}].",
        f"{_KEPT}. Nếu kéo dài, báo bộ phận kỹ thuật của tỉnh.",
    ),
    Code.PROVINCE_UPLOADS_FULL: Wording(
        "Còn quá nhiều tệp gửi dở",
        "Hệ thống của tỉnh chưa nhận thêm tệp vì tài khoản này còn quá nhiều tệp gửi dở.",
        f"{_KEPT} khi các tệp gửi dở đã gửi xong. Nếu kéo dài, báo bộ phận kỹ thuật của tỉnh.",
    ),
    Code.PROVINCE_REFUSED: Wording(
        "Tỉnh không nhận",
        "Hệ thống của tỉnh từ chối hồ sơ này.",
        "Mở Đồng bộ để xem hồ sơ, sửa lại cho đúng rồi gửi lại.",
        variants=(
            (
                known("reason"),
                Wording(
                    "Tỉnh không nhận",
                    "Hệ thống của tỉnh từ chối với lý do: “{reason}”.",
                    "Sửa hồ sơ theo lý do trên rồi gửi lại.",
                ),
            ),
        ),
    ),
    Code.PROVINCE_CONFLICT: Wording(
        "Hồ sơ đã khác trên hệ thống của tỉnh",
        "Nội dung vừa gửi mâu thuẫn với dữ liệu tỉnh đang có[: “{reason}”].",
        "Mở hồ sơ trên hệ thống của tỉnh để đối chiếu, rồi sửa lại hoặc hủy bản ở máy này.",
        variants=(
            (
                lambda facts: facts.get("problem") == "changed_meanwhile",
                Wording(
                    "Có người vừa xử lý hồ sơ này",
                    "Việc này chưa được thực hiện, vì hồ sơ đã thay đổi trên hệ thống của tỉnh.",
                    "Xem thay đổi ở Đồng bộ, rồi bấm Gửi lại theo tình trạng mới nếu việc này "
                    "vẫn đúng, hoặc bấm Rút lại nếu không.",
                ),
            ),
            (
                lambda facts: facts.get("problem") == "wrong_state",
                Wording(
                    "Hồ sơ không còn ở bước này",
                    "Tỉnh không nhận việc vừa gửi[: “{reason}”].",
                    "Mở hồ sơ, xem tình trạng mới, rồi chọn việc phù hợp.",
                ),
            ),
        ),
    ),
    Code.PROVINCE_FORBIDDEN: Wording(
        "Tài khoản không có quyền",
        "Tỉnh không cho phép tài khoản này thực hiện việc vừa yêu cầu[: “{reason}”].",
        "Đăng nhập bằng tài khoản có quyền, hoặc đề nghị quản trị của tỉnh cấp quyền.",
        variants=(
            (
                known("account"),
                Wording(
                    "Việc của cán bộ khác",
                    "Việc này do tài khoản {account} làm nên tỉnh chỉ nhận khi tài khoản đó "
                    "đăng nhập.",
                    "Đăng nhập bằng tài khoản {account}, việc sẽ tự gửi.",
                ),
            ),
        ),
    ),
    Code.PROVINCE_ANSWER_UNREADABLE: Wording(
        "Không hiểu trả lời của tỉnh",
        "Hệ thống trả lời không đúng quy ước, có thể do mạng của cơ quan chặn hoặc phải đăng "
        "nhập mạng.",
        "Mở trình duyệt xem mạng có yêu cầu đăng nhập không. Hồ sơ vẫn được giữ và sẽ tự gửi lại.",
    ),
    Code.RECEIPT_MISMATCH: Wording(
        "Biên nhận của tỉnh không khớp",
        "Tệp mà tỉnh xác nhận đã nhận không giống tệp trên máy này nên chưa được coi là đã gửi.",
        "Chương trình sẽ gửi lại. Nếu lỗi lặp lại, báo bộ phận kỹ thuật của tỉnh.",
    ),
    Code.SIGN_IN_REQUIRED: Wording(
        "Cần đăng nhập lại",
        "Phiên đăng nhập với hệ thống của tỉnh đã hết hạn. Hồ sơ vẫn được giữ, chưa gửi.",
        "Bấm Đăng nhập để tiếp tục gửi.",
    ),
    Code.SIGN_IN_FAILED: Wording(
        "Đăng nhập không thành công",
        "Hệ thống của tỉnh không chấp nhận lần đăng nhập này.",
        "Đăng nhập lại. Nếu vẫn lỗi, liên hệ quản trị tài khoản của tỉnh.",
        variants=(
            (
                when("reason", "timeout"),
                Wording(
                    "Đăng nhập chưa hoàn tất",
                    "Đã quá thời gian chờ mà trình duyệt chưa đăng nhập xong.",
                    "Bấm Đăng nhập và hoàn tất trong cửa sổ trình duyệt.",
                ),
            ),
            (
                when("reason", "wrong_password"),
                Wording(
                    "Sai tài khoản hoặc mật khẩu",
                    "Hệ thống của tỉnh không chấp nhận tài khoản hoặc mật khẩu vừa nhập.",
                    "Kiểm tra phím Caps Lock và bộ gõ tiếng Việt, rồi nhập lại.",
                ),
            ),
            (
                when("reason", "access_denied"),
                Wording(
                    "Đăng nhập bị từ chối",
                    "Việc đăng nhập đã bị hủy trên trang của tỉnh.",
                    "Bấm Đăng nhập để thử lại khi sẵn sàng.",
                ),
            ),
        ),
    ),
}
