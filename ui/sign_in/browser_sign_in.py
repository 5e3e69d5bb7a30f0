"""One sign-in from the first request to the officer's name; runs on the province lane."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.counter import Counter
from app.domain.officer import Officer
from app.errors import AppError, Cancelled, Code
from app.operations.sign_in import complete_sign_in

if TYPE_CHECKING:
    from sync.sign_in import SignIn

WAIT_SECONDS = 300.0
_DONE = "Đã đăng nhập. Có thể đóng thẻ này và quay lại Quầy Một Cửa."
_FAILED = "Đăng nhập chưa thành công. Hãy quay lại Quầy Một Cửa và thử lại."


class BrowserSignIn:
    """:meth:`run` blocks until the browser came back; :meth:`cancel` ends it from any thread."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._sign_in: SignIn | None = None
        self._cancelled = False

    def run(self, *, progress: Callable[[str], None]) -> Officer:
        """Sign in; ``progress`` is told the address for the browser.

        Errors: PROVINCE_*, SIGN_IN_FAILED; Cancelled.
        """
        from sync.sign_in import SignIn

        url = self._counter.settings.province.url
        if not url:
            raise AppError(Code.PROVINCE_NOT_SET)
        sign_in = SignIn(url, done_text=_DONE, failed_text=_FAILED)
        address = sign_in.start()
        self._sign_in = sign_in
        if self._cancelled:
            sign_in.cancel()
        progress(address)
        answer = sign_in.wait(WAIT_SECONDS)
        if self._cancelled:
            raise Cancelled
        province = self._counter.province()
        try:
            return complete_sign_in(
                store=self._counter.store,
                tokens=self._counter.tokens,
                province=province,
                answer=answer,
            )
        finally:
            province.close()

    def cancel(self) -> None:
        self._cancelled = True
        if self._sign_in is not None:
            self._sign_in.cancel()
