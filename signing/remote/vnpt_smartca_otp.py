"""VNPT SmartCA, API v2: password and one-time code instead of the app (domain §8.2)."""

import time
from collections.abc import Callable
from uuid import uuid4

from app.errors import AppError, Code
from signing.device import Unlock
from signing.remote.account import RemoteAccount
from signing.remote.line import JsonLine
from signing.remote.service import Order, Started
from signing.remote.totp import STEP_SECONDS, one_time_code
from signing.remote.vnpt_smartca import VnptSmartCa

_CONFIRM = "/v2/signatures/confirm"


class VnptSmartCaOtp(VnptSmartCa):
    """One factor lies in the account, the other one is the PIN of the batch."""

    name = "VNPT SmartCA (OTP)"

    def __init__(
        self,
        account: RemoteAccount,
        line: JsonLine,
        *,
        pause: Callable[[float], None],
        now: Callable[[], float] = time.time,
    ) -> None:
        """``pause`` waits for a code that was not used yet; ``now`` is in seconds of the epoch."""
        super().__init__(account, line)
        self._pause, self._now = pause, now
        self._used_step = -1
        self.unlocked_by = Unlock.SERVICE_PASSWORD if account.totp_key else Unlock.ONE_TIME_CODE

    def start(self, order: Order) -> Started:
        """Hand in and confirm. Errors: REMOTE_PASSWORD_WRONG, REMOTE_*.

        When the confirmation's answer is lost, the request itself is asked after.
        """
        password, code = self._factors(order.pin)
        who = {**self._who, "password": password}
        transaction = str(uuid4())
        body = {**who, **self.documents(order), "otp": code, "transaction_id": transaction}
        try:
            data = self._ask("/v2/signatures/sign", body)
        except AppError as error:
            if error.code is Code.REMOTE_SIGN_IN_FAILED:
                raise AppError(Code.REMOTE_PASSWORD_WRONG, **error.facts) from error
            raise
        transaction = data.text_or_empty("transaction_id") or transaction
        confirmation = {**who, "transaction_id": transaction, "sad": data.text("sad")}
        try:
            return Started("", self.signatures(self._ask(_CONFIRM, confirmation), order))
        except AppError as error:
            if error.code is Code.REMOTE_ANSWER_LOST:
                return Started(transaction)
            raise

    def _factors(self, pin: str) -> tuple[str, str]:
        """Password and code; a code works once, so that a second one is waited for."""
        if not self._account.totp_key:
            return self._account.password, pin
        step = int(self._now() // STEP_SECONDS)
        if step == self._used_step:
            self._pause((step + 1) * STEP_SECONDS - self._now())
            step = int(self._now() // STEP_SECONDS)
        self._used_step = step
        return pin, one_time_code(self._account.totp_key, step * STEP_SECONDS)
