"""Words about tokens, certificates and signatures (vocabulary of domain §7.7)."""

from app.errors import Code
from ui.messages.wording import Wording, known, when

_LOCKED = Wording(
    "USB token đã bị khóa",
    "Mã PIN bị nhập sai quá số lần cho phép nên token[ “{label}”] đã tự khóa.",
    "Liên hệ nơi cấp chứng thư số để mở khóa token. Hồ sơ đã lưu, có thể ký sau.",
)

TOKENS = {
    Code.TOKEN_DRIVER_ABSENT: Wording(
        "Chưa có trình điều khiển token",
        "Máy chưa cài trình điều khiển (PKCS#11) nào dùng được cho USB token.",
        "Cài trình điều khiển đi kèm token, rồi mở Cấu hình, mục Token, bấm Chẩn đoán.",
    ),
    Code.TOKEN_ABSENT: Wording(
        "Chưa cắm USB token",
        "Không tìm thấy USB token[ “{label}”] trên máy này.",
        "Cắm token vào máy và chờ đèn sáng. Nếu đã cắm, mở Cấu hình, mục Token, bấm Chẩn đoán.",
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
        "Rút token ra, cắm lại rồi thử lần nữa. Nếu vẫn lỗi, mở Cấu hình, mục Token, bấm "
        "Chẩn đoán và gửi kết quả cho bộ phận hỗ trợ.",
    ),
    Code.PIN_REQUIRED: Wording(
        "Cần mã PIN",
        "Muốn ký số phải nhập mã PIN của USB token.",
        "Nhập mã PIN rồi ký lại.",
    ),
    Code.PIN_INCORRECT: Wording(
        "Mã PIN không đúng",
        "Token không chấp nhận mã PIN vừa nhập. Chương trình đã dừng, không tự thử lại.",
        "Kiểm tra phím Caps Lock và bộ gõ tiếng Việt, rồi nhập lại mã PIN.",
        variants=(
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
        "Kiểm tra xem có dùng đúng token công vụ không. Quản trị viên có thể bổ sung chứng thư "
        "số gốc.",
    ),
    Code.CERTIFICATE_WRONG_PURPOSE: Wording(
        "Chứng thư số không dùng để ký",
        "Chứng thư số[ của {name}] không được cấp cho việc ký số văn bản.",
        "Chọn chứng thư số khác trên token.",
    ),
    Code.CERTIFICATE_OF_ANOTHER_OFFICER: Wording(
        "Chứng thư số của người khác",
        "Chứng thư số trên token[ là của {name} và] không khớp với tài khoản đang đăng nhập.",
        "Cắm token của chính mình, hoặc đăng nhập bằng tài khoản của người giữ token.",
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
    Code.PAGE_ABSENT: Wording(
        "Không có trang này",
        "Giấy tờ không còn trang[ số {page}] được chọn.",
        "Chọn lại trang trong danh sách.",
        variants=(
            (
                lambda facts: not str(facts.get("page", "")).isdigit(),
                Wording(
                    "Không có trang này",
                    "Trang được chọn không còn trong giấy tờ.",
                    "Chọn lại trang trong danh sách.",
                ),
            ),
        ),
    ),
    Code.PLACEMENT_OUTSIDE_PAGE: Wording(
        "Chữ ký nằm ngoài trang",
        "Vị trí đặt chữ ký vượt ra ngoài mép giấy[ ở trang {page}].",
        "Kéo khung chữ ký vào trong trang rồi ký lại.",
        variants=(
            (
                known("page_width"),
                Wording(
                    "Trang quá nhỏ",
                    "Trang nhỏ hơn khung chữ ký nên không đặt được chữ ký.",
                    "Quét lại giấy tờ ở khổ A4 hoặc A5 rồi ký.",
                ),
            ),
        ),
    ),
    Code.SIGNING_FORBIDDEN_BY_FILE: Wording(
        "Tệp không cho ký thêm",
        "Người ký trước đã khóa tệp[ “{subject}”], ký thêm sẽ làm hỏng chữ ký đã có.",
        "Giữ nguyên tệp này. Nếu cần thêm chữ ký, đề nghị người ký trước ký lại từ bản gốc.",
        variants=(
            (
                when("reason", "broken"),
                Wording(
                    "Chữ ký có sẵn không còn đúng",
                    "Tệp[ “{subject}”] đã bị sửa sau khi người trước ký nên không được ký thêm.",
                    "Đề nghị người gửi cung cấp bản gốc đã ký, hoặc quét bản giấy.",
                ),
            ),
            (
                when("reason", "unreadable"),
                Wording(
                    "Không hiểu chữ ký có sẵn",
                    "Tệp[ “{subject}”] có chữ ký thuộc loại mà chương trình không đọc được, ký "
                    "thêm có thể làm hỏng chữ ký đó.",
                    "Giữ nguyên tệp này và kiểm tra chữ ký bằng phần mềm đã tạo ra nó, hoặc quét "
                    "bản giấy.",
                ),
            ),
            (
                when("reason", "would_break"),
                Wording(
                    "Ký thêm làm hỏng chữ ký có sẵn",
                    "Chương trình đã thử ký tệp[ “{subject}”] nhưng chữ ký trước không còn đúng "
                    "nên không giữ kết quả. Tệp gốc vẫn còn nguyên.",
                    "Giữ nguyên tệp này. Nếu cần thêm chữ ký, đề nghị người ký trước ký lại từ "
                    "bản gốc.",
                ),
            ),
        ),
    ),
    Code.SIGNATURE_NOT_CONFIRMED: Wording(
        "Chữ ký chưa được xác nhận",
        "Tệp đã ký được đọc lại nhưng chữ ký không đạt yêu cầu nên không được giữ.",
        "Bản gốc vẫn còn nguyên. Ký lại, và nếu vẫn lỗi hãy mở Chẩn đoán token.",
    ),
    Code.TIMESTAMP_UNREACHABLE: Wording(
        "Không lấy được dấu thời gian",
        "Dịch vụ cấp dấu thời gian (TSA)[ {url}] không trả lời.",
        "Kiểm tra kết nối mạng và địa chỉ TSA trong Cấu hình, rồi thử lại.",
        variants=(
            (
                when("error", "ProxyError"),
                Wording(
                    "Không lấy được dấu thời gian",
                    "Máy chủ proxy của cơ quan không cho đi qua tới dịch vụ cấp dấu thời gian "
                    "(TSA).",
                    "Kiểm tra địa chỉ, tên và mật khẩu proxy trong Cấu hình, mục Mạng.",
                ),
            ),
        ),
    ),
    Code.TIMESTAMP_INVALID: Wording(
        "Dấu thời gian không hợp lệ",
        "Dịch vụ cấp dấu thời gian (TSA) trả về dấu thời gian không dùng được.",
        "Thử lại sau ít phút. Nếu vẫn lỗi, báo quản trị viên kiểm tra địa chỉ TSA.",
    ),
    Code.TIMESTAMP_NOT_SET: Wording(
        "Chưa đặt dịch vụ dấu thời gian",
        "Chưa có địa chỉ dịch vụ cấp dấu thời gian (TSA) nên chữ ký chỉ đạt mức B-B.",
        "Nhập địa chỉ TSA trong Cấu hình, mục Dịch vụ chứng thực, rồi thử lại.",
    ),
    Code.LEVEL_NOT_REACHED: Wording(
        "Chưa đủ dữ liệu xác thực",
        "Chữ ký hợp lệ nhưng dữ liệu xác thực lâu dài chưa đủ[, mới đạt mức {level}].",
        "Chương trình tự thử lại. Nếu vẫn không được, báo quản trị viên kiểm tra dịch vụ "
        "chứng thực.",
    ),
    Code.TIMESTAMP_NOT_NEWER: Wording(
        "Dịch vụ dấu thời gian chưa đổi chứng thư số",
        "Dấu thời gian lấy bây giờ không dùng được lâu hơn dấu đang có[, đều đến {until}].",
        "Chương trình thử lại mỗi ngày. Gần đến hạn mà vẫn vậy thì báo quản trị viên hỏi dịch vụ "
        "cấp dấu thời gian (TSA).",
    ),
    Code.NOT_ARCHIVED: Wording(
        "Tệp chưa có dấu thời gian lưu trữ",
        "Tệp[ “{subject}”] chưa ở mức B-LTA[, mới đạt mức {level},] nên chưa có gì để gia hạn.",
        "Nâng mức chữ ký của tệp lên B-LTA trước, bằng lệnh quay raise với --level B-LTA.",
    ),
    Code.ARCHIVE_LAPSED: Wording(
        "Dấu thời gian lưu trữ đã hết hạn",
        "Chứng thư số của dấu thời gian lưu trữ đã hết hạn[ ngày {since}] trước khi được gia hạn, "
        "gia hạn bây giờ không còn giá trị chứng minh.",
        "Giữ nguyên tệp. Nếu cần lưu tiếp, đề nghị văn thư sao y để có chữ ký mới.",
    ),
    Code.REVOCATION_TOO_OLD: Wording(
        "Thông tin thu hồi còn cũ hơn chữ ký",
        "Nơi cấp chứng thư số chưa công bố thông tin thu hồi mới hơn chữ ký[ của {name}], nên chưa "
        "chứng minh được chứng thư số còn hiệu lực lúc ký.",
        "Chữ ký vẫn hợp lệ. Chờ nơi cấp công bố bản mới[, khoảng {again}], rồi nâng mức lại.",
    ),
}
