"""VNPT SmartCA, API v1: the officer confirms in the app (domain §8.2)."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from app.errors import AppError, Code
from signing.algorithms import Scheme
from signing.device import Unlock
from signing.remote.account import RemoteAccount
from signing.remote.answers import Answer
from signing.remote.line import JsonAnswer, JsonLine
from signing.remote.service import Credential, Order, Started

PREFIX = "/sca/sp769"
LARGEST_BATCH = 50
"""Documents of one request; the API names no limit, its predecessor named this one."""
_REFUSALS = {
    400: Code.REMOTE_REFUSED,
    401: Code.REMOTE_SIGN_IN_FAILED,
    403: Code.REMOTE_CERTIFICATE_UNUSABLE,
    500: Code.REMOTE_FAILED,
}
_ENDS = {
    "EXPIRED": Code.REMOTE_CONFIRMATION_EXPIRED,
    "SIGNER_REJECTED": Code.REMOTE_CONFIRMATION_REFUSED,
    "REJECTED": Code.REMOTE_CONFIRMATION_REFUSED,
    "SIGN_FAILED": Code.REMOTE_SIGNING_FAILED,
    "AUTHORIZE_KEY_FAILED": Code.REMOTE_SIGNING_FAILED,
}
"""What ``message`` says of a request that ended without signatures."""


class VnptSmartCa:
    name = "VNPT SmartCA"
    unlocked_by: Unlock = Unlock.PHONE
    digests: Sequence[str] = ("sha256",)

    def __init__(self, account: RemoteAccount, line: JsonLine) -> None:
        self.address = account.url
        self._line = line
        self._account = account

    @property
    def _who(self) -> dict[str, str]:
        account = self._account
        return {
            "sp_id": account.client_id,
            "sp_password": account.client_secret,
            "user_id": account.user_id,
        }

    def credentials(self) -> tuple[Credential, ...]:
        """Every certificate of the officer. Errors: REMOTE_*."""
        data = self._ask(
            "/v1/credentials/get_certificate",
            {**self._who, "serial_number": "", "transaction_id": str(uuid4())},
        )
        return tuple(
            Credential(
                id=each.text("serial_number"),
                certificate=each.octets("cert_data"),
                schemes=frozenset({Scheme.RSA_PKCS1, Scheme.ECDSA}),
                together=LARGEST_BATCH,
            )
            for each in data.get("user_certificates").items()
        )

    def start(self, order: Order) -> Started:
        """Hand in; the number of the request is ours, so that a lost answer loses nothing."""
        transaction = str(uuid4())
        body = {**self._who, **self.documents(order), "transaction_id": transaction}
        try:
            data = self._ask("/v1/signatures/sign", body)
        except AppError as error:
            if error.code is Code.REMOTE_ANSWER_LOST:
                return Started(transaction)
            raise
        return Started(data.text_or_empty("transaction_id") or transaction)

    def poll(self, transaction: str, order: Order) -> tuple[bytes, ...] | None:
        """Errors: REMOTE_CONFIRMATION_EXPIRED, REMOTE_CONFIRMATION_REFUSED and more."""
        answer = self._line.post(f"{PREFIX}/v1/signatures/sign/{transaction}/status", {})
        ended = _ENDS.get(answer.body.text_or_empty("message").strip().upper())
        if ended is not None:
            raise AppError(ended)
        data = _accepted(answer)
        if data.absent or data.get("signatures").absent:
            return None
        return self.signatures(data, order) or None

    @staticmethod
    def documents(order: Order) -> dict[str, object]:
        """What is to be signed, with which certificate."""
        files = [
            {
                "data_to_be_signed": digest.hex(),
                "doc_id": f"{index}-{digest.hex()[:16]}",
                "file_type": "pdf",
                "sign_type": "hash",
            }
            for index, digest in enumerate(order.hashes)
        ]
        return {"sign_files": files, "serial_number": order.credential.id}

    @staticmethod
    def signatures(data: Answer, order: Order) -> tuple[bytes, ...]:
        """Signatures by the numbers of their documents, in the order of the hashes."""
        found = {
            each.text("doc_id"): each.octets("signature_value")
            for each in data.get("signatures").items()
        }
        wanted = [f"{index}-{digest.hex()[:16]}" for index, digest in enumerate(order.hashes)]
        if found and set(found) != set(wanted):
            raise AppError(Code.REMOTE_ANSWER_UNREADABLE, field="doc_id")
        return tuple(found[each] for each in wanted) if found else ()

    def _ask(self, path: str, body: Mapping[str, object]) -> Answer:
        return _accepted(self._line.post(PREFIX + path, body))


def _accepted(answer: JsonAnswer) -> Answer:
    """``data`` of an answer whose ``status_code`` is 200; HTTP's own is 200 for refusals too."""
    status = answer.body.number("status_code", answer.status)
    if status == 200 and answer.status < 300:
        return answer.body.get("data")
    code = _REFUSALS.get(status if status != 200 else answer.status, Code.REMOTE_REFUSED)
    raise AppError(code, status=status, reason=answer.body.reason("message"))
