"""Words about this machine and the unforeseen."""

from app.errors import Code
from ui.messages.wording import Wording, known, when


def _usage(sentence: str) -> Wording:
    return Wording("Lệnh chưa đúng", sentence, "Gõ[ {command}] --help để xem cách dùng.")


_WRONG_USAGE = Wording(
    "Lệnh chưa đúng",
    "Lệnh vừa gõ không đúng cách dùng.",
    "Gõ[ {command}] --help để xem cách dùng.",
    variants=(
        (when("problem", "missing"), _usage("Lệnh còn thiếu[ {name}].")),
        (when("problem", "unknown_option"), _usage("Lệnh này không có tùy chọn[ {name}].")),
        (when("problem", "unknown_command"), _usage("Không có lệnh[ “{name}”].")),
        (when("problem", "extra"), _usage("Lệnh này không nhận thêm[ “{name}”].")),
        (when("problem", "sides"), _usage("Chỉ chọn một trong --duplex và --flip.")),
        (
            when("problem", "source"),
            _usage(
                "--source phải viết như sane:TÊN, escl:http://MÁY/eSCL, wia:MÃ, twain:TÊN, "
                "folder:THƯ_MỤC hoặc file:TỆP."
            ),
        ),
        (when("problem", "bad_value"), _usage("Giá trị[ của {name}] không dùng được.")),
        (
            when("problem", "paper"),
            _usage("Mỗi --paper phải có dạng MÃ=TỆP, ví dụ TP01=don.pdf."),
        ),
        (
            when("problem", "rect"),
            _usage(
                "--rect phải có bốn số x0,y0,x1,y1 cách nhau bằng dấu phẩy, x0 < x1 và y0 < y1."
            ),
        ),
        (
            when("problem", "number"),
            _usage("--number phải viết như 123/QĐ-UBND, hoặc /QĐ-UBND để sổ cấp số tiếp theo."),
        ),
        (
            when("problem", "number_of_arrival"),
            _usage("--number của văn bản đến phải là chữ số, ví dụ 15; bỏ trống để sổ cấp số."),
        ),
        (
            when("problem", "date"),
            _usage("--date phải là một ngày có thật, viết như 26/11/2026."),
        ),
        (
            when("problem", "level"),
            _usage("--level phải là B-B, B-T, B-LT hoặc B-LTA."),
        ),
        (
            when("problem", "devices"),
            _usage("Không dùng[ {name}] cùng[ {other}]: mỗi lần ký chỉ bằng một thiết bị."),
        ),
        (
            when("problem", "needs"),
            _usage("Tùy chọn[ {name}] phải đi cùng[ {other}]."),
        ),
        (
            when("problem", "due"),
            Wording(
                "Lệnh chưa đúng",
                "--due gia hạn giấy tờ trong hồ sơ nên không dùng cùng[ {name}].",
                "Gõ quay renew --due để gia hạn mọi giấy tờ đã đến hạn, hoặc quay renew TỆP --out "
                "THƯ_MỤC để gia hạn tệp ngoài hồ sơ.",
            ),
        ),
        (
            when("problem", "variable"),
            Wording(
                "Chưa có mã bí mật",
                "Biến môi trường[ {name}] chưa được đặt.",
                "Đặt mã PIN hoặc mật khẩu vào biến môi trường rồi chạy lại. "
                "Không ghi mã này vào dòng lệnh.",
            ),
        ),
    ),
)

_SET_OR_INSIST = (
    "Chỉnh lại ngày giờ của máy rồi làm lại; nếu đã xem và giờ máy đúng thì cứ tiếp nhận"
    "[ ({on_command_line}: thêm --clock-is-right)]."
)
_SET_THE_CLOCK = (
    "Bật tự động đặt giờ trong cài đặt ngày giờ của máy, rồi làm lại. Giấy tờ vẫn còn nguyên."
)

