"""The trust services of the demonstration office: CRL, OCSP and RFC 3161 time stamps over HTTP.

``python -m app.demo.trust_services FOLDER`` serves the office in FOLDER until it is interrupted.
"""

import errno
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from certomancer.integrations.animator import Animator, AnimatorArchStore

from app.demo.office import Office, load_office
from app.demo.pki import load_architecture
from app.errors import AppError, Code


class _Responder(Animator):
    def at_time(self, request: object) -> datetime:
        """The moment of an answer, in whole seconds as RFC 5280 §4.1.2.5.2 demands."""
        moment: datetime = super().at_time(request)  # type: ignore[no-untyped-call]
        return moment.replace(microsecond=0)


class _Server(ThreadingMixIn, WSGIServer):
    """Answers each request on a thread of its own and waits for all of them when it closes."""


class _QuietHandler(WSGIRequestHandler):
    timeout = 10
    """Seconds; a client that connects and says nothing must not hold up the end."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base's name)
        """Say nothing: the log belongs to the program under demonstration."""


@contextmanager
def trust_services(office: Office) -> Iterator[None]:
    """Serve on ``office.services_port`` while the context lasts.

    The socket listens before the context is entered, so the first request is never too early.
    Errors: PORT_TAKEN with ``port``.
    """
    architecture = load_architecture(office.pki_folder)
    store = AnimatorArchStore({architecture.arch_label: architecture})
    application = _Responder(store, with_web_ui=False, allow_time_override=False)
    try:
        server = make_server("127.0.0.1", office.services_port, application, _Server, _QuietHandler)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AppError(Code.PORT_TAKEN, port=office.services_port) from error
        raise
    with server:
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="trust-services"
        )
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def main() -> None:
    """Serve the office in the folder that the command line names."""
    office = load_office(Path(sys.argv[1]))
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with trust_services(office):
        sys.stdout.write(f"http://127.0.0.1:{office.services_port}\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
