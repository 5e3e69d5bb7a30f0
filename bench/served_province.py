"""A reference province in processes of its own. ``python -m``: settings as JSON on standard input,
says that it listens.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

import requests

from sync.reference_province import ProvinceServerSettings, serve

START_SECONDS = 120.0


@contextmanager
def served_province(settings: ProvinceServerSettings) -> Iterator[int]:
    """Yields the process that serves a seeded province, above its workers if it has several."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.served_province"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=dict(os.environ),
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with process.stdin as told:
            told.write(json.dumps(asdict(settings), default=str))
        if process.stdout.readline().strip() != "listening":
            raise RuntimeError("the province did not start")
        _wait_for_answer(settings.public_url)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait_for_answer(address: str) -> None:
    """Workers take a while after the port is open."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            requests.get(f"{address}/v1/health", timeout=START_SECONDS).raise_for_status()
        except requests.RequestException:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


if __name__ == "__main__":
    told = json.load(sys.stdin)
    told["files_folder"] = Path(told["files_folder"])
    port = urlsplit(told["public_url"]).port
    assert port
    serve(
        ProvinceServerSettings(**told),
        port=port,
        on_listening=lambda: print("listening", flush=True),
    )
