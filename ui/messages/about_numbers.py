"""Words about numbers of the register."""

from app.errors import Code
from ui.messages.wording import Wording, when

NUMBERS = {
    Code.NUMBER_TAKEN: Wording(
        "Số đã cấp cho văn bản khác",
        "Số[ {number}] đã ghi trong sổ đăng ký[ cho “{subject}”]. Số và ký hiệu là duy nhất trong "
        "một năm (Nghị định 30/2020/NĐ-CP, Điều 15).",
        "Dùng số khác[, số tiếp theo là {next}], rồi ký lại.",
    ),
    Code.NUMBER_UNKNOWN: Wording(
        "Sổ đăng ký không có số này",
        "Sổ đăng ký[ năm {year}] chưa cấp số[ {number}].",
        "Mở sổ đăng ký để xem các số đã cấp.[ {On_command_line}: thêm --year nếu số thuộc "
        "năm khác.]",
    ),
    Code.NUMBER_STANDS: Wording(
        "Số đã đứng trên văn bản",
        "Số[ {number}] đã phát hành trên văn bản đã ký[ “{subject}”] nên phải giữ trong sổ.",
        "Nếu văn bản sai, ban hành văn bản khác để thay thế hoặc bãi bỏ.",
        variants=(
            (
                when("reason", "recent"),
                Wording(
                    "Số có thể đang được dùng để ký",
                    "Số[ {number}] vừa được giữ[ cho “{subject}”], lần ký có thể chưa xong.",
                    "Đợi lần ký kết thúc. Nếu lần ký đã bị ngắt, làm lại[ sau {again}].",
                ),
            ),
            (
                when("reason", "free"),
                Wording(
                    "Số đang trống",
                    "Số[ {number}] đã được trả lại sổ từ trước.",
                    "Không cần làm gì thêm.",
                ),
            ),
        ),
    ),
    Code.NUMBER_NOT_SHOWN: Wording(
        "Tệp không mang số này",
        "Không thấy số[ {number}] ở chỗ ghi số của tệp[ “{subject}”].",
        "Chọn đúng tệp đã ký mang số này, hoặc trả số lại sổ nếu chưa có văn bản nào mang số.",
        variants=(
            (
                when("reason", "copies"),
                Wording(
                    "Bản sao không hiện số",
                    "Bản sao điện tử không hiện số nên tệp không chứng tỏ được số[ {number}].",
                    "Chạy lại đúng lệnh ký cũ: tệp đã ký từ trước sẽ được ghi vào sổ.",
                ),
            ),
            (
                when("reason", "unverified"),
                Wording(
                    "Chữ ký trên tệp chưa hợp lệ",
                    "Chữ ký trên tệp[ “{subject}”] không kiểm tra được là hợp lệ.",
                    "Gõ quay verify với tệp này để xem vì sao, rồi làm lại.",
                ),
            ),
            (
                when("reason", "other_number"),
                Wording(
                    "Tệp đã ghi sổ với số khác",
                    "Tệp[ “{subject}”] đã ghi trong sổ[ với số {other}].",
                    "Chọn đúng tệp mang số cần ghi.",
                ),
            ),
        ),
    ),
}
