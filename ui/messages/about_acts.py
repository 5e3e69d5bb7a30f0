"""Words about the later acts of a dossier and the signatures on its results."""

from app.errors import Code
from ui.messages.wording import Wording, known, when

ACT_FIELDS = {
    "reason": "Lý do",
    "wanted": "Giấy tờ cần bổ sung",
    "respond_by": "Hạn bổ sung",
    "form": "Phiếu đã ký số",
    "papers": "Giấy tờ bổ sung",
    "due_at": "Hẹn trả",
    "to": "Bước tiếp theo",
    "handled_by": "Bộ phận nhận xử lý",
    "note": "Ghi chú",
    "opinion": "Ý kiến",
    "file": "Văn bản kèm theo",
    "results": "Kết quả",
    "number": "Số và ký hiệu",
    "notation": "Ký hiệu",
    "issued_on": "Ngày ban hành",
    "way": "Hình thức trả",
    "handed_to": "Người nhận kết quả",
    "receipt": "Biên nhận đã ký số",
    "sent_to_email": "Gửi kết quả đến email",
    "sha256": "Giấy tờ cần lưu",
    "saved_as": "Lưu là",
    "paper_code": "Mã kết quả",
    "title": "Tên giấy tờ",
    "paper_number": "Số giấy tờ",
    "valid_from": "Ngày hiệu lực",
    "valid_until": "Ngày hết hạn",
    "owner_name": "Chủ sở hữu",
    "owner_number": "Số CCCD, CMND hoặc MST",
    "owner_born": "Ngày sinh, thành lập",
    "owner_phone": "Điện thoại",
    "reference": "Mã tham chiếu",
    "trouble": "Loại phản ánh",
    "text": "Nội dung",
    "contact": "Người liên hệ",
}
"""What the fields of acts in ``sync/contract/acts.py`` are called."""

_AS_SIGNED = "Mở Ký số, ký tệp này rồi chọn lại tệp đã ký."

ACTS = {
    Code.ACT_NOT_ALLOWED: Wording(
        "Chưa làm được việc này",
        "Hồ sơ[ {dossier}] đang ở bước[ “{state_name}”] khác nên không làm được việc này.",
        "Xem trạng thái của hồ sơ, hoặc đợi tin mới của tỉnh rồi làm lại.",
        variants=(
            (
                when("reason", "blocked"),
                Wording(
                    "Hồ sơ còn việc tỉnh chưa nhận",
                    "Tỉnh đã từ chối một việc của hồ sơ[ {dossier}] nên các việc sau phải đợi.",
                    "Mở Đồng bộ để xem lý do, gửi lại hoặc rút lại việc đó, rồi làm tiếp.",
                ),
            ),
            (
                when("reason", "role"),
                Wording(
                    "Việc này của người khác",
                    "Vai trò[ {role_name}] của tài khoản đang đăng nhập không làm được việc"
                    "[ “{act_name}”].",
                    "Đăng nhập bằng tài khoản có vai trò làm việc này.",
                ),
            ),
            (
                known("dossier_state"),
                Wording(
                    "Chưa đến bước này",
                    "Hồ sơ[ {dossier}] đang ở bước “{state_name}”, chưa làm được việc"
                    "[ “{act_name}”].",
                    "Làm xong bước trước, hoặc đợi tin mới của tỉnh rồi làm lại.",
                ),
            ),
        ),
    ),
    Code.ACT_INCOMPLETE: Wording(
        "Thông tin chưa đúng",
        "Ô[ “{field_name}”] được nhập không đúng mẫu.",
        "Sửa ô này rồi làm lại.",
        variants=(
            (
                when("problem", "missing"),
                Wording(
                    "Thiếu thông tin",
                    "Chưa nhập ô[ “{field_name}”] bắt buộc.",
                    "Nhập ô này rồi làm lại.",
                ),
            ),
            (
                when("problem", "too_long", "too_many"),
                Wording(
                    "Thông tin quá dài",
                    "Ô[ “{field_name}”] dài hoặc nhiều hơn mức tỉnh nhận.",
                    "Rút gọn ô này rồi làm lại.",
                ),
            ),
        ),
    ),
    Code.ACT_FILE_UNVERIFIED: Wording(
        "Chữ ký chưa kiểm tra được",
        "Chữ ký trên tệp[ “{subject}”] không kiểm tra được là hợp lệ.",
        "Mở Ký số, nhấn F10 và chọn tệp này để xem vì sao.",
        variants=(
            (
                when("verdict", "content_changed"),
                Wording(
                    "Tệp đã bị sửa sau khi ký",
                    "Nội dung tệp[ “{subject}”] đã thay đổi sau khi ký.",
                    "Lấy lại bản gốc đã ký, hoặc ký lại văn bản đúng.",
                ),
            ),
            (
                when("verdict", "not_signed"),
                Wording(
                    "Tệp chưa ký số",
                    "Tệp[ “{subject}”] chưa có chữ ký số nào.",
                    _AS_SIGNED,
                ),
            ),
        ),
    ),
    Code.RESULT_SIGNATURE_MISSING: Wording(
        "Kết quả chưa đủ chữ ký",
        "Kết quả[ “{subject}”] chưa đủ chữ ký số.",
        "Mở Ký số để ký cho đủ rồi chọn lại tệp đã ký.",
        variants=(
            (
                when("missing_signature", "leader"),
                Wording(
                    "Thiếu chữ ký của lãnh đạo",
                    "Kết quả[ “{subject}”] thiếu chữ ký số của lãnh đạo.",
                    "Trình lãnh đạo ký duyệt trong Ký số rồi chọn lại tệp đã ký.",
                ),
            ),
            (
                when("missing_signature", "office"),
                Wording(
                    "Thiếu chữ ký của cơ quan",
                    "Kết quả[ “{subject}”] thiếu số, ngày ban hành và chữ ký số của cơ quan.",
                    "Chuyển văn thư phát hành trong Ký số rồi chọn lại tệp đã ký.",
                ),
            ),
            (
                when("missing_signature", "own"),
                Wording(
                    "Chữ ký không phải của tài khoản này",
                    "Kết quả[ “{subject}”] do chứng thư khác[ của {signer}] ký sau cùng.",
                    "Ký duyệt bằng chứng thư của tài khoản đang đăng nhập, hoặc đăng nhập đúng "
                    "tài khoản.",
                ),
            ),
            (
                when("missing_signature", "both"),
                Wording(
                    "Thiếu chữ ký của lãnh đạo và cơ quan",
                    "Kết quả[ “{subject}”] thiếu chữ ký số của lãnh đạo và của cơ quan.",
                    "Ký duyệt rồi phát hành trong Ký số; kết quả giấy đã quét thì ký Sao y.",
                ),
            ),
        ),
    ),
}
