"""What the audit log says to a person: acts, results, and what examining it found."""

from dataclasses import replace

from app.domain.audit import DONE, Act, AuditEntry, Fact
from app.domain.audit_chain import ChainReport, Flaw
from app.domain.working_time import VIETNAM
from app.errors import AppError, Code
from ui.messages import Message, message
from ui.sign.profile_needs import NAMES
from ui.sync_screen.act_words import ACT_NAMES

_ACTS = {
    Act.SIGNED_IN: "Đăng nhập hệ thống tỉnh",
    Act.SIGNED_OUT: "Đăng xuất",
    Act.LOCKED: "Khóa chương trình",
    Act.UNLOCKED: "Mở khóa bằng mật khẩu",
    Act.UNLOCK_PASSWORD_SET: "Đặt mật khẩu mở khóa",
    Act.UNLOCK_PASSWORD_REMOVED: "Bỏ mật khẩu mở khóa",
    Act.RECEIVED: "Tiếp nhận hồ sơ",
    Act.DISCARDED: "Hủy hồ sơ nháp",
    Act.ACT_QUEUED: "Xử lý hồ sơ, chờ gửi về tỉnh",
    Act.PAPER_BUILT: "Tạo giấy tờ từ trang quét",
    Act.PAPER_ATTACHED: "Gắn tệp vào hồ sơ",
    Act.PAPER_REMOVED: "Gỡ giấy tờ khỏi hồ sơ",
    Act.SIGNED: "Ký số",
    Act.RAISED: "Nâng mức chữ ký",
    Act.RENEWED: "Gia hạn dấu thời gian lưu trữ",
    Act.NUMBER_SETTLED: "Ghi số vào sổ cho tệp đã ký",
    Act.NUMBER_FREED: "Trả số lại sổ",
    Act.DELIVERED: "Tỉnh đã nhận",
    Act.REFUSED: "Tỉnh từ chối",
    Act.PACKAGE_EXPORTED: "Xuất gói để nộp bằng tay",
    Act.QUEUE_PAUSED: "Tạm dừng hàng đợi",
    Act.QUEUE_RESUMED: "Cho hàng đợi chạy tiếp",
    Act.ITEM_RETRIED: "Gửi lại một việc",
    Act.ACT_CONFIRMED: "Xác nhận vẫn gửi việc chờ lâu",
    Act.ACT_WITHDRAWN: "Rút lại việc chờ lâu",
    Act.ANCHOR_ADDED: "Thêm CA được tin cậy",
    Act.ANCHOR_REMOVED: "Gỡ CA được tin cậy",
    Act.PICTURE_CHANGED: "Đổi hình chữ ký hoặc con dấu",
    Act.PICTURE_REMOVED: "Bỏ hình chữ ký hoặc con dấu",
    Act.REMOTE_ACCOUNT_CHANGED: "Đổi tài khoản ký số từ xa",
    Act.SETTINGS_CHANGED: "Đổi cấu hình",
    Act.BACKED_UP: "Sao lưu",
    Act.RESTORED: "Khôi phục từ bản sao lưu",
    Act.RESTORE_GIVEN_UP: "Bỏ việc khôi phục dở dang",
    Act.RECOVERY_CODE_MADE: "Tạo mã khôi phục mới",
    Act.RECOVERED: "Mở dữ liệu bằng mã khôi phục",
    Act.PASSPHRASE_CHANGED: "Đổi mật khẩu mở dữ liệu",
    Act.KEYS_ROTATED: "Đổi khóa mã hóa dữ liệu",
    Act.SEAL_REMADE: "Lập lại tệp niêm phong nhật ký",
}
_FACTS = {
    "act_kind": "việc",
    "profile": "loại",
    "serial": "sê-ri",
    "number": "số",
    "level": "mức",
    "sha256": "SHA-256",
    "backup": "bản",
    "package": "gói",
    "picture": "hình",
    "why": "vì",
    "made_at": "bản lúc",
    "province.url": "hệ thống tỉnh",
}
"""Which facts a person is shown; the others are for the export."""
_WORDS = {
    "hand": "chữ ký",
    "seal": "con dấu",
    "by_hand": "cán bộ khóa",
    "idle": "lâu không thao tác",
    "token_gone": "token được rút ra",
    "at_start": "chương trình vừa mở",
}
_SHOWN_DIGITS = 12
_NOBODY = "chưa đăng nhập"
_FLAWS = {
    Flaw.CHANGED: "Mục số {} không còn như lúc ghi.",
    Flaw.MISSING: "Thiếu mục số {}, hoặc mục này không còn ở chỗ của nó.",
    Flaw.CUT_OFF: "Nhật ký bị cắt đuôi từ mục số {}.",
    Flaw.UNNOTED: "Từ mục số {} là phần không do chương trình ghi.",
    Flaw.REPLACED: "Nhật ký đã bị thay: mục số {} không phải mục đã được niêm phong.",
    Flaw.SEAL_UNREADABLE: "Các mục đến số {} khớp nhau, nhưng tệp niêm phong không đọc được.",
    Flaw.SEAL_MISSING: "Các mục đến số {} khớp nhau, nhưng tệp niêm phong không còn.",
}
NEXT_STEP = "Đừng xóa gì; xuất nhật ký ra tệp rồi báo người quản trị và đối chiếu với bản sao lưu."

