"""Viettel MySign: the officer confirms in the app (domain §8.3)."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import AppError, Code
from signing.algorithms import Scheme
from signing.device import Unlock
from signing.remote.account import RemoteAccount
from signing.remote.answers import Answer
from signing.remote.line import JsonAnswer, JsonLine
from signing.remote.service import Credential, Order, Started

_SERVICE = "/vtss/service"
_SHA256, _RSA = "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.1"
_POLLED = 1
"""``async``: the answer is a number to ask after."""
_UNDER_WAY = {"0", "4000", "6000"}
_DONE = "1"
_CODES = {
    "4001": Code.REMOTE_CONFIRMATION_EXPIRED,
    "4002": Code.REMOTE_CONFIRMATION_REFUSED,
    "4004": Code.REMOTE_SIGNING_FAILED,
    "4005": Code.REMOTE_QUOTA_USED_UP,
    "50000": Code.REMOTE_INTERNAL_ERROR,
    "13004": Code.REMOTE_CERTIFICATE_UNUSABLE,
    "58007": Code.REMOTE_CLIENT_UNKNOWN,
    "58008": Code.REMOTE_USER_UNKNOWN,
    "59033": Code.REMOTE_SIGN_IN_FAILED,
    "86002": Code.REMOTE_CLIENT_CERTIFICATE_REVOKED,
    "86024": Code.REMOTE_CLIENT_SECRET_WRONG,
}
_WHERE_CODES_STAND = ("error_code", "error", "code", "status")


class ViettelMySign:
    name = "Viettel MySign"
    unlocked_by = Unlock.PHONE
    digests: Sequence[str] = ("sha256",)

    def __init__(self, account: RemoteAccount, line: JsonLine) -> None:
        self.address = account.url
        self._account, self._line = account, line
        self._token = ""

    def credentials(self) -> tuple[Credential, ...]:
        """Every certificate of the officer. Errors: REMOTE_*."""
        account = self._account
        answer = self._ask(
            "/certificates/info",
            {
                **self._client,
                "profile_id": account.profile_id,
                "user_id": account.user_id,
                "certificates": "chain",
                "certInfo": True,
                "authInfo": True,
            },
        )
        return tuple(_credential(each) for each in answer.items())

    def start(self, order: Order) -> Started:
        """Hand in. REMOTE_ANSWER_LOST when the number of the request did not arrive."""
        documents = [
            {"document_id": f"{index}-{digest.hex()[:16]}", "document_name": _shown(digest)}
            for index, digest in enumerate(order.hashes)
        ]
        answer = self._ask(
            "/signHash",
            {
                **self._client,
                "credentialID": order.credential.id,
                "numSignatures": len(order.hashes),
                "description": base64.b64encode(b"Quay Mot Cua").decode(),
                "documents": documents,
                "hash": [base64.b64encode(each).decode() for each in order.hashes],
                "hashAlgo": _SHA256,
                "signAlgo": _RSA,
                "async": _POLLED,
            },
        )
        return Started(answer.text("transactionId"))

    def poll(self, transaction: str, order: Order) -> tuple[bytes, ...] | None:  # noqa: ARG002
        """Errors: one REMOTE_* for each status of the service."""
        answer = self._ask("/requests/status", {"transactionId": transaction})
        status = answer.text("status")
        if status in _UNDER_WAY:
            return None
        if status != _DONE:
            raise AppError(Code.REMOTE_REFUSED, status=status, reason=answer.reason("description"))
        return tuple(each.octets() for each in answer.get("signatures").items())

    @property
    def _client(self) -> dict[str, str]:
        return {
            "client_id": self._account.client_id,
            "client_secret": self._account.client_secret,
        }

    def _ask(self, path: str, body: Mapping[str, Any]) -> Answer:
        """As the officer; a token that has run out (after an hour) is renewed once."""
        if not self._token:
            self._sign_in()
        answer = self._line.post(_SERVICE + path, body, bearer=self._token)
        if answer.status == 401 and not _known_code(answer):
            self._sign_in()
            answer = self._line.post(_SERVICE + path, body, bearer=self._token)
        return _accepted(answer)

    def _sign_in(self) -> None:
        account = self._account
        self._token = ""
        body = {
            **self._client,
            "profile_id": account.profile_id,
            "user_id": account.user_id,
        }
        answer = _accepted(self._line.post(f"{_SERVICE}/ras/v1/login", body))
        self._token = answer.text("access_token")


def _credential(each: Answer) -> Credential:
    key, certificates = each.get("key"), each.get("cert").get("certificates")
    own = next(certificates.items(), None)
    if own is None:
        raise each.unreadable("certificates")
    algorithms = {every.text_or_empty() for every in key.get("algo").items()}
    return Credential(
        id=each.text("credential_id"),
        certificate=own.octets(),
        schemes=frozenset({Scheme.RSA_PKCS1} if _RSA in algorithms else ()),
        together=max(each.number("multisign", 1), 1),
    )


def _shown(digest: bytes) -> str:
    """A name in the app; below 100 letters of base64, the limit of the API."""
    return base64.b64encode(f"Giay to {digest.hex()[:12]}".encode()).decode()


def _known_code(answer: JsonAnswer) -> str:
    """The service's own number of a failure, wherever it stands; empty when there is none."""
    try:
        said = [answer.body.text_or_empty(name) for name in _WHERE_CODES_STAND]
    except AppError:
        return ""  # a list: the certificates
    return next((each for each in said if each in _CODES), "")


def _accepted(answer: JsonAnswer) -> Answer:
    known = _known_code(answer)
    if known:
        raise AppError(_CODES[known], status=known)
    if answer.status == 401:
        raise AppError(Code.REMOTE_SIGN_IN_FAILED, status=401)
    if answer.status >= 400:
        raise AppError(
            Code.REMOTE_REFUSED,
            status=answer.status,
            reason=answer.body.reason("error_description"),
        )
    return answer.body
