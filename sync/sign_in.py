"""Signing in through the system browser, which comes back to a listener on this machine."""

import html
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from urllib.parse import parse_qs, urlsplit

from app.errors import AppError, Cancelled, Code
from sync import oidc
from sync.contract import TokenAnswer
from sync.http_errors import plain

RETURN_PATH = "/signed-in"

_PAGE = (
    '<!doctype html><html lang="vi"><meta charset="utf-8"><title>{text}</title>'
    '<p style="font: 1.5rem sans-serif; margin: 20vh auto; max-width: 40rem">{text}</p></html>'
)


class SignIn:
    """One sign-in: :meth:`start`, open the address in the browser, :meth:`wait`; or :meth:`cancel`.

    The browser returns to a port of 127.0.0.1 that lives as long as the sign-in (RFC 8252 §7.3).
    The password is typed at the province and never seen by this program.
    """

    def __init__(
        self, base_url: str, *, done_text: str, failed_text: str, fresh: bool = False
    ) -> None:
        """The texts are shown in the browser when it comes back. With ``fresh`` the province is
        told to ask for the password whoever is signed in there.
        """
        self._fresh = fresh
        self._base_url = base_url
        self._texts = {True: done_text, False: failed_text}
        self._returns: SimpleQueue[dict[str, str] | None] = SimpleQueue()
        self._server: _Listener | None = None
        self._authorization: oidc.Authorization | None = None

    def start(self) -> str:
        """Begin to listen and return the address for the browser. Errors: PROVINCE_*."""
        endpoints = oidc.discover(self._base_url)
        server = _Listener(self)
        self._server = server
        self._authorization = oidc.begin(
            endpoints, f"http://127.0.0.1:{server.server_port}{RETURN_PATH}", fresh=self._fresh
        )
        threading.Thread(target=server.serve_forever, name="sign-in", daemon=True).start()
        return self._authorization.url

    def wait(self, seconds: float) -> TokenAnswer:
        """Wait for the browser to come back and fetch the tokens. Stops listening in any case.

        Errors: SIGN_IN_FAILED with ``reason`` (``timeout``, ``access_denied``, …), PROVINCE_*;
        Cancelled.
        """
        if self._authorization is None:
            raise RuntimeError("start() first")
        try:
            returned = self._returns.get(timeout=seconds)
        except Empty:
            raise AppError(Code.SIGN_IN_FAILED, reason="timeout") from None
        finally:
            self._stop_listening()
        if returned is None:
            raise Cancelled
        if "code" not in returned:
            raise AppError(Code.SIGN_IN_FAILED, reason=plain(returned.get("error", "no_code")))
        return oidc.exchange(self._authorization, returned["code"])

    def cancel(self) -> None:
        """Let :meth:`wait` raise Cancelled and stop listening. From any thread."""
        self._returns.put(None)
        self._stop_listening()

    def take_return(self, query: dict[str, str]) -> str | None:
        """What to show for a return with ``query``; None when it is not the return of this sign-in.

        Others on this machine can call the listener too: without the right ``state`` they get
        nothing, and do not end the waiting.
        """
        ours = self._authorization
        if ours is None or not oidc.is_return_of(ours, query):
            return None
        self._returns.put(query)
        return _PAGE.format(text=html.escape(self._texts["code" in query]))

    def _stop_listening(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()


class _Listener(ThreadingHTTPServer):
    """Threads, since browsers open connections ahead and leave them silent."""

    daemon_threads = True

    def __init__(self, sign_in: SignIn) -> None:
        super().__init__(("127.0.0.1", 0), _Returned)
        self.sign_in = sign_in


class _Returned(BaseHTTPRequestHandler):
    server: _Listener
    timeout = 10

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        page = self.server.sign_in.take_return(query) if parts.path == RETURN_PATH else None
        body = (page or "").encode()
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing: the query holds the authorization code."""
