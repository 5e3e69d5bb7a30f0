"""A counter's side of the wire, as plain as requests allows."""

import base64
import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from app.domain.working_time import VIETNAM

REDIRECT = "http://127.0.0.1:51234/signed-in"
PASSWORD = "mật khẩu dài để thử"
TUS = {"Tus-Resumable": "1.0.0"}
WAIT_SECONDS = 20


@dataclass
class AdjustableClock:
    """The real time and what a test adds to it."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(VIETNAM) + self.ahead


@dataclass
class Line:
    """One signed-in officer's requests, each on a connection of its own."""

    base: str
    token: str
    refresh_token: str = ""

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return requests.request(
            method, self.base + path, headers=headers, timeout=WAIT_SECONDS, **more
        )

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.ask("GET", path, params=query)

    def begin(self, content: bytes, **changed: str) -> requests.Response:
        headers = TUS | {
            "Upload-Length": str(len(content)),
            "Upload-Metadata": metadata(sha256=sha256(content), filename="Tờ khai.pdf"),
        }
        return self.ask("POST", "/v1/uploads", headers=headers | changed)

    def begin_with(self, content: bytes, first: bytes, **changed: str) -> requests.Response:
        """Creation with upload: ``first`` are the bytes that come along."""
        headers = TUS | {
            "Upload-Length": str(len(content)),
            "Upload-Metadata": metadata(sha256=sha256(content), filename="Tờ khai.pdf"),
            "Content-Type": "application/offset+octet-stream",
        }
        return self.ask("POST", "/v1/uploads", headers=headers | changed, data=first)

    def send(self, place: str, content: bytes, offset: int, **changed: str) -> requests.Response:
        headers = TUS | {
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        return self.ask("PATCH", place, data=content, headers=headers | changed)

    def offset(self, place: str) -> int:
        return int(self.ask("HEAD", place, headers=TUS).headers["Upload-Offset"])

    def upload(self, content: bytes) -> str:
        """The place of a whole upload."""
        place = self.begin(content).headers["Location"]
        assert self.send(place, content, 0).status_code == 204
        return place

    def perform(self, act: dict[str, Any], key: str = "") -> requests.Response:
        headers = {"Idempotency-Key": key or secrets.token_hex(16)}
        return self.ask("POST", "/v1/acts", json=act, headers=headers)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def metadata(**pairs: str) -> str:
    return ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in pairs.items()
    )


def checksum(content: bytes, algorithm: str = "sha1") -> dict[str, str]:
    digest = hashlib.new(algorithm, content).digest()
    return {"Upload-Checksum": f"{algorithm} {base64.b64encode(digest).decode()}"}


def some_pdf(size: int = 4_000) -> bytes:
    """Bytes that nobody has seen before and that begin like a PDF."""
    return (b"%PDF-1.7\n" + os.urandom(size))[:size]


def an_act(*contents: bytes, now: datetime | None = None, **changed: Any) -> dict[str, Any]:
    """A plausible act about files of ``contents``, with fields replaced by ``changed``."""
    received = now or datetime.now(VIETNAM)
    papers = [
        a_paper(content, component_code=f"TP{number:02d}", title=f"Giấy tờ {number}")
        for number, content in enumerate(contents, start=1)
    ]
    return {
        "kind": "receive_dossier",
        "dossier_id": secrets.token_hex(16),
        "provisional_code": "TAM-261123-4F2A-0001",
        "procedure_code": "1.000894",
        "case_code": "TH02",
        "applicant": {
            "full_name": "Huỳnh Đức Thắng",
            "identity_number": "089091123456",
            "born": "1991-03-13",
            "gender": "male",
            "address": "Ấp Mỹ An 1, xã Mỹ Hòa Hưng, tỉnh An Giang",
            "phone": "0900000000",
            "email": "",
            "organization": "",
        },
        "papers": papers,
        "fees": [{"name": "Phí cấp bản sao trích lục kết hôn", "quantity": 2, "amount": 8000}],
        "return_way": "counter",
        "received_at": received.isoformat(),
        "due_at": (received + timedelta(days=7)).isoformat(),
        **changed,
    }


def a_paper(content: bytes, **changed: Any) -> dict[str, Any]:
    """What an act says of a signed file."""
    return {
        "paper_id": secrets.token_hex(16),
        "component_code": "",
        "title": "Giấy tờ",
        "sha256": sha256(content),
        "bytes": len(content),
        "pages": 1,
        "signature": {
            "signer": "Nguyễn Thị Hồng Đào",
            "serial": "5401ab",
            "level": "B-B",
            "signed_at": datetime.now(VIETNAM).isoformat(),
        },
        "reused_from": "",
        **changed,
    }


def later(kind: str, receipt: dict[str, Any], /, **fields: Any) -> dict[str, Any]:
    """An act about the dossier of ``receipt``, done now."""
    return {
        "kind": kind,
        "dossier_code": receipt["dossier_code"],
        "acted_at": datetime.now(VIETNAM).isoformat(),
        **fields,
    }


def proof() -> tuple[str, str]:
    """A PKCE verifier and its S256 challenge (RFC 7636)."""
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def request_of(challenge: str, **changed: str) -> dict[str, str]:
    """The query of an authorization request."""
    return {
        "response_type": "code",
        "client_id": "quay-mot-cua",
        "redirect_uri": REDIRECT,
        "scope": "openid",
        "state": "trạng thái/1?&",
        "nonce": "n-1",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **changed,
    }


def enter(base: str, query: dict[str, str], account: str, password: str) -> requests.Response:
    """Fill in the sign-in page; the redirect is not followed."""
    return requests.post(
        f"{base}/oidc/authorize",
        params=query,
        data={"username": account, "password": password},
        allow_redirects=False,
        timeout=WAIT_SECONDS,
    )


def returned(answer: requests.Response) -> dict[str, str]:
    """The query that the browser is sent back with."""
    pairs = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in pairs.items()}


def ask_token(base: str, **form: str) -> requests.Response:
    data = {"client_id": "quay-mot-cua"} | form
    return requests.post(f"{base}/oidc/token", data=data, timeout=WAIT_SECONDS)


def redeem(base: str, code: str, verifier: str, **changed: str) -> requests.Response:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "code_verifier": verifier,
    }
    return ask_token(base, **form | changed)


def sign_in(base: str, account: str, password: str = PASSWORD) -> Line:
    verifier, challenge = proof()
    code = returned(enter(base, request_of(challenge), account, password))["code"]
    answer = redeem(base, code, verifier).json()
    return Line(base, answer["access_token"], answer["refresh_token"])
