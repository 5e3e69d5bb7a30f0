"""Each situation has words an officer can act on."""

import re
import subprocess
import sys
import unicodedata

import pytest

from app.errors import AppError, Code
from signing.device import PinState
from ui.messages import Message, message
from ui.messages.fact_texts import megabytes, waiting_time

FACTS = {
    "name": "giay-to.pdf",
    "file": "giay-to.pdf",
    "path": "/ho-so/cau-hinh.toml",
    "folder": "/ho-so",
    "bytes": 6_400_001,
    "limit": 6_000_000,
    "label": "Token công vụ",
    "count": 2,
    "error": "DeviceError",
    "module": "eTPKCS11.dll",
    "vendor_code": "0x80000001",
    "state": "fine",
    "until": "2025-12-31T23:59:59+07:00",
    "since": "2026-01-01T00:00:00+07:00",
    "again": "2026-11-26T07:05:00+00:00",
    "ends_with": "779",
    "page": 3,
    "url": "https://dvc.tinh.gov.vn",
    "retry_after": 95,
    "status": 503,
    "reason": "Thiếu tờ khai",
    "port": 8443,
    "reference": "A1B2C3",
    "dossier": "TAM-261123-0A1B-0001",
    "slow_by": 10_800,
    "missing": "full_name, born",
    "component": "Tờ khai đăng ký khai sinh",
    "paper": "Tờ khai",
    "procedure": "1.000894",
    "authority": "RootCA chuyên dùng Chính phủ G2",
    "fingerprint": "F04BA4B4",
}


def texts(shown: Message) -> tuple[str, str, str]:
    return shown.heading, shown.sentence, shown.next_step


def has_marks(text: str) -> bool:
    plain = text.replace("đ", "").replace("Đ", "")
    return plain != text or any(
        unicodedata.combining(char) for char in unicodedata.normalize("NFD", plain)
    )


@pytest.mark.parametrize("facts", [{}, FACTS], ids=["without facts", "with facts"])
@pytest.mark.parametrize("code", list(Code))
def test_each_code_is_said_whole(code: Code, facts: dict[str, str | int]) -> None:
    shown = message(AppError(code, **facts))
    if code is not Code.UNEXPECTED:
        assert shown.heading != message(AppError(Code.UNEXPECTED)).heading
    for text in texts(shown):
        assert has_marks(text)
        assert not re.search(r"[{}\[\]]|  | [.,:;)]|\(\)|“”|None", text), text
        assert text == unicodedata.normalize("NFC", text).strip()
        assert text[0].isupper()
    assert not shown.heading.endswith(".")
    assert shown.sentence.endswith(".")
    assert shown.next_step.endswith(".")


@pytest.mark.parametrize("code", list(Code))
def test_absent_facts_leave_no_trace(code: Code) -> None:
    empty = {name: "" for name in FACTS if name not in ("bytes", "limit", "retry_after")}
    assert message(AppError(code, **empty)) == message(AppError(code))


def test_the_last_try_of_a_pin_is_warned_of() -> None:
    said = {
        state: message(AppError(Code.PIN_INCORRECT, state=state.value)).sentence
        for state in PinState
    }
    assert len(set(said.values())) == len(PinState)
    assert "khóa" in said[PinState.LOW]
    assert "thêm một lần nữa" in said[PinState.FINAL_TRY]
    assert said[PinState.LOCKED] == message(AppError(Code.PIN_LOCKED)).sentence


def test_a_certificate_file_that_does_not_open_says_why() -> None:
    password = message(AppError(Code.PIN_INCORRECT, state="fine", device="file"))
    damaged, other = (
        message(AppError(Code.CERTIFICATE_FILE_UNUSABLE, reason=reason, path="/kho/ky.p12"))
        for reason in ("damaged", "other")
    )
    assert len({each.sentence for each in (password, damaged, other)}) == 3
    assert "Mật khẩu" in password.sentence
    assert "“ky.p12” bị hỏng" in damaged.sentence
    assert "“ky.p12” không phải" in other.sentence
    assert ".pfx" in other.next_step


def test_a_proxy_that_blocks_is_not_said_to_want_a_password() -> None:
    blocks, wants = (message(AppError(Code.PROXY_REFUSED, status=each)) for each in (403, 407))
    assert "mật khẩu" not in blocks.sentence + blocks.next_step
    assert "mật khẩu" in wants.sentence


def test_a_file_over_the_limit_says_how_large_it_is() -> None:
    shown = message(AppError(Code.FILE_TOO_LARGE, bytes=6_000_001, name="to-khai.pdf"))
    assert "6,1 MB" in shown.sentence
    assert "to-khai.pdf" in shown.sentence


def test_a_picture_is_not_said_to_be_named_a_pdf() -> None:
    assert "mang tên PDF" not in message(AppError(Code.NOT_A_PDF, file="ảnh.jpg")).sentence


def test_a_paper_is_called_by_its_whole_title() -> None:
    said = message(AppError(Code.PDF_DAMAGED, name="CMND/CCCD")).sentence
    assert "“CMND/CCCD”" in said
    assert "“a.pdf”" in message(AppError(Code.PDF_DAMAGED, path="/home/đào/a.pdf")).sentence


