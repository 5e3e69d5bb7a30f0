"""A service of the Cloud Signature Consortium API 2.0.0.2, below ``/csc/v2``."""

import base64
from typing import Annotated, Any

from asn1crypto.algos import RSASSAPSSParams
from fastapi import FastAPI, Header
from fastapi.responses import JSONResponse

from tests.signing.doubles.signing_service import (
    CLIENT_ID,
    CLIENT_SECRET,
    USER_ID,
    Decision,
    SigningService,
)

PIN = "12345678"
_DIGEST_BYTES = {
    "2.16.840.1.101.3.4.2.1": 32,
    "2.16.840.1.101.3.4.2.2": 48,
    "2.16.840.1.101.3.4.2.3": 64,
}
_PSS = "1.2.840.113549.1.1.10"
_ENDED = {Decision.REFUSE: "access_denied", Decision.EXPIRE: "expired_token"}
Bearer = Annotated[str, Header(alias="Authorization")]


def csc(service: SigningService, *, mode: str, algorithms: list[str]) -> FastAPI:
    app = FastAPI()
    base = "/csc/v2/"
    app.state.wrong_pins, app.state.wrong_pin_status = 0, 400
    activations: dict[str, tuple[bytes, ...]] = {}

    def error(code: str, status: int = 400) -> JSONResponse:
        return JSONResponse({"error": code, "error_description": f"No: {code}"}, status)

    def activated(hashes: tuple[bytes, ...]) -> dict[str, Any]:
        sad = f"sad-{len(activations)}"
        activations[sad] = hashes
        return {"SAD": sad, "expiresIn": 300}

    def decoded(body: dict[str, Any]) -> tuple[bytes, ...]:
        hashes = tuple(base64.b64decode(each, validate=True) for each in body["hashes"])
        assert {len(each) for each in hashes} == {_DIGEST_BYTES[body["hashAlgorithmOID"]]}
        return hashes

    @app.post(base + "oauth2/token")
    def token(body: dict[str, Any]) -> Any:
        if service.refusal is not None:
            return error(str(service.refusal), 401)
        assert (body["grant_type"], body["scope"]) == ("client_credentials", "service")
        if (body["client_id"], body["client_secret"]) != (CLIENT_ID, CLIENT_SECRET):
            return error("invalid_client", 401)
        return {"access_token": "service-token", "token_type": "Bearer", "expires_in": 3600}

    @app.post(base + "credentials/list")
    def listed(body: dict[str, Any], authorization: Bearer) -> Any:
        assert (authorization, body["userID"]) == ("Bearer service-token", USER_ID)
        return {"credentialIDs": ["GX0112348"]}

    @app.post(base + "credentials/info")
    def info(body: dict[str, Any], authorization: Bearer) -> Any:
        assert body["credentialID"] == "GX0112348"
        certificate = base64.b64encode(service.owned.der).decode()
        auth: dict[str, Any] = {"mode": mode}
        if mode == "explicit":
            auth["objects"] = [{"type": "Password", "id": "PIN", "format": "N", "label": "PIN"}]
        return {
            "key": {"status": "enabled", "algo": algorithms, "len": 2048},
            "cert": {"status": "valid", "certificates": [certificate]},
            "auth": auth,
            "SCAL": "2",
            "multisign": 5,
        }

    @app.post(base + "credentials/authorize")
    def authorize(body: dict[str, Any], authorization: Bearer) -> Any:
        hashes = decoded(body)
        assert body["numSignatures"] == len(hashes) <= 5
        if mode == "explicit":
            if body["authData"] != [{"id": "PIN", "value": PIN}]:
                app.state.wrong_pins += 1
                return error("invalid_pin", app.state.wrong_pin_status)
            service.open(hashes)
            return activated(hashes)
        return JSONResponse({"handle": service.open(hashes).id}, 202)

    @app.post(base + "credentials/authorizeCheck")
    def check(body: dict[str, Any], authorization: Bearer) -> Any:
        transaction = service.transactions[body["handle"]]
        decision = service.decided(transaction)
        if decision is None:
            return JSONResponse({"handle": transaction.id}, 202)
        if decision is not Decision.CONFIRM:
            return error(_ENDED[decision])
        return activated(transaction.hashes)

    @app.post(base + "signatures/signHash")
    def sign_hash(body: dict[str, Any], authorization: Bearer) -> Any:
        hashes = decoded(body)
        if activations.pop(body["SAD"], None) != hashes:
            return error("invalid_request")
        assert body["signAlgo"] in algorithms
        salt = 0
        if body["signAlgo"] == _PSS:
            parameters = RSASSAPSSParams.load(base64.b64decode(body["signAlgoParams"]))
            salt = parameters["salt_length"].native
        signatures = [base64.b64encode(service.sign(each, salt)).decode() for each in hashes]
        return {"signatures": signatures}

    return app
