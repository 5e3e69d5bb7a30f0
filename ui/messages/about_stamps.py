"""Words about what a signature shows and where it stands."""

from app.errors import Code
from ui.messages.wording import Wording, when

_BY_RULE = "Dấu ký theo vị trí quy định. Muốn khác, kéo đến chỗ cần đặt trước khi ký."
STAMPS = {
    Code.TEMPLATE_UNFIT: Wording(
        "Không dùng được vị trí đã nhớ",
        "Vị trí đã nhớ cho thủ tục không hợp với giấy tờ[ “{subject}”] này.",
        _BY_RULE,
        variants=(
            (
                when("reason", "page_absent"),
                Wording(
                    "Không dùng được vị trí đã nhớ",
                    "Giấy tờ[ “{subject}”] không có trang mà vị trí đã nhớ chỉ đến.",
                    _BY_RULE,
                ),
            ),
            (
                when("reason", "outside_page"),
                Wording(
                    "Không dùng được vị trí đã nhớ",
                    "Trang nhỏ hơn: ở vị trí đã nhớ thì dấu ký ra ngoài mép[ của “{subject}”].",
                    _BY_RULE,
                ),
            ),
            (
                when("reason", "over_signature"),
                Wording(
                    "Không dùng được vị trí đã nhớ",
                    "Vị trí đã nhớ đè lên chữ ký đã có trong giấy tờ[ “{subject}”].",
                    _BY_RULE,
                ),
            ),
        ),
    ),
    Code.SIGNER_PLACE_ABSENT: Wording(
        "Chưa tìm được chỗ ký",
        "Không thấy họ tên[ “{name}”] trong chữ của văn bản[ “{subject}”].",
        "Bấm vào chỗ cần ký trên trang, rồi ký lại. Trên dòng lệnh: dùng --page và --rect.",
    ),
    Code.LEADER_SIGNATURE_ABSENT: Wording(
        "Chưa có chữ ký của lãnh đạo",
        "Dấu của cơ quan phải trùm lên chữ ký của người có thẩm quyền, nhưng tệp[ “{subject}”] "
        "chưa có chữ ký nào nhìn thấy được.",
        "Trình lãnh đạo ký trước, hoặc bấm vào chỗ đóng dấu trên trang.",
    ),
    Code.STAMP_INCOMPLETE: Wording(
        "Thiếu thông tin trên chữ ký",
        "Mẫu chữ ký này cần thêm thông tin.",
        "Điền đủ thông tin của mẫu chữ ký, rồi ký lại.",
        variants=(
            (
                when("missing", "organisation"),
                Wording(
                    "Thiếu tên cơ quan",
                    "Mẫu chữ ký này phải ghi tên cơ quan, tổ chức.",
                    "Điền tên cơ quan (trên dòng lệnh: --organisation), rồi ký lại.",
                ),
            ),
            (
                when("missing", "number"),
                Wording(
                    "Thiếu số và ký hiệu",
                    "Mẫu chữ ký này phải ghi số và ký hiệu văn bản.",
                    "Điền số và ký hiệu, ví dụ 123/QĐ-UBND (trên dòng lệnh: --number), rồi ký lại.",
                ),
            ),
            (
                when("missing", "opinion"),
                Wording(
                    "Chưa có ý kiến",
                    "Chữ ký này kèm ý kiến, nhưng chưa có nội dung ý kiến.",
                    "Nhập ý kiến (trên dòng lệnh: --opinion), rồi ký lại.",
                ),
            ),
            (
                when("missing", "picture"),
                Wording(
                    "Chưa có hình ảnh chữ ký",
                    "Mẫu này hiện hình ảnh chữ ký hoặc con dấu, nhưng chưa có tệp hình.",
                    "Chọn tệp PNG nền trong suốt (trên dòng lệnh: --picture), rồi ký lại.",
                ),
            ),
        ),
    ),
    Code.STAMP_PICTURE_UNFIT: Wording(
        "Hình ảnh chữ ký không dùng được",
        "Tệp hình không đọc được hoặc không phải PNG.",
        "Chọn tệp PNG nền trong suốt, không quá 3,5 MB.",
        variants=(
            (
                when("reason", "large"),
                Wording(
                    "Hình ảnh chữ ký quá lớn",
                    "Dung lượng hình ảnh chữ ký quá lớn. Dung lượng tối đa cho phép là 3,5 MB.",
                    "Thu nhỏ hình (mỗi cạnh không quá 4000 điểm ảnh), rồi chọn lại.",
                ),
            ),
            (
                when("reason", "opaque"),
                Wording(
                    "Hình ảnh chữ ký không có nền trong suốt",
                    "Nghị định 30/2020/NĐ-CP yêu cầu hình chữ ký và dấu là PNG nền trong suốt; "
                    "hình này che mất chữ bên dưới.",
                    "Tách nền của hình, lưu lại dạng PNG có nền trong suốt, rồi chọn lại.",
                ),
            ),
        ),
    ),
    Code.COPY_OF_ELECTRONIC_ORIGINAL: Wording(
        "Văn bản đã là bản điện tử",
        "Tệp[ “{subject}”] không phải ảnh quét từ bản giấy. Nghị định 30/2020/NĐ-CP, Điều 25 "
        "không có hình thức sao y từ văn bản điện tử sang văn bản điện tử.",
        "Dùng chính bản điện tử gốc, hoặc lập trích sao nếu chỉ cần một phần.",
    ),
}
