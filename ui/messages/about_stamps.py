"""Words about what a signature shows and where it stands."""

from app.errors import Code
from ui.messages.about_numbers import NUMBERS
from ui.messages.wording import Facts, Wording, when


def _number_of_arrival(facts: Facts) -> bool:
    """What comes in gets a number without ký hiệu."""
    return facts.get("missing") == "number_shape" and facts.get("profile") == "incoming"


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
    Code.BLANK_PLACE_ABSENT: Wording(
        "Chưa tìm được chỗ trống",
        "Chưa thấy chỗ trống đủ cho dấu ký[ trên “{subject}”], dấu có thể đè lên chữ.",
        "Kéo dấu ký đến chỗ trống trước khi ký.[ {On_command_line}: dùng --page và --rect.]",
    ),
    Code.SIGNER_PLACE_ABSENT: Wording(
        "Chưa tìm được chỗ ký",
        "Không thấy họ tên[ “{name}”] trong chữ của văn bản.",
        "Bấm vào chỗ cần ký trên trang, rồi ký lại.[ {On_command_line}: dùng --page và --rect.]",
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
                    "Điền tên cơ quan[ ({on_command_line}: --organisation)], rồi ký lại.",
                ),
            ),
            (
                when("missing", "number"),
                Wording(
                    "Thiếu số và ký hiệu",
                    "Mẫu chữ ký này phải ghi số và ký hiệu văn bản.",
                    "Điền số và ký hiệu, ví dụ 123/QĐ-UBND[ ({on_command_line}: --number)], "
                    "rồi ký lại.",
                ),
            ),
            (
                when("missing", "hand"),
                Wording(
                    "Chưa có hình chữ ký",
                    "Loại chữ ký này hiện hình chữ ký tay, nhưng máy chưa có hình của anh/chị.",
                    "Nhấn “Chọn hình” và chọn tệp PNG nền trong suốt, nét màu xanh"
                    "[ ({on_command_line}: --picture)].",
                ),
            ),
            (
                when("missing", "seal"),
                Wording(
                    "Chưa có hình con dấu",
                    "Loại chữ ký này hiện con dấu của cơ quan, nhưng máy chưa có hình dấu.",
                    "Nhấn “Chọn hình” và chọn tệp PNG nền trong suốt, dấu màu đỏ"
                    "[ ({on_command_line}: --picture)].",
                ),
            ),
            (
                _number_of_arrival,
                Wording(
                    "Số đến chưa đúng",
                    "Số đến phải viết bằng chữ số.",
                    "Gõ lại số, ví dụ 15, hoặc bỏ trống để sổ đăng ký cấp số tiếp theo.",
                ),
            ),
            (
                when("missing", "number_shape"),
                Wording(
                    "Số và ký hiệu chưa đúng",
                    "Số là chữ số, ký hiệu không quá 30 ký tự và đứng sau dấu gạch chéo.",
                    "Viết như 123/QĐ-UBND, hoặc /QĐ-UBND để sổ đăng ký cấp số tiếp theo.",
                ),
            ),
            (
                when("missing", "symbol"),
                Wording(
                    "Thiếu ký hiệu văn bản",
                    "Văn bản phát hành phải có ký hiệu để ghi vào sổ đăng ký.",
                    "Điền ký hiệu, ví dụ QĐ-UBND, rồi ký lại.",
                ),
            ),
            (
                when("missing", "day"),
                Wording(
                    "Ngày chưa đúng",
                    "Ngày ghi trên văn bản không được ở sau hôm nay.",
                    "Chọn lại ngày, rồi ký lại.",
                ),
            ),
            (
                when("missing", "opinion"),
                Wording(
                    "Chưa có ý kiến",
                    "Chữ ký này kèm ý kiến, nhưng chưa có nội dung ý kiến.",
                    "Nhập ý kiến[ ({on_command_line}: --opinion)], rồi ký lại.",
                ),
            ),
            (
                when("missing", "shorter_opinion"),
                Wording(
                    "Ý kiến dài quá một trang",
                    "Ý kiến cùng chữ ký phải đặt vừa trên một trang giấy.",
                    "Viết ý kiến ngắn lại, rồi ký.",
                ),
            ),
            (
                when("missing", "picture"),
                Wording(
                    "Chưa có hình ảnh chữ ký",
                    "Mẫu này hiện hình ảnh chữ ký hoặc con dấu, nhưng chưa có tệp hình.",
                    "Chọn tệp PNG nền trong suốt[ ({on_command_line}: --picture)], rồi ký lại.",
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
            (
                when("reason", "empty"),
                Wording(
                    "Hình ảnh không có nét nào",
                    "Tệp hình trong suốt hoàn toàn, không có nét chữ ký hay dấu.",
                    "Chọn tệp PNG có chữ ký hoặc dấu trên nền trong suốt.",
                ),
            ),
            (
                when("reason", "not_blue"),
                Wording(
                    "Chữ ký không phải màu xanh",
                    "Nghị định 30/2020/NĐ-CP (Phụ lục I, mục II.7d) quy định hình chữ ký của "
                    "người có thẩm quyền màu xanh.",
                    "Quét lại chữ ký bằng mực xanh, tách nền, lưu dạng PNG, rồi chọn lại.",
                ),
            ),
            (
                when("reason", "not_red"),
                Wording(
                    "Con dấu không phải màu đỏ",
                    "Nghị định 30/2020/NĐ-CP (Phụ lục I, mục II.8a) quy định hình dấu của cơ "
                    "quan màu đỏ.",
                    "Quét màu dấu của cơ quan, tách nền, lưu dạng PNG, rồi chọn lại.",
                ),
            ),
        ),
    ),
    **NUMBERS,
    Code.COPY_OF_ELECTRONIC_ORIGINAL: Wording(
        "Văn bản đã là bản điện tử",
        "Tệp[ “{subject}”] không phải ảnh quét từ bản giấy. Nghị định 30/2020/NĐ-CP, Điều 25 "
        "không có hình thức sao y từ văn bản điện tử sang văn bản điện tử.",
        "Dùng chính bản điện tử gốc, hoặc lập trích sao nếu chỉ cần một phần.",
    ),
}
