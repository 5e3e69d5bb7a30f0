"""VNPT SmartCA as its integration guide and domain §8.2 describe it."""

import base64
import time
from typing import Any

from fastapi import FastAPI, Request

from signing.remote.totp import one_time_code
from tests.signing.doubles.signing_service import (
    CLIENT_ID,
    CLIENT_SECRET,
    PASSWORD,
    TOTP_KEY,
    USER_ID,
    Decision,
    SigningService,
    Transaction,
)

_ENDED = {
    Decision.EXPIRE: "EXPIRED",
    Decision.REFUSE: "SIGNER_REJECTED",
    Decision.FAIL: "SIGN_FAILED",
}


def smartca(service: SigningService) -> FastAPI:
    app = FastAPI()
    prefix = "/sca/sp769"
    used_codes: set[str] = set()
    activations: dict[str, str] = {}

    def refused(body: dict[str, Any]) -> dict[str, Any] | None:
        if service.refusal is not None:
            status = service.refusal
            return {"status_code": status, "message": f"Lỗi với {USER_ID}", "data": None}
        who = (body["sp_id"], body["sp_password"], body["user_id"])
        if who != (CLIENT_ID, CLIENT_SECRET, USER_ID):
            return {"status_code": 401, "message": "SP_CREDENTIAL_INVALID", "data": None}
        return None

    def opened(body: dict[str, Any]) -> Transaction:
        files = body["sign_files"]
        assert body["serial_number"] == service.owned.serial
        assert {(each["file_type"], each["sign_type"]) for each in files} == {("pdf", "hash")}
        hashes = [bytes.fromhex(each["data_to_be_signed"]) for each in files]
        names = [each["doc_id"] for each in files]
        assert {len(each) for each in hashes} == {32}
        assert len(set(names)) == len(names)
        return service.open(hashes, names, body["transaction_id"])

    def signed(transaction: Transaction) -> dict[str, Any]:
        rows = [
            {
                "doc_id": name,
                "signature_value": base64.b64encode(service.sign(digest)).decode(),
                "timestamp_signature": None,
            }
            for name, digest in zip(transaction.names, transaction.hashes, strict=True)
        ]
        data = {"transaction_id": transaction.id, "signatures": rows[::-1]}
        return {"status_code": 200, "message": "SUCCESS", "data": data}

    @app.post(prefix + "/v1/credentials/get_certificate")
    def get_certificate(body: dict[str, Any]) -> dict[str, Any]:
        certificate = {
            "service_type": "SMARTCA",
            "service_name": "SMARTCA PERSONAL PRO",
            "cert_id": "fcfffddf-2bed-4dda-8276-d00b4c3df6c9",
            "cert_status": "Đang hoạt động",
            "serial_number": service.owned.serial,
            "cert_data": base64.b64encode(service.owned.der).decode(),
            "transaction_id": body["transaction_id"],
        }
        data = {"user_certificates": [certificate]}
        return refused(body) or {"status_code": 200, "message": "Success", "data": data}

    @app.post(prefix + "/v1/signatures/sign")
    def sign(body: dict[str, Any]) -> dict[str, Any]:
        if said := refused(body):
            return said
        data = {"transaction_id": opened(body).id, "tran_code": "acd9be84"}
        return {"status_code": 200, "message": "sig_wait_for_user_confirm", "data": data}

    @app.post(prefix + "/v1/signatures/sign/{number}/status")
    async def status(number: str, request: Request) -> dict[str, Any]:
        assert CLIENT_SECRET.encode() not in await request.body()
        transaction = service.transactions[number]
        decision = service.decided(transaction)
        if decision is None:
            data = {"transaction_id": number, "signatures": None}
            return {"status_code": 200, "message": "PENDING", "data": data}
        if decision is Decision.CONFIRM:
            return signed(transaction)
        data = {"transaction_id": number, "signatures": None}
        return {"status_code": 200, "message": _ENDED[decision], "data": data}

    @app.post(prefix + "/v2/signatures/sign")
    def sign_by_code(body: dict[str, Any]) -> dict[str, Any]:
        if said := refused(body):
            return said
        now = time.time()
        valid = {one_time_code(TOTP_KEY, now + 30 * step) for step in (-1, 0, 1)} - used_codes
        if body["password"] != PASSWORD or body["otp"] not in valid:
            return {"status_code": 401, "message": "OTP không hợp lệ", "data": None}
        used_codes.add(body["otp"])
        transaction = opened(body)
        activations[transaction.id] = f"sad-{transaction.id}"
        data = {
            "transaction_id": transaction.id,
            "tran_code": "b40d5ec4",
            "sad": activations[transaction.id],
            "expired_in": 299,
        }
        return {"status_code": 200, "message": "sig_wait_for_user_confirm", "data": data}

    @app.post(prefix + "/v2/signatures/confirm")
    def confirm(body: dict[str, Any]) -> dict[str, Any]:
        if said := refused(body):
            return said
        number = body["transaction_id"]
        if (body["password"], body["sad"]) != (PASSWORD, activations.pop(number, None)):
            return {"status_code": 401, "message": "SP_CREDENTIAL_INVALID", "data": None}
        service.transactions[number].looks = 0
        return signed(service.transactions[number])

    return app