MACHINE = {
    Code.DISK_FULL: Wording(
        "Ổ đĩa đã đầy",
        "Không còn chỗ để lưu[ vào “{folder}”]. Những gì đã lưu trước đó không bị mất.",
        "Xóa bớt tệp không cần thiết, đổ Thùng rác, rồi làm lại thao tác vừa rồi.",
    ),
    Code.DISK_FAILED: Wording(
        "Ổ đĩa không trả lời",
        "Ổ đĩa hoặc thư mục mạng[ có “{folder}”] không trả lời hoặc báo lỗi đọc ghi, nên việc vừa "
        "làm chưa xong.",
        "Cắm lại ổ đĩa hoặc nối lại mạng rồi làm lại. Nếu vẫn lỗi, nhờ quản trị viên kiểm tra "
        "ổ đĩa.",
    ),
    Code.CLOCK_WRONG: Wording(
        "Đồng hồ của máy không đúng",
        "Ngày giờ của máy này khác giờ của máy chủ nên giờ ký và giờ tiếp nhận sẽ sai.",
        _SET_THE_CLOCK,
        variants=(
            (
                known("slow_by"),
                Wording(
                    "Đồng hồ của máy chậm {slow_by}",
                    "Ngày giờ của máy này chậm {slow_by} so với máy chủ nên giờ ký và giờ tiếp "
                    "nhận sẽ sai.",
                    _SET_THE_CLOCK,
                ),
            ),
            (
                known("fast_by"),
                Wording(
                    "Đồng hồ của máy nhanh {fast_by}",
                    "Ngày giờ của máy này nhanh {fast_by} so với máy chủ nên giờ ký và giờ tiếp "
                    "nhận sẽ sai.",
                    _SET_THE_CLOCK,
                ),
            ),
        ),
    ),
    Code.CLOCK_DOUBTED: Wording(
        "Đồng hồ của máy có thể sai",
        "Ngày giờ của máy này nhanh[ {fast_by}] so với giờ của tỉnh ở lần trả lời gần nhất nên "
        "ngày tiếp nhận và ngày hẹn trả sẽ sai theo.",
        _SET_OR_INSIST,
        variants=(
            (
                when("witness", "records"),
                Wording(
                    "Đồng hồ của máy có thể sai",
                    "Ngày giờ của máy này chậm[ {slow_by}] so với hồ sơ mới nhất trên máy nên "
                    "ngày tiếp nhận và ngày hẹn trả sẽ sai theo.",
                    _SET_OR_INSIST,
                ),
            ),
            (
                known("slow_by"),
                Wording(
                    "Đồng hồ của máy có thể sai",
                    "Ngày giờ của máy này chậm {slow_by} so với giờ của tỉnh ở lần trả lời gần "
                    "nhất nên ngày tiếp nhận và ngày hẹn trả sẽ sai theo.",
                    _SET_OR_INSIST,
                ),
            ),
        ),
    ),
    Code.PORT_TAKEN: Wording(
        "Cổng mạng đang bận",
        "Cổng[ {port}] trên máy này đang được chương trình khác sử dụng.",
        "Đóng chương trình kia hoặc chọn cổng khác, rồi chạy lại.",
    ),
    Code.WRONG_USAGE: _WRONG_USAGE,
    Code.DISPLAY_ABSENT: Wording(
        "Không có màn hình",
        "Máy hoặc phiên làm việc này không có màn hình đồ họa nên không mở được cửa sổ.",
        "Mở chương trình từ màn hình nền, hoặc dùng các lệnh: gõ quay --help để xem.",
    ),
    Code.PROFILE_IN_USE: Wording(
        "Chương trình đang mở",
        "Quầy Một Cửa đã được mở trên máy này, có thể đang ở cửa sổ khác.",
        "Chuyển sang cửa sổ đang mở. Nếu không thấy, khởi động lại máy tính.",
    ),
    Code.PROFILE_UNWRITABLE: Wording(
        "Không ghi được dữ liệu",
        "Chương trình không có quyền ghi vào thư mục[ “{folder}”].",
        "Nhờ quản trị viên cấp quyền ghi cho thư mục này, rồi mở lại chương trình.",
    ),
    Code.PLACE_UNUSABLE: Wording(
        "Không lưu được vào chỗ đã chọn",
        "Không tạo được tệp hoặc thư mục[ “{path}”]: đường dẫn không đúng, quá dài, hoặc đã có "
        "thứ khác mang tên này.",
        "Chọn thư mục hoặc tên tệp khác rồi làm lại. Tệp nguồn vẫn còn nguyên.",
    ),
    Code.FOLDER_READ_ONLY: Wording(
        "Không ghi được vào thư mục",
        "Chương trình không có quyền ghi vào thư mục[ “{folder}”], nơi lưu tệp đã ký.",
        "Chọn thư mục khác để lưu rồi ký lại. Tệp gốc vẫn còn nguyên.",
    ),
    Code.FILE_EXISTS: Wording(
        "Đã có tệp cùng tên",
        "Ở nơi lưu đã có tệp[ “{subject}”], ghi đè sẽ làm mất tệp đó nên chương trình không ghi.",
        "Chọn thư mục khác, hoặc đổi tên tệp rồi làm lại.",
    ),
    Code.DATABASE_DAMAGED: Wording(
        "Dữ liệu trên máy bị hỏng",
        "Cơ sở dữ liệu của chương trình không đọc được. Các tệp giấy tờ vẫn nằm trên máy.",
        "Đừng xóa gì. Khôi phục bản sao lưu gần nhất (Cấu hình, mục Sao lưu, hoặc quay restore); "
        "dữ liệu đang có vẫn được giữ lại bên cạnh.",
    ),
    Code.DATABASE_NEWER: Wording(
        "Dữ liệu thuộc phiên bản mới hơn",
        "Dữ liệu trên máy được tạo bởi phiên bản mới hơn của chương trình.",
        "Cài phiên bản mới nhất rồi mở lại. Dữ liệu chưa bị thay đổi.",
    ),
    Code.VAULT_FILE_DAMAGED: Wording(
        "Tệp đã lưu bị thay đổi",
        "Một tệp trong kho của chương trình không còn giống lúc được lưu nên không được dùng.",
        "Quét và ký lại giấy tờ này. Kiểm tra ổ đĩa và phần mềm diệt vi-rút của máy.",
    ),
    Code.SETTINGS_UNREADABLE: Wording(
        "Không đọc được cấu hình",
        "Tệp cấu hình[ “{path}”] bị sửa sai nên chương trình không đọc được.",
        "Nhờ quản trị viên sửa lại, hoặc đổi tên tệp này để chương trình tạo cấu hình mới.",
    ),
    Code.UNEXPECTED: Wording(
        "Có lỗi ngoài dự kiến",
        "Chương trình gặp tình huống chưa lường trước[ (mã tra cứu {reference})]. "
        "Những gì đã lưu vẫn còn nguyên.",
        "Thử lại thao tác. Nếu vẫn lỗi, báo bộ phận hỗ trợ[ và đọc mã {reference}].",
    ),
}
