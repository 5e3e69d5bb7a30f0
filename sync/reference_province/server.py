"""The reference province as a running server: for good, or for as long as a test needs it."""

import errno
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn
from fastapi import FastAPI

from app.errors import AppError, Code
from app.profile_lock import ProfileLock
from app.whole_files import make_folder
from sync.reference_province.app import create_province
from sync.reference_province.server_config import server_config
from sync.reference_province.settings import Clock, ProvinceServerSettings, vietnam_now
from sync.reference_province.workers import serve_by_workers

START_SECONDS = 20.0
BACKLOG = 128


def serve(
    settings: ProvinceServerSettings,
    *,
    host: str = "127.0.0.1",
    port: int,
    on_listening: Callable[[], None] = lambda: None,
) -> None:
    """Answer until the process is told to end; ``on_listening`` once callers can connect.

    Errors: PORT_TAKEN, PROFILE_IN_USE when another server has the files folder. Raises
    RuntimeError when it cannot start for another reason, e.g. without its database.
    """
    with _reserved(settings, host, port) as listener:
        if settings.workers > 1:
            serve_by_workers(settings, listener, on_listening)
            return
        server = _server(create_province(settings))
        on_listening()
        _run(server, listener)
        if not server.started:
            raise RuntimeError("the province did not start")


@contextmanager
def running_province(
    settings: ProvinceServerSettings, port: int, *, clock: Clock = vietnam_now
) -> Iterator[str]:
    """The province on a port of 127.0.0.1, in a thread. Yields its address once it answers.

    Errors: as :func:`serve`.
    """
    with _reserved(settings, "127.0.0.1", port) as listener:
        server = _server(create_province(settings, clock=clock))
        thread = threading.Thread(target=_run, args=(server, listener), name="province")
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    # uvicorn ends the whole process when it cannot start; ``started`` tells the caller the same.
    with suppress(SystemExit):
        server.run(sockets=[listener])


@contextmanager
def _reserved(settings: ProvinceServerSettings, host: str, port: int) -> Iterator[socket.socket]:
    """The port and the files folder, nobody else's for as long as this lasts."""
    make_folder(settings.files_folder)
    with ProfileLock(settings.files_folder / "lock"), _listening(host, port) as listener:
        yield listener


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
    return uvicorn.Server(server_config(app))
