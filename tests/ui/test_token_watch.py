"""Tokens are seen as they come and go, on the token lane, certificates read once."""

from pytestqt.qtbot import QtBot

from app.demo.office import Office
from app.errors import AppError, Code
from app.lanes import Lane
from signing.device import Certificate, Token
from signing.pkcs11_device import Pkcs11Device
from ui.token_watch import TokenWatch, place, read_tokens


class Counted(Pkcs11Device):
    """The office's tokens; counts what is read and may lose its driver."""

    reads = 0
    lost = False

    def tokens(self) -> tuple[Token, ...]:
        if self.lost:
            raise AppError(Code.TOKEN_DRIVER_ABSENT)
        return super().tokens()

    def certificates(self, token: Token) -> tuple[Certificate, ...]:
        self.reads += 1
        return super().certificates(token)


def test_the_watch_tells_what_changed(qtbot: QtBot, office: Office) -> None:
    lane = Lane("token")
    device = Counted([office.module], require_here=lane.require_here)
    watch = TokenWatch(lane, lambda: device)
    with qtbot.waitSignal(watch.changed):
        watch.ask()
    seen = watch.status.tokens
    assert {inside.token.label for inside in seen} >= {office.person("officer").label}
    named = {each.common_name for inside in seen for each in inside.certificates}
    assert "Nguyễn Thị Hồng Đào" in named
    reads = device.reads
    device.lost = True
    with qtbot.waitSignal(watch.changed):
        watch.ask()
    assert watch.status.tokens == ()
    assert watch.status.error is not None
    assert device.reads == reads
    watch.stop()
    lane.close()


def test_certificates_of_a_known_token_are_not_read_again(office: Office) -> None:
    device = Counted([office.module])
    first = read_tokens(device, {})
    reads = device.reads
    again = read_tokens(device, {place(inside.token): inside for inside in first})
    assert again == first
    assert device.reads == reads + sum(not inside.certificates for inside in first)
