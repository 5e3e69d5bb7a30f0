"""Signing in at the reference province: through a browser's eyes, and without one."""

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from app.errors import AppError, Cancelled, Code
from app.operations.sign_in import complete_sign_in
from sync import oidc
from sync.contract import TokenAnswer
from sync.http_province import HttpProvince
from sync.password_sign_in import sign_in_with_password
from sync.sign_in import SignIn
from sync.tokens import TokenKeeper
from tests.sync.conftest import ACCOUNT, ADMINISTRATOR, PASSWORD, Desk, Drawer, Site
from tests.sync.fault_proxy import Fault, answer

DONE, FAILED = "Đã đăng nhập. Mời quay lại chương trình.", "Chưa đăng nhập được."


@pytest.fixture
def sign_in(site: Site) -> Iterator[SignIn]:
    opened = SignIn(site.url, done_text=DONE, failed_text=FAILED)
    yield opened
    opened.cancel()


def browse(url: str, password: str = PASSWORD) -> requests.Response:
    """Open ``url``, fill in the form as it came, follow where it leads."""
    with requests.Session() as browser:
        form = browser.get(url, timeout=10)
        assert 'name="username"' in form.text
        return browser.post(url, data={"username": ACCOUNT, "password": password}, timeout=10)


def failed(work: Callable[[], object]) -> AppError:
    with pytest.raises(AppError) as caught:
        work()
    return caught.value


def test_the_browser_comes_back_with_a_session(site: Site, sign_in: SignIn) -> None:
    page = browse(sign_in.start())
    assert DONE in page.text
    keeper = TokenKeeper(secrets=Drawer(), renew=lambda token: oidc.refresh(site.url, token))
    keeper.accept(sign_in.wait(10))
    with closing(HttpProvince(site.url, keeper)) as province:
        assert province.me().account == ACCOUNT


@pytest.mark.parametrize("fresh", [True, False])
def test_a_fresh_sign_in_asks_for_the_password_again(site: Site, fresh: bool) -> None:
    opened = SignIn(site.url, done_text=DONE, failed_text=FAILED, fresh=fresh)
    url = opened.start()
    query = parse_qs(urlsplit(url).query)
    assert query.get("prompt") == (["login"] if fresh else None)
    browse(url)
    assert opened.wait(10).access_token


def test_the_listener_is_closed_to_strangers(site: Site, sign_in: SignIn) -> None:
    url = sign_in.start()
    back = parse_qs(urlsplit(url).query)["redirect_uri"][0]
    for query in ({"code": "x", "state": "guessed"}, {"error": "access_denied"}, {}):
        assert requests.get(back, params=query, timeout=10).status_code == 404
    elsewhere = back.replace("/signed-in", "/favicon.ico")
    assert requests.get(elsewhere, timeout=10).status_code == 404
    browse(url)
    assert sign_in.wait(10).access_token
    with pytest.raises(requests.ConnectionError):
        requests.get(back, timeout=10)


def test_an_answer_of_another_issuer_is_none(sign_in: SignIn) -> None:
    query = parse_qs(urlsplit(sign_in.start()).query)
    mixed_up = {"code": "x", "state": query["state"][0], "iss": "https://elsewhere.example"}
    said = requests.get(query["redirect_uri"][0], params=mixed_up, timeout=10)
    assert said.status_code == 404


def test_the_officer_declines(sign_in: SignIn) -> None:
    query = parse_qs(urlsplit(sign_in.start()).query)
    declined = {"error": "access_denied", "state": query["state"][0]}
    said = requests.get(query["redirect_uri"][0], params=declined, timeout=10)
    assert FAILED in said.text
    error = failed(lambda: sign_in.wait(10))
    assert (error.code, error.facts) == (Code.SIGN_IN_FAILED, {"reason": "access_denied"})


def test_nobody_signs_in(sign_in: SignIn) -> None:
    sign_in.start()
    assert failed(lambda: sign_in.wait(0.05)).facts == {"reason": "timeout"}


def test_waiting_can_be_cancelled_from_another_thread(sign_in: SignIn) -> None:
    sign_in.start()
    threading.Timer(0.05, sign_in.cancel).start()
    with pytest.raises(Cancelled):
        sign_in.wait(10)


