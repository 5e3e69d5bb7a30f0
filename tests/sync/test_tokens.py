"""The keeper of tokens: one renewal at a time, nothing lost, nothing kept that is worthless."""

import threading
from dataclasses import dataclass, field

import pytest

from app.errors import AppError, Code
from sync.contract import TokenAnswer
from sync.tokens import TokenKeeper


@dataclass
class Drawer:
    """A secret store that can be full."""

    kept: str = ""
    full: bool = False

    def load(self) -> str:
        return self.kept

    def save(self, text: str) -> None:
        if self.full:
            raise AppError(Code.DISK_FULL)
        self.kept = text


@dataclass
class Issuer:
    """Takes each refresh token once, as RFC 9700 §4.14.2 wants."""

    good: str = "r0"
    issued: int = 0
    failure: AppError | None = None
    used: list[str] = field(default_factory=list)

    def renew(self, refresh_token: str) -> TokenAnswer:
        self.used.append(refresh_token)
        if self.failure:
            raise self.failure
        if refresh_token != self.good:
            raise AppError(Code.SIGN_IN_REQUIRED)
        self.issued += 1
        self.good = f"r{self.issued}"
        return tokens(self.issued)


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def tokens(number: int) -> TokenAnswer:
    return TokenAnswer(
        access_token=f"a{number}", token_type="Bearer", expires_in=900, refresh_token=f"r{number}"
    )


def test_a_restart_needs_no_new_sign_in() -> None:
    drawer, issuer = Drawer(), Issuer()
    TokenKeeper(secrets=drawer, renew=issuer.renew).accept(tokens(0))
    again = TokenKeeper(secrets=drawer, renew=issuer.renew)
    assert again.signed_in
    assert again.access_token() == "a1"
    assert drawer.kept == "r1"


def test_an_access_token_is_used_until_shortly_before_its_end() -> None:
    issuer, clock = Issuer(), Clock()
    keeper = TokenKeeper(secrets=Drawer(), renew=issuer.renew, monotonic=clock)
    keeper.accept(tokens(0))
    clock.seconds = 839
    assert keeper.access_token() == "a0"
    clock.seconds = 841
    assert keeper.access_token() == "a1"


def test_threads_that_were_turned_down_together_renew_once() -> None:
    drawer, issuer = Drawer(), Issuer()
    keeper = TokenKeeper(secrets=drawer, renew=issuer.renew)
    keeper.accept(tokens(0))
    together = threading.Barrier(8)
    got: list[str] = []

    def turned_down() -> None:
        together.wait()
        got.append(keeper.renewed(instead_of="a0"))

    threads = [threading.Thread(target=turned_down) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["a1"] * 8
    assert issuer.used == ["r0"]


def test_a_refused_refresh_token_is_forgotten() -> None:
    drawer, issuer = Drawer("stale"), Issuer()
    keeper = TokenKeeper(secrets=drawer, renew=issuer.renew)
    for _ in range(2):
        with pytest.raises(AppError) as caught:
            keeper.access_token()
        assert caught.value.code is Code.SIGN_IN_REQUIRED
    assert issuer.used == ["stale"]
    assert drawer.kept == ""
    assert not keeper.signed_in


def test_a_line_that_fails_costs_no_sign_in() -> None:
    drawer = Drawer("r0")
    issuer = Issuer(failure=AppError(Code.PROVINCE_ANSWER_LOST))
    keeper = TokenKeeper(secrets=drawer, renew=issuer.renew)
    with pytest.raises(AppError):
        keeper.access_token()
    issuer.failure = None
    assert keeper.access_token() == "a1"


def test_a_full_disk_does_not_waste_the_tokens_just_issued() -> None:
    drawer, issuer = Drawer("r0", full=True), Issuer()
    keeper = TokenKeeper(secrets=drawer, renew=issuer.renew)
    with pytest.raises(AppError) as caught:
        keeper.access_token()
    assert caught.value.code is Code.DISK_FULL
    assert keeper.access_token() == "a1"


def test_signing_out_forgets_everything() -> None:
    drawer, issuer = Drawer(), Issuer()
    keeper = TokenKeeper(secrets=drawer, renew=issuer.renew)
    keeper.accept(tokens(0))
    keeper.forget()
    with pytest.raises(AppError):
        keeper.access_token()
    assert (drawer.kept, issuer.used) == ("", [])
