"""A real HTTP proxy on loopback, as offices have: names that it alone knows, and a password."""

import base64
import select
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import requests


@dataclass
class OfficeProxy:
    hosts: Mapping[str, int]
    """Names in the outside world → ports of this machine where they are."""
    login: str = ""
    """``user:password``, or empty when it lets everybody through."""
    turned_down: int = 403
    """The status for names it does not know."""
    port: int = 0
    asked: list[str] = field(default_factory=list)
    """``METHOD address`` of each request that came."""
    let_through: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def office_proxy(
    hosts: Mapping[str, int], login: str = "", turned_down: int = 403
) -> Iterator[OfficeProxy]:
    proxy = OfficeProxy(hosts, login, turned_down)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def do_CONNECT(self) -> None:
            host = self.path.rsplit(":", 1)[0]
            if not self._may_pass():
                return
            if host not in proxy.hosts:
                self.send_response(proxy.turned_down)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            with socket.create_connection(("127.0.0.1", proxy.hosts[host])) as far:
                self.send_response(200)
                self.end_headers()
                _join(self.connection, far)
            self.close_connection = True

        def _pass_on(self) -> None:
            if not self._may_pass():
                return
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length", 0))
            with requests.Session() as line:
                line.trust_env = False
                reply = line.request(
                    self.command,
                    f"http://127.0.0.1:{proxy.hosts[str(parts.hostname)]}{parts.path}",
                    data=self.rfile.read(length) or None,
                    headers={"Content-Type": self.headers.get("Content-Type", "")},
                    timeout=10,
                )
            self.send_response(reply.status_code)
            self.send_header("Content-Type", reply.headers.get("Content-Type", ""))
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        def _may_pass(self) -> bool:
            proxy.asked.append(f"{self.command} {self.path}")
            said = self.headers.get("Proxy-Authorization", "")
            wanted = "Basic " + base64.b64encode(proxy.login.encode()).decode()
            if proxy.login and said != wanted:
                self.send_response(407)
                self.send_header("Proxy-Authenticate", 'Basic realm="co quan"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return False
            proxy.let_through.append(self.path)
            return True

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        proxy.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()


def _join(near: socket.socket, far: socket.socket) -> None:
    """Bytes in both directions until one side ends."""
    while True:
        ready, _, _ = select.select([near, far], [], [], 10)
        if not ready:
            return
        for each in ready:
            content = each.recv(65536)
            if not content:
                return
            (far if each is near else near).sendall(content)
