"""A server that speaks the calls of iGate 2 that are known, and answers 404 to any other.

Its answers have the shape that domain notes and Spring's habits suggest; no real one was seen.
"""

import json
import re
import secrets
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

REALM = "/auth/realms/digo"


@dataclass
class IgateDouble:
    """On a port of its own; sign-in and API share it."""

    dossiers: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    good_tokens: set[str] = field(default_factory=set)
    refresh_tokens: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    """``METHOD path?query`` of every request but those for tokens."""
    accounts: list[str] = field(default_factory=list)
    """``account-id`` of every upload."""
    damage: bool = False
    """Whether it keeps other bytes than it was sent."""
    lose_upload_answers: bool = False
    portal: bool = False
    """Whether a captive portal answers instead."""

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.double = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.realm = f"{self.url}{REALM}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def new_tokens(self) -> dict[str, Any]:
        access, renewal = secrets.token_hex(8), secrets.token_hex(8)
        self.good_tokens.add(access)
        self.refresh_tokens.add(renewal)
        return {
            "access_token": access,
            "expires_in": 86_400,
            "refresh_token": renewal,
            "token_type": "Bearer",
            "session_state": "x",
            "not-before-policy": 0,
        }

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        double: IgateDouble = self.server.double  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = urlsplit(self.path)
        if double.portal:
            self._say(200, b"<html>", "text/html")
        elif parts.path == f"{REALM}/protocol/openid-connect/token":
            self._token(double, body)
        else:
            double.asked.append(f"{self.command} {self.path}")
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            if token not in double.good_tokens:
                self._say(401, b"", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
            else:
                self._api(double, parts.path, parse_qs(parts.query), body)

    def _token(self, double: IgateDouble, body: bytes) -> None:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        assert form["client_id"] == "web-onegate"
        assert "client_secret" not in form
        kept, proof = {
            "authorization_code": (double.codes, form.get("code", "")),
            "refresh_token": (double.refresh_tokens, form.get("refresh_token", "")),
        }[form["grant_type"]]
        if proof not in kept:
            self._json({"error": "invalid_grant"}, 400)
            return
        kept.remove(proof)
        self._json(double.new_tokens())

    def _api(
        self, double: IgateDouble, path: str, query: dict[str, list[str]], body: bytes
    ) -> None:
        stored = re.fullmatch(r"/fi/file/([0-9a-f]{24})", path)
        if (self.command, path) == ("GET", "/pa/dossier/search"):
            page, size = int(query["page"][0]), int(query["size"][0])
            found = [each for each in double.dossiers if query.get("code", [""])[0] in each["code"]]
            shown = found[page * size : (page + 1) * size]
            self._json({"content": shown, "last": (page + 1) * size >= len(found), "number": page})
        elif (self.command, path) == ("GET", "/ba/agency/name+code"):
            self._json([{"id": "a1", "code": "H01.31.02", "name": "UBND xã Mỹ Hòa Hưng"}])
        elif (self.command, path) == ("POST", "/fi/file/--multiple"):
            self._store(double, body)
        elif stored and stored[1] in double.files and self.command == "GET":
            self._say(200, double.files[stored[1]], "application/pdf")
        elif stored and stored[1] in double.files and self.command == "DELETE":
            del double.files[stored[1]]
            self._say(200, b"")
        else:
            self._say(404, b"")

    def _store(self, double: IgateDouble, body: bytes) -> None:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = message_from_bytes(head + body, policy=HTTP)
        fields = {
            part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
            for part in message.iter_parts()
        }
        content, file_id = bytes(fields["files"]), secrets.token_hex(12)
        double.accounts.append(bytes(fields["account-id"]).decode())
        double.files[file_id] = content[:-1] + b"?" if double.damage else content
        if double.lose_upload_answers:
            self.close_connection = True
            self.connection.close()
            return
        self._json([{"id": file_id, "filename": "x.pdf", "size": len(content)}])

    def _json(self, value: Any, status: int = 200) -> None:
        self._say(status, json.dumps(value).encode(), "application/json;charset=UTF-8")

    def _say(
        self, status: int, body: bytes, kind: str = "", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""
