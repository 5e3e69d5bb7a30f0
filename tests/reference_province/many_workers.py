"""A province of several processes on PostgreSQL, and lines known to lead to one of them."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import requests

from sync.reference_province import ProvinceServerSettings, seed
from sync.reference_province.seed import standard_officers
from tests.reference_province.province_line import PASSWORD, Line
from tests.reference_province.torn_lines import wait_until

SERVE = """
import json
import sys
from pathlib import Path
from sync.reference_province import ProvinceServerSettings, serve

if __name__ == "__main__":
    url, folder, address, changed = sys.argv[1:]
    settings = ProvinceServerSettings(
        url, Path(folder), address, workers=3, **json.loads(changed)
    )
    serve(settings, port=int(address.rpartition(":")[2]))
"""

START_SECONDS = 90
"""Three processes import a whole server each, beside everything else that the machine does."""


@dataclass
class WorkerLine(Line):
    """Requests on one kept connection, hence to one worker."""

    session: requests.Session = None  # type: ignore[assignment]
    worker: int = 0
    """Its process."""

    def ask(self, method: str, path: str, **more: object) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}  # type: ignore[dict-item]
        return self.session.request(
            method,
            self.base + path,
            headers=headers,
            timeout=20,
            **more,  # type: ignore[arg-type]
        )


@contextmanager
def running_workers(
    url: str, folder: Path, **changed: str | int
) -> Iterator[tuple[str, psutil.Process]]:
    """Address and the process above the workers; ``changed`` settings."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    settings = ProvinceServerSettings(url, folder / "files", address)
    seed(settings, officers=standard_officers(PASSWORD))
    script = folder / "serve.py"
    script.write_text(SERVE)
    arguments = [url, str(settings.files_folder), address, json.dumps(changed)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, str(script), *arguments], env=environment, start_new_session=True
    ) as process:
        try:
            wait_until(lambda: _answers(address), START_SECONDS)
            yield address, psutil.Process(process.pid)
        finally:
            process.terminate()
            try:
                process.wait(20)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def one_line_each(base: str, above: psutil.Process, token: str) -> Iterator[list[WorkerLine]]:
    """A line to each of the three workers."""
    with ExitStack() as stack:
        found: dict[int, WorkerLine] = {}

        def try_again() -> bool:
            session = stack.enter_context(requests.Session())
            worker = _worker_of(session, base, above)
            if worker and worker not in found:
                found[worker] = WorkerLine(base, token, session=session, worker=worker)
            return len(found) == 3

        wait_until(try_again)
        yield list(found.values())


def _worker_of(session: requests.Session, base: str, above: psutil.Process) -> int:
    answer = session.get(f"{base}/v1/health", timeout=20, stream=True)
    here = answer.raw.connection.sock.getsockname()[1]
    assert answer.content
    there = urlsplit(base).port
    for child in above.children():
        for each in child.net_connections("tcp"):
            if each.laddr.port == there and each.raddr and each.raddr.port == here:
                return int(child.pid)
    return 0


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/v1/health", timeout=5).ok
    except requests.RequestException:
        return False
