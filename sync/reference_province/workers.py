"""Several processes that serve one province: everything they share is outside of them."""

import json
import os
import socket
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from sync.reference_province.app import create_province
from sync.reference_province.engine import Database, is_sqlite
from sync.reference_province.server_config import server_config
from sync.reference_province.settings import ProvinceServerSettings

SETTINGS = "QUAY_PROVINCE_SETTINGS"
"""Environment of the workers: unlike arguments, nobody else on the machine can read it."""


def serve_by_workers(
    settings: ProvinceServerSettings, listener: socket.socket, on_listening: Callable[[], None]
) -> None:
    """Answer on ``listener`` until told to end; a worker that dies is replaced.

    Raises ValueError for SQLite, which belongs to one process.
    """
    if is_sqlite(settings.database_url):
        raise ValueError("several workers need PostgreSQL")
    database = Database(settings.database_url)
    database.make_tables()
    database.close()
    os.environ[SETTINGS] = json.dumps(asdict(settings), default=str)
    config = server_config(
        "sync.reference_province.workers:province", factory=True, workers=settings.workers
    )
    on_listening()
    Multiprocess(config, sockets=[listener]).run()


def province() -> FastAPI:
    """The application of one worker."""
    told = json.loads(os.environ[SETTINGS])
    settings = ProvinceServerSettings(**told)
    return create_province(replace(settings, files_folder=Path(told["files_folder"])))
