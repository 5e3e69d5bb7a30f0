"""What the status strip says, for each thing that can be so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.submission import QueueCounts, QueueHalt
from app.errors import AppError, Code
from signing.device import Certificate, PinState, Token, Unlock
from sync.state import LineState, SyncState
from tests.ui.counter_bench import OFFICER
from tests.ui.queue_past import NOW
from ui.certificate_words import issuer_name
from ui.status_text import clock_status, clock_text, line_text, moment, queue_text, token_text
from ui.theme import Tone
from ui.token_watch import TokenInside, TokenStatus


def token(pin: PinState = PinState.FINE) -> Token:
    return Token("/usr/lib/x.so", 0, "Token công vụ", "01", "Ban Cơ yếu", pin, own_pin_pad=False)


def certificate(days: int) -> Certificate:
    return Certificate(
        der=b"", key_id=b"\x01", common_name="Nguyễn Thị Hồng Đào", subject="", issuer="CA",
        serial="0a", identity_number="", not_before=NOW - timedelta(days=300),
        not_after=NOW + timedelta(days=days, minutes=1), may_sign=True,
    )  # fmt: skip


def status(*certificates: Certificate, pin: PinState = PinState.FINE) -> TokenStatus:
    return TokenStatus((TokenInside(token(pin), certificates),), None, asked=True)


@pytest.mark.parametrize(
    ("seen", "text", "tone"),
    [
        (TokenStatus(), "Đang tìm token…", Tone.NEUTRAL),
        (TokenStatus(asked=True), "Chưa cắm USB token", Tone.NEUTRAL),
        (
            TokenStatus((), AppError(Code.TOKEN_DRIVER_ABSENT), asked=True),
            "Chưa có trình điều khiển token",
            Tone.WARN,
        ),
        (status(certificate(214)), "Nguyễn Thị Hồng Đào · còn 214 ngày", Tone.OK),
        (status(certificate(12)), "Nguyễn Thị Hồng Đào · còn 12 ngày", Tone.WARN),
        (status(certificate(5), certificate(400)), "Nguyễn Thị Hồng Đào · còn 400 ngày", Tone.OK),
        (status(certificate(-3)), "Nguyễn Thị Hồng Đào: chứng thư số đã hết hạn", Tone.BAD),
        (status(), "Token không có chứng thư số", Tone.WARN),
        (status(certificate(99), pin=PinState.LOCKED), "USB token đã bị khóa", Tone.BAD),
    ],
)
def test_token(seen: TokenStatus, text: str, tone: Tone) -> None:
    said = token_text(seen, NOW)
    assert (said.text, said.tone) == (text, tone)
    assert said.tip.endswith(".")


UNSET = AppError(Code.PROVINCE_NOT_SET)
PAUSED = QueueHalt.PAUSED


def test_the_chosen_token_is_the_one_that_is_told_of() -> None:
    other = replace(token(), label="Token khác", serial="02")
    both = TokenStatus(
        (TokenInside(token(), (certificate(5),)), TokenInside(other, (certificate(70),))),
        None,
        asked=True,
    )
    assert token_text(both, NOW, "Token khác").text.endswith("còn 70 ngày (+1)")
    assert token_text(both, NOW, "rút ra rồi").text.endswith("còn 5 ngày (+1)")


OWN = replace(certificate(40), identity_number="089188004217")
OFFICE = replace(certificate(300), common_name="UBND xã Mỹ An")
OFFICER_KNOWN = replace(OFFICER, identity_number="089188004217")


def two(mine: Token | None, unlocked_by: Unlock = Unlock.PIN) -> TokenStatus:
    """The office's token, first in line, and the officer's own where there is one."""
    office = replace(token(), label="Con dấu số", serial="03", unlocked_by=unlocked_by)
    own = (TokenInside(mine, (certificate(400), OWN)),) if mine else ()
    return TokenStatus((TokenInside(office, (OFFICE,)), *own), None, asked=True)


@pytest.mark.parametrize("label", ["", "Con dấu số", "Token công vụ"])
def test_the_officers_own_token_is_told_of_whatever_else_is_in(label: str) -> None:
    said = token_text(two(token()), NOW, label, OFFICER_KNOWN)
    assert (said.text, said.tone) == ("Nguyễn Thị Hồng Đào · còn 40 ngày (+1)", Tone.OK)
    assert token_text(two(token(PinState.LOCKED)), NOW, label, OFFICER_KNOWN).tone is Tone.BAD


@pytest.mark.parametrize("label", ["", "Con dấu số", "Token công vụ"])
def test_the_offices_token_is_not_taken_for_the_officers(label: str) -> None:
    said = token_text(two(None), NOW, label, OFFICER_KNOWN)
    assert (said.text, said.tone) == ("Chưa cắm token của anh/chị", Tone.NEUTRAL)
    assert "Đang cắm: token “Con dấu số” của UBND xã Mỹ An." in said.tip
    # An account that names nobody cannot tell.
    unknown = token_text(two(None), NOW, label, OFFICER)
    assert (unknown.text, unknown.tone) == ("UBND xã Mỹ An · còn 300 ngày", Tone.OK)


def test_another_persons_file_is_not_taken_for_the_officers() -> None:
    said = token_text(two(None, Unlock.FILE_PASSWORD), NOW, "", OFFICER_KNOWN)
    assert (said.text, said.tone) == ("Chứng thư số không phải của anh/chị", Tone.WARN)
    assert "tệp chứng thư “Con dấu số”" in said.tip


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("C=VN, O=Ban Cơ yếu Chính phủ, CN=CA phục vụ G2", "CA phục vụ G2"),
        ("CN=A, B và C, O=X, C=VN", "A, B và C"),
        ("O=X", "O=X"),
    ],
)
def test_an_issuer_is_known_by_its_common_name(issuer: str, name: str) -> None:
    assert issuer_name(issuer) == name


AT_NINE = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "error", "text", "tone"),
    [
        (SyncState(), UNSET, "Chưa đặt địa chỉ hệ thống của tỉnh", Tone.NEUTRAL),
        (SyncState(), None, "Đang kết nối tỉnh…", Tone.NEUTRAL),
        (SyncState(LineState.UP, AT_NINE), None, "Tỉnh · 09:00", Tone.OK),
        (SyncState(LineState.DOWN, AT_NINE), None, "Mất kết nối tỉnh · 09:00", Tone.WARN),
        (SyncState(LineState.DOWN), None, "Chưa kết nối được với tỉnh", Tone.WARN),
        (SyncState(halt=QueueHalt.SIGN_IN), None, "Cần đăng nhập lại", Tone.BAD),
    ],
)
def test_line(state: SyncState, error: AppError | None, text: str, tone: Tone) -> None:
    said = line_text(state, error, NOW)
    assert (said.text, said.tone) == (text, tone)


@pytest.mark.parametrize(
    ("counts", "halt", "text", "tone"),
    [
        (QueueCounts(0, 0, 0, 0, 9), QueueHalt.NONE, "Không còn gì chờ gửi", Tone.NEUTRAL),
        (QueueCounts(2, 1, 0, 0, 0), QueueHalt.NONE, "3 việc chờ gửi", Tone.INFO),
        (QueueCounts(2, 0, 1, 0, 0), QueueHalt.NONE, "2 việc chờ gửi · 1 gửi lỗi", Tone.WARN),
        (QueueCounts(0, 0, 0, 2, 0), PAUSED, "Đã tạm dừng gửi · 2 bị từ chối", Tone.BAD),
        (QueueCounts(0, 0, 0, 0, 0, 1), QueueHalt.NONE, "1 chờ xác nhận lại", Tone.WARN),
        (QueueCounts(1, 0, 0, 0, 0), PAUSED, "Đã tạm dừng gửi · 1 việc chờ gửi", Tone.WARN),
        (QueueCounts(0, 0, 0, 0, 9), PAUSED, "Đã tạm dừng gửi", Tone.WARN),
        (QueueCounts(1, 0, 0, 0, 0), QueueHalt.DISK, "Ổ đĩa đầy · ngừng gửi", Tone.BAD),
    ],
)
def test_queue(counts: QueueCounts, halt: QueueHalt, text: str, tone: Tone) -> None:
    said = queue_text(counts, halt)
    assert (said.text, said.tone) == (text, tone)


def test_times_are_those_of_vietnam() -> None:
    assert clock_text(NOW) == "Thứ Hai 23/11/2026 · 09:21"


@pytest.mark.parametrize(
    ("slow_by", "text", "tone"),
    [
        (None, "Thứ Hai 23/11/2026 · 09:21", Tone.NEUTRAL),
        (timedelta(minutes=-5), "Thứ Hai 23/11/2026 · 09:21", Tone.NEUTRAL),
        (timedelta(minutes=7), "Đồng hồ của máy chậm 7 phút", Tone.BAD),
        (timedelta(hours=-3), "Đồng hồ của máy nhanh 3 giờ", Tone.BAD),
        (timedelta(days=4), "Đồng hồ của máy chậm 4 ngày", Tone.BAD),
    ],
)
def test_a_wrong_clock_is_said_in_its_place(
    slow_by: timedelta | None, text: str, tone: Tone
) -> None:
    said = clock_status(NOW, slow_by)
    assert (said.text, said.tone) == (text, tone)
    assert moment(NOW - timedelta(days=1), NOW) == "22/11 09:21"
    late = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    assert moment(late, NOW) == "01:30"