_AT_START = "Đừng xóa gì. Mở Cấu hình, mục Sao lưu, xem nhật ký rồi báo ngay người quản trị."
_REMADE = Message(
    "Tệp niêm phong nhật ký đã được lập lại",
    "Khi mở chương trình, tệp niêm phong của nhật ký kiểm toán không còn hoặc không đọc được; "
    "các mục trong nhật ký khớp nhau.",
    "Nếu không ai vừa chép hay dọn thư mục dữ liệu, hãy báo người quản trị.",
)


def act_text(entry: AuditEntry) -> str:
    """In words; an act of a newer program by its own name."""
    return _ACTS[Act(entry.act)] if entry.act in set(Act) else entry.act


def who_text(entry: AuditEntry) -> str:
    return entry.account or _NOBODY


def when_text(entry: AuditEntry) -> str:
    """``14:05:09 23/11/2026`` in Vietnam; as it stands there where it is no moment."""
    try:
        return f"{entry.moment.astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}"
    except ValueError:
        return entry.at


def result_text(entry: AuditEntry) -> str:
    """Empty for an act that succeeded, else the heading of its error."""
    if entry.result == DONE:
        return ""
    known = entry.result in set(Code)
    return message(AppError(Code(entry.result))).heading if known else entry.result


def facts_text(entry: AuditEntry) -> str:
    """What else is known of the act, hashes by their first digits."""
    told = {said: entry.facts.get(name) for name, said in _FACTS.items()}
    return ", ".join(f"{name} {_shown(name, fact)}" for name, fact in told.items() if fact)


def report_message(report: ChainReport) -> Message:
    """Whether the log is what was written, and what took its place in between."""
    found, notes = report.finding, " ".join(_note_text(note) for note in report.notes)
    if found is not None:
        heading = "Nhật ký không còn nguyên vẹn"
        sentence = _FLAWS[found.flaw].format(found.number)
        return Message(heading, f"{sentence} {notes}".strip(), NEXT_STEP)
    sentence = f"Đã kiểm tra {report.end.entries} mục, không mục nào bị sửa hay thiếu."
    return Message("Nhật ký nguyên vẹn", sentence, notes)


def start_message(report: ChainReport, *, remade: bool) -> Message | None:
    """What an officer is told when the program starts; None when all is as it should be."""
    if report.finding is not None:
        return replace(report_message(report), next_step=_AT_START)
    return _REMADE if remade else None


def report_lines(report: ChainReport) -> list[str]:
    """The same for a terminal."""
    said = report_message(report)
    next_step = [f"→ {said.next_step}"] if report.finding else [*filter(None, [said.next_step])]
    return [f"{said.heading}. {said.sentence}", *next_step]


def _note_text(note: AuditEntry) -> str:
    return f"Mục số {note.number}, {when_text(note)}: {act_text(note).lower()}."


def _shown(name: str, fact: Fact | None) -> str:
    names = {_FACTS["profile"]: NAMES, _FACTS["act_kind"]: ACT_NAMES}.get(name)
    word = _WORDS.get(str(fact), str(fact))
    text = names.get(word, word).lower() if names is not None else word
    return f"{text[:_SHOWN_DIGITS]}…" if name == _FACTS["sha256"] else text
