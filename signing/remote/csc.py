"""Cloud Signature Consortium API 2.0.0.2: list, info, authorize, signHash."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import AppError, Code
from signing.algorithms import DIGESTS, Scheme, SignatureAlgorithm
from signing.device import Unlock
from signing.remote.account import RemoteAccount
from signing.remote.answers import Answer
from signing.remote.csc_keys import HASH_OIDS, CscKey, read_key
from signing.remote.line import JsonAnswer, JsonLine
from signing.remote.service import Credential, Order, Started

_REFUSALS = {
    "invalid_pin": Code.REMOTE_PASSWORD_WRONG,
    "invalid_otp": Code.REMOTE_PASSWORD_WRONG,
    "invalid_client": Code.REMOTE_CLIENT_UNKNOWN,
    "unauthorized_client": Code.REMOTE_CLIENT_UNKNOWN,
    "invalid_grant": Code.REMOTE_SIGN_IN_FAILED,
    "invalid_token": Code.REMOTE_SIGN_IN_FAILED,
    "access_denied": Code.REMOTE_CONFIRMATION_REFUSED,
    "authorization_denied": Code.REMOTE_CONFIRMATION_REFUSED,
    "expired_token": Code.REMOTE_CONFIRMATION_EXPIRED,
    "authorization_expired": Code.REMOTE_CONFIRMATION_EXPIRED,
    "quota_exceeded": Code.REMOTE_QUOTA_USED_UP,
}
"""``error`` of a 4xx answer (API 10.1 and RFC 6749, 5.2)."""


class CloudSignature:
    """Credentials with ``auth/mode`` implicit (on the phone) or explicit (typed).

    ``oauth2code`` needs a browser and is left out.
    """

    name = "Cloud Signature Consortium"
    digests: Sequence[str] = DIGESTS

    def __init__(self, account: RemoteAccount, line: JsonLine, *, unlocked_by: Unlock) -> None:
        self.address, self.unlocked_by = account.url, unlocked_by
        self._account, self._line = account, line
        self._token = ""
        self._keys: dict[str, CscKey] = {}

    def credentials(self) -> tuple[Credential, ...]:
        """The officer's keys that can be used as :attr:`unlocked_by` says. Errors: REMOTE_*."""
        listed = self._ask("credentials/list", {"userID": self._account.user_id})
        for each in listed.get("credentialIDs").items():
            credential = each.text_or_empty()
            info = self._ask(
                "credentials/info",
                {
                    "credentialID": credential,
                    "certificates": "chain",
                    "certInfo": True,
                    "authInfo": True,
                },
            )
            key = read_key(credential, info)
            if key is not None and key.unlocked_by is self.unlocked_by:
                self._keys[credential] = key
        if not self._keys:
            raise AppError(Code.CERTIFICATE_ABSENT, device="service")
        return tuple(key.credential for key in self._keys.values())

    def start(self, order: Order) -> Started:
        """Ask for the right to sign these hashes; sign at once when it is given at once."""
        key = self._keys[order.credential.id]
        body: dict[str, Any] = {
            "credentialID": order.credential.id,
            "numSignatures": len(order.hashes),
            "hashes": _encoded(order),
            "hashAlgorithmOID": HASH_OIDS[order.algorithm.digest],
        }
        if key.unlocked_by is Unlock.SERVICE_PIN:
            body["authData"] = [{"id": key.factor, "value": order.pin}]
        answer = self._ask("credentials/authorize", body)
        if not answer.get("SAD").absent:
            return Started("", self._sign(answer.text("SAD"), order))
        return Started(answer.text("handle"))

    def poll(self, transaction: str, order: Order) -> tuple[bytes, ...] | None:
        """Whether the officer has confirmed (``authorizeCheck``); then the signatures."""
        answer = self._ask("credentials/authorizeCheck", {"handle": transaction})
        if answer.get("SAD").absent:
            return None
        return self._sign(answer.text("SAD"), order)

    def _sign(self, sad: str, order: Order) -> tuple[bytes, ...]:
        algorithm: SignatureAlgorithm = order.algorithm
        body: dict[str, Any] = {
            "credentialID": order.credential.id,
            "SAD": sad,
            "hashes": _encoded(order),
            "hashAlgorithmOID": HASH_OIDS[algorithm.digest],
            "signAlgo": self._keys[order.credential.id].signing_oid(algorithm),
            "operationMode": "S",
        }
        if algorithm.scheme is Scheme.RSA_PSS:
            parameters = algorithm.pss_parameters().dump()
            body["signAlgoParams"] = base64.b64encode(parameters).decode()
        answer = self._ask("signatures/signHash", body)
        return tuple(each.octets() for each in answer.get("signatures").items())

    def _ask(self, path: str, body: Mapping[str, Any]) -> Answer:
        if not self._token:
            self._sign_in()
        answer = self._line.post(path, body, bearer=self._token)
        # A wrong PIN must never be sent twice, whatever status a service gives it.
        if answer.status == 401 and answer.body.text_or_empty("error") in ("", "invalid_token"):
            self._sign_in()
            answer = self._line.post(path, body, bearer=self._token)
        return _accepted(answer)

    def _sign_in(self) -> None:
        """The service's own token (scope ``service``) for the office's contract."""
        self._token = ""
        body = {
            "grant_type": "client_credentials",
            "scope": "service",
            "client_id": self._account.client_id,
            "client_secret": self._account.client_secret,
        }
        self._token = _accepted(self._line.post("oauth2/token", body)).text("access_token")


def _encoded(order: Order) -> list[str]:
    return [base64.b64encode(each).decode() for each in order.hashes]


def _accepted(answer: JsonAnswer) -> Answer:
    if answer.status < 300:
        return answer.body
    error = answer.body.text_or_empty("error")
    fallback = Code.REMOTE_SIGN_IN_FAILED if answer.status == 401 else Code.REMOTE_REFUSED
    code = _REFUSALS.get(error, fallback)
    raise AppError(code, status=answer.status, reason=answer.body.reason("error_description"))
