"""The reference province as a running server: for good, or for as long as a test needs it."""

import errno
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from app.errors import AppError, Code
from sync.reference_province.app import create_province
from sync.reference_province.settings import Clock, ProvinceServerSettings, vietnam_now

START_SECONDS = 20.0
STOP_SECONDS = 5
BACKLOG = 128
MAX_HEADER_BYTES = 16_384


def serve(settings: ProvinceServerSettings, *, host: str = "127.0.0.1", port: int) -> None:
    """Answer until the process is told to end. Errors: PORT_TAKEN.

    Raises RuntimeError when it cannot start, e.g. because another server has the files folder.
    """
    with _listening(host, port) as listener:
        server = _server(create_province(settings))
        server.run(sockets=[listener])
        if not server.started:
            raise RuntimeError("the province did not start")


@contextmanager
def running_province(
    settings: ProvinceServerSettings, port: int, *, clock: Clock = vietnam_now
) -> Iterator[str]:
    """The province on a port of 127.0.0.1, in a thread. Yields its address once it answers.

    Errors: PORT_TAKEN. Raises RuntimeError when it cannot start, as :func:`serve` does.
    """
    with _listening("127.0.0.1", port) as listener:
        server = _server(create_province(settings, clock=clock))
        thread = threading.Thread(target=server.run, args=([listener],), name="province")
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((host, port), backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AppError(Code.PORT_TAKEN, port=port) from error
        raise
    with listener:
        yield listener


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the province did not start")
        time.sleep(0.01)


def _server(app: FastAPI) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        # The province writes its own line for each request, without names and numbers in paths.
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        h11_max_incomplete_event_size=MAX_HEADER_BYTES,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    return uvicorn.Server(config)
