"""One sign-in from the first request to the officer's name; runs on the province lane."""

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from app.counter import Counter
from app.domain.attendance import AttendanceKind
from app.domain.officer import AT_WORK, Officer
from app.errors import AppError, Cancelled, Code
from app.operations.sign_in import complete_sign_in, note_failed_sign_in
from app.operations.unlock import forget_unlock_password
from app.province_settings import ProvinceKind

if TYPE_CHECKING:
    from sync.contract import TokenAnswer
    from sync.sign_in import SignIn

WAIT_SECONDS = 300.0
_TURNED_AWAY = frozenset({Code.SIGN_IN_FAILED, Code.SIGN_IN_OTHER_UNIT, Code.PROVINCE_FORBIDDEN})
_DONE = "Đã đăng nhập. Có thể đóng thẻ này và quay lại Quầy Một Cửa."
_FAILED = "Đăng nhập chưa thành công. Hãy quay lại Quầy Một Cửa và thử lại."


class BrowserSignIn:
    """:meth:`run` blocks until the browser came back; :meth:`cancel` ends it from any thread."""

    def __init__(self, counter: Counter, *, unlocks: Officer | None = None) -> None:
        """``unlocks`` is who works at a locked window: only their unit may open it."""
        self._counter, self._unlocks = counter, unlocks
        self._sign_in: SignIn | None = None
        self._cancelled = False

    def run(self, *, progress: Callable[[str], None]) -> Officer:
        """Sign in; ``progress`` is told the address for the browser.

        Errors: PROVINCE_*, SIGN_IN_FAILED, SIGN_IN_OTHER_UNIT; Cancelled.
        """
        from sync.sign_in import SignIn

        province = self._counter.settings.province
        if province.known_kind is not ProvinceKind.QUAY:
            raise AppError(Code.SIGN_IN_UNSUPPORTED)
        url = province.url
        if not url:
            raise AppError(Code.PROVINCE_NOT_SET)
        # A browser that is still signed in must not open the window for whoever sits there.
        fresh = self._unlocks is not None
        sign_in = SignIn(url, done_text=_DONE, failed_text=_FAILED, fresh=fresh)
        address = sign_in.start()
        self._sign_in = sign_in
        if self._cancelled:
            sign_in.cancel()
        progress(address)
        try:
            answer = sign_in.wait(WAIT_SECONDS)
            if self._cancelled:
                raise Cancelled
            if self._unlocks is not None:
                self._require_unit(url, answer, self._unlocks)
        except AppError as error:
            if error.code in _TURNED_AWAY:
                note_failed_sign_in(store=self._counter.store, error=error)
            raise
        return self._complete(answer)

    def _complete(self, answer: "TokenAnswer") -> Officer:
        counter = self._counter
        before, province = counter.officer(), counter.province()
        kind = AttendanceKind.SIGNED_IN
        if self._unlocks is not None:
            kind = AttendanceKind.UNLOCKED_BY_SIGN_IN
        try:
            officer = complete_sign_in(
                store=counter.store, tokens=counter.tokens, province=province, answer=answer,
                now=counter.now(), kind=kind,
            )  # fmt: skip
        finally:
            province.close()
        if before is not None and before.account != officer.account:
            forget_unlock_password(
                store=counter.store, secret=counter.unlock_secret, account=before.account,
                now=counter.now(),
            )  # fmt: skip
        return officer

    def _require_unit(self, url: str, answer: "TokenAnswer", officer: Officer) -> None:
        """Ask who it is before anything is kept: a stranger must not sign the officer out."""
        from sync.http_province import HttpProvince
        from sync.tokens import GivenTokens

        with closing(HttpProvince(url, GivenTokens(answer))) as province:
            told = province.me()
            if told.unit_code != officer.unit_code:
                raise AppError(Code.SIGN_IN_OTHER_UNIT, unit=officer.unit_name)
            if told.role not in AT_WORK:
                raise AppError(Code.PROVINCE_FORBIDDEN)

    def cancel(self) -> None:
        self._cancelled = True
        if self._sign_in is not None:
            self._sign_in.cancel()
