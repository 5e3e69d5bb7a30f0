"""Words about the key that keeps the data of this machine unreadable to others."""

from app.errors import Code
from ui.messages.wording import Wording, when

_GO_ON = (
    "Cắm lại ổ đĩa hoặc nối lại mạng rồi thử lại; hoặc bỏ khôi phục"
    "[ ({on_command_line}: quay restore --give-up)] để làm việc tiếp với dữ liệu đang có."
)

KEYS: dict[Code, Wording] = {
    Code.SEALED_FILE_DAMAGED: Wording(
        "Tệp mã hóa bị hỏng",
        "Một tệp mã hóa trên máy[ (“{subject}”)] không còn nguyên vẹn nên không mở được.",
        "Đừng xóa gì. Khôi phục từ bản sao lưu gần nhất, hoặc quét lại giấy tờ này.",
    ),
    Code.KEY_UNKNOWN: Wording(
        "Tệp thuộc khóa khác",
        "Một tệp mã hóa trên máy thuộc khóa mà hồ sơ dữ liệu này không có.",
        "Đừng xóa gì. Khôi phục từ bản sao lưu gần nhất.",
    ),
    Code.KEY_LOST: Wording(
        "Không tìm thấy khóa dữ liệu",
        "Khóa mở dữ liệu không còn trong kho khóa của máy, thường do đổi máy, cài lại máy hoặc "
        "đổi tài khoản. Dữ liệu vẫn nằm nguyên, đang được mã hóa.",
        "Nhập mã khôi phục đã in lúc cài đặt[ ({on_command_line}: quay data-key recover)]. "
        "Chương trình sẽ cất khóa vào máy này, lần sau không phải nhập lại.",
        variants=(
            (
                when("during", "restore"),
                Wording(
                    "Không tìm thấy khóa của bản sao lưu",
                    "Kho khóa của máy này không có khóa mở bản sao lưu, thường do đổi máy hoặc cài "
                    "lại máy. Bản sao lưu vẫn nguyên vẹn.",
                    "Nhập mã khôi phục in trước lúc sao lưu[ ({on_command_line}: quay restore "
                    "--recovery-code, hoặc đặt mã vào biến môi trường QUAY_RECOVERY_CODE)].",
                ),
            ),
        ),
    ),
    Code.KEYS_DAMAGED: Wording(
        "Tệp khóa bị hỏng hoặc bị mất",
        "Tệp giữ khóa dữ liệu[ “{path}”] không đọc được nên chưa mở được dữ liệu. "
        "Dữ liệu vẫn nằm nguyên, đang được mã hóa.",
        "Đừng xóa gì. Lấy lại tệp này từ thư mục sao lưu, hoặc chạy quay restore.",
    ),
    Code.KEYRING_FAILED: Wording(
        "Kho khóa của máy đang khóa",
        "Máy không cho đọc kho khóa nên chưa mở được dữ liệu.",
        "Mở kho khóa bằng mật khẩu đăng nhập máy rồi thử lại, hoặc nhập mã khôi phục.",
    ),
    Code.PASSPHRASE_NOT_SET: Wording(
        "Chưa có mật khẩu mở dữ liệu",
        "Máy này không có kho khóa, nên dữ liệu được giữ bằng một mật khẩu do anh/chị đặt.",
        "Đặt mật khẩu mở dữ liệu, ít nhất 12 ký tự. Chương trình hỏi một lần mỗi khi mở.",
    ),
    Code.PASSPHRASE_REQUIRED: Wording(
        "Cần mật khẩu mở dữ liệu",
        "Dữ liệu trên máy được mã hóa bằng mật khẩu mở dữ liệu.",
        "Nhập mật khẩu mở dữ liệu. Nếu quên, dùng mã khôi phục đã in lúc cài đặt.",
    ),
    Code.PASSPHRASE_SHORT: Wording(
        "Mật khẩu quá ngắn",
        "Mật khẩu mở dữ liệu cần ít nhất 12 ký tự.",
        "Đặt mật khẩu dài hơn, ví dụ bốn từ không liên quan đến nhau.",
    ),
    Code.PASSPHRASE_WRONG: Wording(
        "Mật khẩu chưa đúng",
        "Mật khẩu mở dữ liệu vừa nhập không đúng.",
        "Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại. "
        "Nếu quên, dùng mã khôi phục đã in lúc cài đặt.",
    ),
    Code.PASSPHRASE_UNUSED: Wording(
        "Máy này không dùng mật khẩu mở dữ liệu",
        "Khóa dữ liệu nằm trong kho khóa của máy, nên chương trình tự mở được dữ liệu.",
        "Muốn thay khóa thì bấm Đổi khóa trong Cấu hình, mục Sao lưu"
        "[ ({on_command_line}: quay data-key rotate)].",
    ),
    Code.RECOVERY_CODE_MALFORMED: Wording(
        "Mã khôi phục viết chưa đúng",
        "Mã khôi phục gồm 7 nhóm, mỗi nhóm 4 chữ và số; mã vừa nhập thiếu hoặc nhầm một chỗ.",
        "So lại từng nhóm với tờ giấy đã in rồi nhập lại.",
    ),
    Code.RECOVERY_CODE_WRONG: Wording(
        "Không phải mã của dữ liệu này",
        "Mã khôi phục viết đúng nhưng không mở được dữ liệu này.",
        "Tìm tờ mã in gần đây nhất của máy này: mỗi lần in mã mới, mã cũ hết hiệu lực.",
    ),
    Code.BACKUP_ABSENT: Wording(
        "Chưa có bản sao lưu",
        "Không tìm thấy bản sao lưu nào[ trong thư mục “{folder}”].",
        "Chọn thư mục khác có bản sao lưu.",
    ),
    Code.BACKUP_DAMAGED: Wording(
        "Bản sao lưu bị hỏng",
        "Bản sao lưu[ ngày {day}] không còn nguyên vẹn nên không được dùng. "
        "Dữ liệu đang có chưa bị thay đổi.",
        "Chọn bản sao lưu khác.",
    ),
    Code.RESTORE_UNFINISHED: Wording(
        "Chưa khôi phục xong",
        "Không lấy được bản sao lưu[ trong “{folder}”], có thể do ổ đĩa chưa cắm hoặc thư mục mạng "
        "chưa nối. Dữ liệu có trước khi khôi phục vẫn được giữ nguyên.",
        _GO_ON,
        variants=(
            (
                when("cause", "disk_full"),
                Wording(
                    "Chưa khôi phục xong",
                    "Ổ đĩa của máy đã đầy nên bản sao lưu chưa được chép về hết. "
                    "Dữ liệu có trước khi khôi phục vẫn được giữ nguyên.",
                    "Xóa bớt tệp không cần thiết, đổ Thùng rác rồi thử lại; hoặc bỏ khôi phục"
                    "[ ({on_command_line}: quay restore --give-up)] để làm việc tiếp với dữ liệu "
                    "đang có.",
                ),
            ),
        ),
    ),
    Code.BACKUP_FOREIGN: Wording(
        "Bản sao lưu của dữ liệu khác",
        "Khóa vừa dùng không mở được bản sao lưu[ ngày {day}].",
        "Nhập mã khôi phục in vào lúc sao lưu, hoặc chọn bản sao lưu khác.",
    ),
}
