"""Signing in: code with PKCE, tokens that rotate, passwords that cannot be guessed."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from tests.reference_province.province_line import (
    PASSWORD,
    REDIRECT,
    ask_token,
    enter,
    proof,
    redeem,
    request_of,
    returned,
    sign_in,
)
from tests.reference_province.provinces import Province

Start = Callable[..., Province]


def test_an_officer_signs_in(province: Province) -> None:
    verifier, challenge = proof()
    back = enter(province.base, request_of(challenge), "dao.nt", PASSWORD)

    assert back.status_code == 303
    assert back.headers["Location"].startswith(f"{REDIRECT}?")
    assert returned(back)["state"] == "trạng thái/1?&"
    assert returned(back)["iss"] == province.base

    tokens = redeem(province.base, returned(back)["code"], verifier)
    assert tokens.headers["Cache-Control"] == "no-store"
    me = requests.get(
        f"{province.base}/v1/me",
        headers={"Authorization": f"Bearer {tokens.json()['access_token']}"},
        timeout=5,
    ).json()
    assert me["full_name"] == "Nguyễn Thị Hồng Đào"
    assert (me["unit_code"], me["role"]) == ("H01.31.02", "counter")
    assert (me["born"], me["gender"]) == ("1988-06-15", "female")
    assert all(me[name] for name in ("phone", "email", "address"))


def test_discovery_names_the_endpoints(province: Province) -> None:
    said = requests.get(f"{province.base}/.well-known/openid-configuration", timeout=5).json()

    assert said["issuer"] == province.base
    assert said["code_challenge_methods_supported"] == ["S256"]
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        assert requests.options(said[name], timeout=5).status_code == 405, name


def test_the_id_token_is_signed_for_this_sign_in(province: Province) -> None:
    verifier, challenge = proof()
    code = returned(enter(province.base, request_of(challenge), "dao.nt", PASSWORD))["code"]
    header, claims, signature = redeem(province.base, code, verifier).json()["id_token"].split(".")

    (key,) = requests.get(f"{province.base}/oidc/jwks", timeout=5).json()["keys"]
    numbers = RSAPublicNumbers(*(int.from_bytes(_decoded(key[part])) for part in ("e", "n")))
    numbers.public_key().verify(
        _decoded(signature), f"{header}.{claims}".encode(), PKCS1v15(), SHA256()
    )
    assert json.loads(_decoded(header))["kid"] == key["kid"]
    said = json.loads(_decoded(claims))
    assert (said["iss"], said["sub"]) == (province.base, "dao.nt")
    assert (said["aud"], said["nonce"]) == ("quay-mot-cua", "n-1")
    assert said["exp"] > said["iat"]


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1:9/x",
        "http://localhost:9/x",
        "http://127.0.0.1.attacker.example:9/x",
        "http://127.0.0.1:9@attacker.example/x",
        "http://attacker.example/127.0.0.1",
        "http://127.0.0.1:9/x#part",
        "http://127.0.0.1:port/x",
        "http://[::1/x",
        "javascript:alert(1)",
        "",
    ],
)
def test_no_code_leaves_for_another_machine(province: Province, address: str) -> None:
    query = request_of(proof()[1], redirect_uri=address)

    for answer in (
        enter(province.base, query, "dao.nt", PASSWORD),
        requests.get(f"{province.base}/oidc/authorize", query, allow_redirects=False, timeout=5),
    ):
        assert answer.status_code == 400
        assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": "a" * 42 + "="}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
        ({"nonce": "n" * 201}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
    ],
)
def test_other_mistakes_go_back_without_a_code(
    province: Province, changed: dict[str, str], error: str
) -> None:
    back = enter(province.base, request_of(proof()[1], **changed), "dao.nt", PASSWORD)

    assert back.status_code == 303
    assert returned(back)["error"] == error
    assert "code" not in returned(back)


def test_an_unknown_client_is_not_sent_anywhere(province: Province) -> None:
    query = request_of(proof()[1], client_id="another")

    assert enter(province.base, query, "dao.nt", PASSWORD).status_code == 400


def test_the_page_keeps_the_request_and_escapes_it(province: Province) -> None:
    query = request_of(proof()[1], state='"><script>alert(1)</script>')
    page = requests.get(f"{province.base}/oidc/authorize", query, timeout=5)

    assert '<html lang="vi">' in page.text
    assert "<script" not in page.text
    assert f'action="?{escape(urlencode(query))}"' in page.text
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_a_wrong_password_shows_the_page_again(province: Province) -> None:
    answer = enter(province.base, request_of(proof()[1]), "vanthu", "không phải")

    assert answer.status_code == 401
    assert "Tài khoản hoặc mật khẩu không đúng." in answer.text
    assert "Location" not in answer.headers


def test_a_code_needs_the_verifier_and_the_address_it_was_made_for(province: Province) -> None:
    for changed in ({"code_verifier": "x" * 43}, {"redirect_uri": "http://127.0.0.1:1/y"}):
        verifier, challenge = proof()
        code = returned(enter(province.base, request_of(challenge), "dao.nt", PASSWORD))["code"]

        refused = redeem(province.base, code, verifier, **changed)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
        assert redeem(province.base, code, verifier).status_code == 400, "a failed try uses it up"


def test_a_code_that_comes_twice_ends_the_sign_in(province: Province) -> None:
    verifier, challenge = proof()
    code = returned(enter(province.base, request_of(challenge), "dao.nt", PASSWORD))["code"]
    tokens = redeem(province.base, code, verifier).json()

    assert redeem(province.base, code, verifier).status_code == 400
    assert _me(province, tokens["access_token"]).status_code == 401
    assert _refreshed(province, tokens["refresh_token"]).status_code == 400


def test_a_code_dies_after_a_minute(start: Start) -> None:
    province = start()
    verifier, challenge = proof()
    code = returned(enter(province.base, request_of(challenge), "dao.nt", PASSWORD))["code"]
    province.clock.ahead = timedelta(seconds=61)

    assert redeem(province.base, code, verifier).status_code == 400


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "client_id": "x"}, "invalid_client"),
        ({"grant_type": "refresh_token", "refresh_token": "made up"}, "invalid_grant"),
        ({"grant_type": "authorization_code", "code": "made up"}, "invalid_grant"),
    ],
)
def test_the_token_endpoint_names_its_refusals(
    province: Province, form: dict[str, str], error: str
) -> None:
    answer = ask_token(province.base, **form)

    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_refresh_tokens_rotate(province: Province) -> None:
    first = sign_in(province.base, "dao.nt")
    second = _refreshed(province, first.refresh_token).json()

    assert second["refresh_token"] != first.refresh_token
    assert _me(province, second["access_token"]).status_code == 200
    third = _refreshed(province, second["refresh_token"])
    assert third.status_code == 200


def test_a_refresh_token_used_again_after_its_successor_ends_the_sign_in(
    province: Province,
) -> None:
    first = sign_in(province.base, "dao.nt")
    second = _refreshed(province, first.refresh_token).json()
    third = _refreshed(province, second["refresh_token"]).json()

    assert _refreshed(province, first.refresh_token).status_code == 400
    assert _me(province, third["access_token"]).status_code == 401
    assert _refreshed(province, third["refresh_token"]).status_code == 400


def test_a_refresh_whose_answer_was_lost_may_be_repeated(start: Start) -> None:
    province = start()
    first = sign_in(province.base, "dao.nt")
    lost = _refreshed(province, first.refresh_token).json()
    province.clock.ahead = timedelta(seconds=50)
    again = _refreshed(province, first.refresh_token)

    assert again.status_code == 200
    assert _refreshed(province, again.json()["refresh_token"]).status_code == 200
    assert _me(province, lost["access_token"]).status_code == 200

    late = sign_in(province.base, "dao.nt")
    _refreshed(province, late.refresh_token)
    province.clock.ahead += timedelta(seconds=61)
    assert _refreshed(province, late.refresh_token).status_code == 400


@pytest.mark.parametrize("thief", ["first", "second"])
def test_a_stolen_refresh_token_does_not_live_beside_the_officers(
    province: Province, thief: str
) -> None:
    """One of both repeats it within the minute; as soon as the other goes on, the sign-in ends."""
    stolen = sign_in(province.base, "dao.nt").refresh_token
    first = _refreshed(province, stolen).json()
    second = _refreshed(province, stolen).json()
    if thief == "second":
        assert _refreshed(province, second["refresh_token"]).status_code == 200

    assert _refreshed(province, first["refresh_token"]).status_code == 400

    for tokens in (first, second):
        assert _me(province, tokens["access_token"]).status_code == 401
    assert _refreshed(province, second["refresh_token"]).status_code == 400


def test_access_tokens_expire(start: Start) -> None:
    province = start(access_token_seconds=900)
    line = sign_in(province.base, "dao.nt")
    province.clock.ahead = timedelta(seconds=899)
    assert line.get("/v1/me").status_code == 200
    province.clock.ahead = timedelta(seconds=901)

    refused = line.get("/v1/me")
    assert refused.status_code == 401
    assert refused.json()["code"] == "sign_in_required"
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    assert _refreshed(province, line.refresh_token).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer forged", "Basic ZGFvLm50Og==", "x"])
def test_no_token_no_answer(province: Province, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    for path in (
        "/v1/me",
        "/v1/procedures",
        "/v1/changes",
        "/v1/dossiers",
        "/v1/files/" + 64 * "0",
    ):
        refused = requests.get(province.base + path, headers=headers, timeout=5)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
        assert refused.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("account", ["dao.nt", "nobody.at.all"])
def test_wrong_passwords_make_an_account_wait(start: Start, account: str) -> None:
    province = start()
    query = request_of(proof()[1])
    tries = [enter(province.base, query, account, f"sai {turn}").status_code for turn in range(5)]
    blocked = enter(province.base, query, account, PASSWORD)

    assert tries == [401] * 5
    assert blocked.status_code == 429
    assert 25 <= int(blocked.headers["Retry-After"]) <= 31
    assert "Hãy thử lại sau" in blocked.text
    assert enter(province.base, query, "vuong.tq", PASSWORD).status_code == 303, "others may go on"

    province.clock.ahead = timedelta(seconds=32)
    assert enter(province.base, query, account, "vẫn sai").status_code == 401
    longer = enter(province.base, query, account, PASSWORD)
    assert 45 <= int(longer.headers["Retry-After"]) <= 61


def test_the_right_password_ends_the_counting(start: Start) -> None:
    province = start()
    query = request_of(proof()[1])
    for _ in range(2):
        for turn in range(4):
            assert enter(province.base, query, "dao.nt", f"sai {turn}").status_code == 401
        assert enter(province.base, query, "dao.nt", PASSWORD).status_code == 303


def test_the_database_betrays_no_secret(start: Start, tmp_path: Path) -> None:
    province = start()
    line = sign_in(province.base, "dao.nt")
    assert line.get("/v1/me").status_code == 200

    kept = b"".join(path.read_bytes() for path in tmp_path.glob("province.sqlite3*"))
    assert b"dao.nt" in kept
    for secret in (PASSWORD, line.token, line.refresh_token):
        assert secret.encode() not in kept


def _me(province: Province, token: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{province.base}/v1/me", headers=headers, timeout=5)


def _refreshed(province: Province, token: str) -> requests.Response:
    return ask_token(province.base, grant_type="refresh_token", refresh_token=token)


def _decoded(text: str) -> Any:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