def test_a_folder_in_the_place_of_a_file_is_said_to_be_one() -> None:
    folder = message(AppError(Code.FILE_UNREADABLE, folder="Đơn"))
    assert folder.sentence == "Mục “Đơn” là thư mục, không phải là tệp."
    assert "quyền" not in folder.next_step


@pytest.mark.parametrize("reason", ["certified", "locked", "broken", "unreadable", "would_break"])
def test_a_file_that_forbids_signing_says_why(reason: str) -> None:
    shown = message(AppError(Code.SIGNING_FORBIDDEN_BY_FILE, reason=reason, name="đơn.pdf"))
    others = {"certified", "locked"} if reason in ("certified", "locked") else {reason}
    same = [
        each
        for each in ("certified", "locked", "broken", "unreadable", "would_break")
        if message(AppError(Code.SIGNING_FORBIDDEN_BY_FILE, reason=each, name="đơn.pdf")) == shown
    ]
    assert set(same) == others
    assert "đơn.pdf" in shown.sentence


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("glass", "mặt kính"),
        ("feeder", "khay nạp"),
        ("brightness", "độ sáng"),
        ("TWAIN", "TWAIN"),
        ("SANE", "cắm dây"),
    ],
)
def test_what_a_scanner_has_not_is_named(said: str, word: str) -> None:
    shown = message(AppError(Code.SCANNER_UNSUPPORTED, device="a", said=said))
    assert word in shown.heading
    assert shown != message(AppError(Code.SCANNER_UNSUPPORTED, device="a", said="100 dpi"))


def test_pages_that_do_not_fit_say_how_many_do() -> None:
    shown = message(AppError(Code.FILE_TOO_LARGE, limit=6_000_000, pages=10, fitting_pages=4))
    assert "10 trang" in shown.sentence
    assert "4 trang" in shown.next_step
    none = message(AppError(Code.FILE_TOO_LARGE, limit=6_000_000, pages=1, fitting_pages=0))
    assert "trang đầu" in none.sentence


def test_braces_in_a_file_name_stay() -> None:
    shown = message(AppError(Code.FILE_EMPTY, name="a[1]{x}.pdf"))
    assert "a[1]{x}.pdf" in shown.sentence


def test_quantities_read_as_a_person_says_them() -> None:
    assert (megabytes(6_000_000), megabytes(5_999_999), megabytes(1)) == ("6 MB", "6 MB", "0,1 MB")
    assert [waiting_time(each) for each in (7_140, 10_800, 200_000)] == [
        "119 phút",
        "3 giờ",
        "2 ngày",
    ]
    assert (waiting_time(0), waiting_time(45), waiting_time(95)) == ("1 giây", "45 giây", "2 phút")


def test_the_command_line_reads_them_without_qt() -> None:
    probe = "import sys, ui.messages; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


@pytest.mark.parametrize(
    "code", [each for each in Code if each not in (Code.WRONG_USAGE, Code.DISPLAY_ABSENT)]
)
def test_the_window_is_not_told_of_options(code: Code) -> None:
    assert "--" not in message(AppError(code)).next_step


def test_the_command_line_is_told_of_its_options() -> None:
    absent = AppError(Code.SIGNER_PLACE_ABSENT, name="Trần Quốc Vượng")
    assert message(absent, options=True).next_step.endswith(
        "Trên dòng lệnh: dùng --page và --rect."
    )
    assert message(absent).next_step == "Bấm vào chỗ cần ký trên trang, rồi ký lại."


@pytest.mark.parametrize(
    ("code", "facts", "step"),
    [
        (Code.SCANNER_ABSENT, {}, "quay doctor"),
        (Code.SCANNER_NO_PAPER, {}, "bỏ --adf, --duplex, --flip"),
        (Code.SCANNER_UNSUPPORTED, {"said": "glass"}, "--adf"),
        (Code.SCANNER_UNSUPPORTED, {"said": "feeder"}, "bỏ --adf, --duplex, --flip"),
        (Code.SCANNER_UNSUPPORTED, {"said": "SANE"}, "--source file:TỆP"),
        (Code.SCANNER_UNSUPPORTED, {"said": "brightness"}, "--brightness 0"),
        (Code.SCANNER_NO_DUPLEX, {}, "--flip"),
        (Code.WATCHED_FOLDER_ABSENT, {}, "--source folder:THƯ_MỤC"),
        (Code.PROXY_UNREACHABLE, {}, "quay proxy"),
        (Code.PROXY_REFUSED, {}, "quay proxy"),
        (Code.KEY_LOST, {}, "quay data-key recover"),
        (Code.RESTORE_UNFINISHED, {"cause": "backup_absent"}, "quay restore --give-up"),
        (Code.RESTORE_UNFINISHED, {"cause": "disk_full"}, "quay restore --give-up"),
    ],
)
def test_a_button_of_the_window_has_its_like_on_the_command_line(
    code: Code, facts: dict[str, str], step: str
) -> None:
    error = AppError(code, **facts)
    assert f"(trên dòng lệnh: {step})" in message(error, options=True).next_step
    assert "lệnh" not in message(error).next_step


@pytest.mark.parametrize("code", [Code.SCANNER_JAMMED, Code.SCANNER_GONE])
def test_no_button_is_named_that_is_not_there(code: Code) -> None:
    assert "bấm" not in message(AppError(code)).next_step
