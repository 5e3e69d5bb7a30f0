"""What the officer reads before she uploads a package by hand (``LOI-DAN.txt``)."""

from app.domain.working_time import VIETNAM
from sync.contract import papers_of
from sync.package.manifest import Manifest

_HEAD = """\
GÓI HỒ SƠ ĐỂ NỘP BẰNG TAY LÊN HỆ THỐNG CỦA TỈNH

Đơn vị: {unit}
Tài khoản lập gói: {account}
Lập lúc: {made_at}
Mã gói: {package_id}
Số hồ sơ: {dossiers}. Số tệp: {files}.

Gói chứa dữ liệu cá nhân của công dân. Chỉ chuyển cho người có trách nhiệm và xóa sau khi tỉnh
đã nhận.

CÁCH NỘP
1. Kiểm tra gói còn nguyên: giải nén rồi chạy "sha256sum -c SHA256SUMS" (Linux), hoặc so từng tệp
   bằng "certutil -hashfile TÊN-TỆP SHA256" (Windows).
2. Nộp cả gói cho đầu mối của tỉnh, hoặc mở từng hồ sơ trên hệ thống của tỉnh và tải lên các tệp
   ghi dưới đây. Không đổi tên, không in rồi quét lại, không ký lại tệp.
3. Khi tỉnh trả tệp biên nhận, nhập vào chương trình: mục Đồng bộ, nút Nhập biên nhận (hoặc
   "quay import-receipt TỆP"). Chỉ khi đó hồ sơ mới được ghi là tỉnh đã nhận.

Nếu có mạng lại trước khi nộp, chương trình vẫn tự gửi. Nộp cả hai đường cũng không tạo hai hồ sơ,
vì mỗi việc trong gói mang đúng mã chống gửi trùng của lần gửi qua mạng.
"""


def instructions(manifest: Manifest) -> str:
    """The text for ``manifest``, with which file belongs to which dossier."""
    head = _HEAD.format(
        unit=manifest.unit.name or manifest.unit.code,
        account=manifest.officer_account,
        made_at=f"{manifest.made_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
        package_id=manifest.package_id,
        dossiers=len(manifest.dossiers),
        files=len(manifest.files),
    )
    names = {file.sha256: file.name for file in manifest.files}
    lines = [head, "CÁC HỒ SƠ TRONG GÓI"]
    for dossier in manifest.dossiers:
        lines += ["", f"Hồ sơ {dossier.shown_code}"]
        papers = {
            paper.sha256: paper.title for each in dossier.acts for paper in papers_of(each.act)
        }
        lines += [
            f"  {names[sha256]}  {title}" if sha256 in names else f"  (tệp đã có ở kho)  {title}"
            for sha256, title in papers.items()
        ]
    return "\n".join(lines).replace("\n", "\r\n") + "\r\n"
