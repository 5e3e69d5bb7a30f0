"""How uvicorn serves the province, in one process or in several."""

from typing import Any

import uvicorn
from fastapi import FastAPI

STOP_SECONDS = 5
MAX_HEADER_BYTES = 16_384
KEEP_ALIVE_SECONDS = 75
"""Longer than counters are silent, who ask for news once a minute: a connection that is closed
just when a request comes costs that request its answer."""


def server_config(app: FastAPI | str, **more: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        # Named, so that nothing depends on what else is installed.
        http="h11",
        loop="asyncio",
        # The province writes its own line for each request, without names and numbers in paths.
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        h11_max_incomplete_event_size=MAX_HEADER_BYTES,
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        **more,
    )
