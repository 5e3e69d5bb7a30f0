"""The banner of the screen Ký số: what it says goes when it is not true any more."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from app.errors import AppError, Code
from signing.device import PinState
from ui.messages import Message
from ui.sign.batch_result import BatchResult
from ui.theme import Tone
from ui.token_watch import TokenInside
from ui.widgets.banner import Banner

_GONE = frozenset(
    {Code.TOKEN_ABSENT, Code.TOKEN_REMOVED, Code.TOKEN_EXCHANGED, Code.TOKEN_LOGGED_OUT}
)


class Notices:
    def __init__(self, banner: Banner) -> None:
        self._banner = banner
        self._of_preview: AppError | None = None
        self._unread = False

    def entered(self) -> None:
        """What was said before is over, unless nobody was here to read it."""
        if not self._unread:
            self._banner.hide()
        self._unread = False

    def preview_failed(self, error: AppError) -> None:
        self._of_preview = error
        self._banner.show_error(error)

    def preview_shown(self, _: object = None) -> None:
        """The page is there with its stamp: what stood in the way does not any more."""
        if _same(self._banner.error, self._of_preview):
            self._banner.hide()

    def token_changed(self, inside: TokenInside | None) -> None:
        """``inside`` is what would sign now, in another state than before."""
        error = self._banner.error
        if error is None or inside is None or not inside.usable:
            return
        locked = error.code is Code.PIN_LOCKED or error.facts.get("state") == "locked"
        if error.code in _GONE or (locked and inside.token.pin is not PinState.LOCKED):
            self._banner.hide()

    def ended(self, result: BatchResult, action: str, act: Callable[[], object]) -> None:
        """``action`` is what one may do next."""
        notice = result.notice()
        if notice is not None:
            self._banner.say(*notice, action, act)

    def pin_not_asked(self) -> None:
        """The officer had turned to something else when the PIN could have been asked."""

        def said(text: str) -> str:
            return QCoreApplication.translate("Notices", text)

        words = Message(
            said("Chưa ký giấy tờ nào"),
            said("Chương trình chưa hỏi mã PIN vì anh/chị đã chuyển sang việc khác."),
            said("Nhấn F8 để ký."),
        )
        self._banner.say(words, Tone.INFO)
        self._unread = not self._banner.isVisible()


def _same(one: AppError | None, other: AppError | None) -> bool:
    """Whether they say the same; F8 may have said it again."""
    if one is None or other is None:
        return False
    return one.code is other.code and one.facts == other.facts
