"""The signed-in officer's tokens: kept, renewed, and never in a log."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from app.errors import AppError, Code
from sync.contract import TokenAnswer

RENEW_BEFORE_SECONDS = 60.0


class SecretStore(Protocol):
    """Where one secret outlives the program, e.g. encrypted under a key of the keyring."""

    def load(self) -> str:
        """The secret, empty when there is none."""
        ...

    def save(self, text: str) -> None:
        """Keep ``text`` durably instead of the one before; empty means forget it."""
        ...


class Tokens(Protocol):
    """What a line needs to prove who the officer is. Errors of both: SIGN_IN_REQUIRED, and
    PROVINCE_* of the server that renews.
    """

    def access_token(self) -> str: ...

    def renewed(self, *, instead_of: str) -> str:
        """An access token other than ``instead_of``, which the province turned down."""
        ...


class GivenTokens:
    """The tokens of a sign-in that is not kept yet: to ask who it is."""

    def __init__(self, answer: TokenAnswer) -> None:
        self._access = answer.access_token

    def access_token(self) -> str:
        return self._access

    def renewed(self, *, instead_of: str) -> str:  # noqa: ARG002 (there is no other)
        raise AppError(Code.SIGN_IN_REQUIRED)


class TokenKeeper:
    """Access token in memory, refresh token in ``secrets``. Safe to use from all threads."""

    def __init__(
        self,
        *,
        secrets: SecretStore,
        renew: Callable[[str], TokenAnswer],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``renew`` exchanges a refresh token for new ones, e.g. ``oidc.refresh`` with an address;
        it raises SIGN_IN_REQUIRED when the refresh token is turned down.
        """
        self._secrets = secrets
        self._renew = renew
        self._monotonic = monotonic
        # One renewal at a time: a refresh token is good for one use only.
        self._lock = threading.Lock()
        self._access = ""
        self._good_until = 0.0
        self._refresh: str | None = None
        """None until it was loaded."""

    @property
    def signed_in(self) -> bool:
        """Whether there is a refresh token. It may turn out to be worthless."""
        with self._lock:
            return bool(self._refresh_token())

    def accept(self, answer: TokenAnswer) -> None:
        """Keep the tokens of a sign-in that has just succeeded."""
        with self._lock:
            self._keep(answer)

    def forget(self) -> None:
        """Sign out on this machine."""
        with self._lock:
            self._drop()

    def access_token(self) -> str:
        with self._lock:
            if self._access and self._monotonic() < self._good_until:
                return self._access
            return self._renewed()

    def renewed(self, *, instead_of: str) -> str:
        with self._lock:
            if self._access and self._access != instead_of:
                return self._access  # another thread was faster
            return self._renewed()

    def _renewed(self) -> str:
        refresh = self._refresh_token()
        if not refresh:
            raise AppError(Code.SIGN_IN_REQUIRED)
        try:
            answer = self._renew(refresh)
        except AppError as error:
            if error.code is Code.SIGN_IN_REQUIRED:
                self._drop()
            raise
        self._keep(answer)
        return self._access

    def _refresh_token(self) -> str:
        if self._refresh is None:
            self._refresh = self._secrets.load()
        return self._refresh

    def _keep(self, answer: TokenAnswer) -> None:
        self._access, self._refresh = answer.access_token, answer.refresh_token
        self._good_until = self._monotonic() + max(
            answer.expires_in - RENEW_BEFORE_SECONDS, answer.expires_in / 2
        )
        self._secrets.save(answer.refresh_token)

    def _drop(self) -> None:
        self._access, self._refresh = "", ""
        self._secrets.save("")
