"""A bearer token is what the province gave out, and nothing that looks like it."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from tests.reference_province.province_line import (
    PASSWORD,
    Line,
    enter,
    proof,
    redeem,
    request_of,
    returned,
    sign_in,
)
from tests.reference_province.provinces import Province


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def jwt(header: dict[str, Any], claims: dict[str, Any], *, signed: bool) -> str:
    """As another issuer would make it, with a key of its own."""
    text = ".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    if not signed:
        return f"{text}."
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return f"{text}.{encode(key.sign(text.encode(), PKCS1v15(), SHA256()))}"


def id_token(province: Province) -> str:
    verifier, challenge = proof()
    page = enter(province.base, request_of(challenge), "dao.nt", PASSWORD)
    answer = redeem(province.base, returned(page)["code"], verifier)
    return str(answer.json()["id_token"])


def claims_of(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


@pytest.mark.parametrize("forgery", ["alg none", "another key", "another audience", "id token"])
def test_forged_tokens_are_turned_down(province: Province, forgery: str) -> None:
    true = id_token(province)
    claims = claims_of(true)
    token = {
        "alg none": jwt({"alg": "none", "typ": "JWT"}, claims, signed=False),
        "another key": jwt({"alg": "RS256", "typ": "JWT"}, claims, signed=True),
        "another audience": jwt({"alg": "RS256"}, claims | {"aud": "khác"}, signed=True),
        # It says who signed in to the counter; the province is another audience.
        "id token": true,
    }[forgery]

    refused = Line(province.base, token).get("/v1/me")

    assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_required")
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]


@pytest.mark.parametrize("scheme", ["Basic", "", "Bearer Bearer"])
def test_a_token_comes_as_a_bearer_token(province: Province, scheme: str) -> None:
    line = province.line()
    headers = {"Authorization": f"{scheme} {line.token}".strip()}

    assert line.ask("GET", "/v1/me", headers=headers).status_code == 401


def test_a_changed_token_is_another_token(province: Province) -> None:
    line = province.line()
    flipped = line.token[:-1] + ("A" if line.token[-1] != "A" else "B")

    assert Line(province.base, flipped).get("/v1/me").status_code == 401
    assert Line(province.base, line.refresh_token).get("/v1/me").status_code == 401


def test_an_expired_token_acts_no_more(province: Province) -> None:
    line = sign_in(province.base, "dao.nt")
    province.clock.ahead += timedelta(seconds=province.settings.access_token_seconds + 1)
    try:
        for answer in (line.get("/v1/me"), line.perform({}), line.get("/v1/files/x")):
            assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_required")
    finally:
        province.clock.ahead = timedelta()


def test_nothing_of_the_api_answers_strangers(province: Province) -> None:
    document = Line(province.base, "").get("/openapi.json").json()
    open_to_all = {"/v1/health"}

    asked = 0
    for path, operations in document["paths"].items():
        if not path.startswith("/v1") or path in open_to_all:
            continue
        for method in operations:
            place = path.replace("{", "").replace("}", "")
            answer = Line(province.base, "x" * 43).ask(
                method.upper(),
                place,
                headers={
                    "Tus-Resumable": "1.0.0",
                    "Upload-Length": "9",
                    "Upload-Metadata": "a",
                    "Upload-Offset": "0",
                    "Content-Type": "application/offset+octet-stream",
                },
                data=b"x",
            )
            if method != "options":
                assert answer.status_code == 401, (method, path)
                asked += 1
    assert asked > 20
