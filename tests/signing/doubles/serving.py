"""A FastAPI application on a port of 127.0.0.1, for the length of a block."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI


@contextmanager
def serving(application: FastAPI, **tls: str) -> Iterator[int]:
    """The port; ``tls`` are ``ssl_certfile`` and ``ssl_keyfile``."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            application, log_config=None, lifespan="off", ws="none", access_log=False, **tls
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