def test_a_code_is_worth_nothing_without_its_verifier(site: Site) -> None:
    """PKCE: whoever reads the code out of the browser lacks the secret of its sign-in."""
    ours = oidc.begin(oidc.discover(site.url), "http://127.0.0.1/signed-in")
    with requests.post(
        ours.url,
        data={"username": ACCOUNT, "password": PASSWORD},
        allow_redirects=False,
        timeout=10,
    ) as said:
        code = parse_qs(urlsplit(said.headers["Location"]).query)["code"][0]
    stolen = replace(ours, verifier="x" * 64)
    assert failed(lambda: oidc.exchange(stolen, code)).code is Code.SIGN_IN_FAILED


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"aud": "another-client"},
        {"iss": "https://elsewhere.example"},
        None,
    ],
)
def test_tokens_of_another_sign_in_are_refused(site: Site, claims: dict[str, str] | None) -> None:
    endpoints = oidc.discover(site.url)
    ours = oidc.begin(endpoints, "http://127.0.0.1/signed-in")
    good = {"iss": endpoints.issuer, "aud": "quay-mot-cua", "nonce": ours.nonce}

    def tokens(id_token: str) -> None:
        said = TokenAnswer(
            access_token="a", token_type="Bearer", expires_in=9, refresh_token="r",
            id_token=id_token,
        )  # fmt: skip
        body = said.model_dump_json().encode()
        site.proxy.once(answer(200, body, Content_Type="application/json"), path="/token")

    tokens(_jwt(good))
    assert oidc.exchange(ours, "code").access_token == "a"
    tokens("" if claims is None else _jwt(good | claims))
    assert failed(lambda: oidc.exchange(ours, "code")).code is Code.SIGN_IN_FAILED


def test_a_wrong_password(site: Site) -> None:
    error = failed(lambda: sign_in_with_password(site.url, account=ACCOUNT, password="không phải"))
    assert (error.code, error.facts) == (Code.SIGN_IN_FAILED, {"reason": "wrong_password"})


def test_a_refresh_token_is_good_for_one_use(site: Site) -> None:
    first = sign_in_with_password(site.url, account=ACCOUNT, password=PASSWORD)
    second = oidc.refresh(site.url, first.refresh_token)
    third = oidc.refresh(site.url, second.refresh_token)
    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    error = failed(lambda: oidc.refresh(site.url, first.refresh_token))
    assert error.code is Code.SIGN_IN_REQUIRED


def test_a_renewal_whose_answer_was_lost_costs_no_sign_in(site: Site) -> None:
    drawer = Drawer()
    keeper = TokenKeeper(secrets=drawer, renew=lambda token: oidc.refresh(site.url, token))
    first = sign_in_with_password(site.url, account=ACCOUNT, password=PASSWORD)
    keeper.accept(first)
    site.proxy.once(Fault.LOSE_ANSWER, path="/token")
    lost = failed(lambda: keeper.renewed(instead_of=first.access_token))
    assert lost.code is Code.PROVINCE_ANSWER_LOST
    assert keeper.renewed(instead_of=first.access_token) != first.access_token
    assert drawer.kept != first.refresh_token


def test_a_turned_down_token_is_renewed_unseen(site: Site) -> None:
    keeper = TokenKeeper(secrets=Drawer(), renew=lambda token: oidc.refresh(site.url, token))
    keeper.accept(
        sign_in_with_password(site.url, account=ACCOUNT, password=PASSWORD).model_copy(
            update={"access_token": "expired"}
        )
    )
    with closing(HttpProvince(site.url, keeper)) as province:
        assert province.me().account == ACCOUNT
    assert keeper.access_token() != "expired"


def _jwt(claims: dict[str, str]) -> str:
    parts = ({"alg": "ES256"}, claims)
    encoded = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join((*encoded, "signature"))


def test_who_signed_in_and_who_was_turned_away_is_in_the_audit_log(desk: Desk) -> None:
    def sign_in_as(account: str) -> None:
        keeper = TokenKeeper(
            secrets=Drawer(), renew=lambda token: oidc.refresh(desk.site.url, token)
        )
        answer = sign_in_with_password(desk.site.url, account=account, password=PASSWORD)
        with closing(HttpProvince(desk.site.url, keeper)) as province:
            complete_sign_in(store=desk.store, tokens=keeper, province=province, answer=answer)

    sign_in_as(ACCOUNT)
    assert failed(lambda: sign_in_as(ADMINISTRATOR)).code is Code.PROVINCE_FORBIDDEN
    with desk.store.read() as work:
        told = [(each.act, each.account, each.result) for each in work.audit.entries()]
    assert told == [("signed_in", "", "province_forbidden"), ("signed_in", ACCOUNT, "done")]
