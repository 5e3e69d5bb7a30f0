"""Viettel MySign as domain §8.3 describes it."""

import base64
from typing import Annotated, Any

from fastapi import FastAPI, Header
from fastapi.responses import JSONResponse

from tests.signing.doubles.signing_service import (
    CLIENT_ID,
    CLIENT_SECRET,
    USER_ID,
    Decision,
    SigningService,
)

_STATUS = {
    Decision.EXPIRE: "4001",
    Decision.REFUSE: "4002",
    Decision.FAIL: "4004",
    Decision.QUOTA: "4005",
    Decision.CERTIFICATE: "13004",
    Decision.INTERNAL: "50000",
}
Bearer = Annotated[str, Header(alias="Authorization")]


def mysign(service: SigningService) -> FastAPI:
    app = FastAPI()
    tokens: list[str] = []
    app.state.tokens = tokens

    def refused(authorization: str) -> JSONResponse | None:
        if not tokens or authorization != f"Bearer {tokens[-1]}":
            return JSONResponse({"error": "invalid_token"}, 401)
        return None

    @app.post("/vtss/service/ras/v1/login")
    def login(body: dict[str, Any]) -> Any:
        if service.refusal is not None:
            said = {"error": "invalid_request", "error_code": service.refusal}
            return JSONResponse(said, 401 if service.refusal == "59033" else 400)
        assert body == {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "profile_id": "adss:ras:profile:001",
            "user_id": f"CMT_{USER_ID}",
        }
        tokens.append(f"access-token-{len(tokens)}")
        return {
            "access_token": tokens[-1],
            "refresh_token": "",
            "token_type": "Bearer",
            "expires_in": "3600",
        }

    @app.post("/vtss/service/certificates/info")
    def info(body: dict[str, Any], authorization: Bearer) -> Any:
        assert (body["certificates"], body["certInfo"]) == ("chain", True)
        certificate = base64.b64encode(service.owned.der).decode()
        row = {
            "key": {"status": "enabled", "algo": ["1.2.840.113549.1.1.1"], "len": "2048"},
            "cert": {"status": "valid", "certificates": [certificate]},
            "authMode": "implicit",
            "multisign": "200",
            "credential_id": "credential-1",
            "scal": "2",
        }
        return refused(authorization) or [row]

    @app.post("/vtss/service/signHash")
    def sign_hash(body: dict[str, Any], authorization: Bearer) -> Any:
        if said := refused(authorization):
            return said
        assert body["credentialID"] == "credential-1"
        assert body["hashAlgo"] == "2.16.840.1.101.3.4.2.1"
        assert body["signAlgo"] == "1.2.840.113549.1.1.1"
        assert body["numSignatures"] == len(body["hash"]) == len(body["documents"])
        for text in (body["description"], *(each["document_name"] for each in body["documents"])):
            assert len(text) < 100
            assert base64.b64decode(text, validate=True).decode().isascii()
        hashes = [base64.b64decode(each, validate=True) for each in body["hash"]]
        return {"transactionId": service.open(hashes).id}

    @app.post("/vtss/service/requests/status")
    def status(body: dict[str, Any], authorization: Bearer) -> Any:
        if said := refused(authorization):
            return said
        transaction = service.transactions[body["transactionId"]]
        decision = service.decided(transaction)
        if decision is None:
            return {"signatures": None, "status": "4000" if transaction.looks else "6000"}
        if decision is not Decision.CONFIRM:
            return {"signatures": None, "status": _STATUS[decision]}
        signatures = [
            base64.encodebytes(service.sign(each)).decode().replace("\n", "\r\n")
            for each in transaction.hashes
        ]
        return {"signatures": signatures, "status": "1"}

    return app
