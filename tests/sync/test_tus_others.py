"""Our tus client with servers of others, and a client of others with our server.

``@tus/server`` needs a newer Node.js than Debian 12 has: its test runs where QUAY_TUS_NODE names a
folder in which ``npm install @tus/server @tus/file-store`` was run.
"""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
import uvicorn
from fastapi import FastAPI
from resumable_upload import SQLiteStorage, TusHTTPRequestHandler, TusServer
from resumable_upload import TusClient as OtherClient
from tuspyserver import create_tus_router

from app.errors import AppError
from sync.http_line import HttpLine
from sync.province import FileToUpload, UploadProgress
from sync.tus import CHUNK_BYTES, TusClient
from tests.sync.conftest import Desk, sha256, wait_until
from tests.sync.fault_proxy import Asked, Fault, FaultProxy

NODE = os.environ.get("QUAY_TUS_NODE", "")
_NODE_SERVER = """
const {Server} = require("@tus/server"); const {FileStore} = require("@tus/file-store");
new Server({path: "/files", datastore: new FileStore({directory: process.argv[2]})})
  .listen({host: "127.0.0.1", port: Number(process.argv[3])});
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.02)
        else:
            return


@contextmanager
def resumable_upload(folder: Path) -> Iterator[int]:
    """``resumable-upload``: core, creation, creation-with-upload, checksum, …"""

    class Handler(TusHTTPRequestHandler):
        tus_server = TusServer(
            storage=SQLiteStorage(db_path=str(folder / "x.db"), upload_dir=str(folder / "files"))
        )

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def tuspyserver(folder: Path) -> Iterator[int]:
    """``tuspyserver``: without checksums."""
    app = FastAPI()
    app.include_router(create_tus_router(prefix="files", files_dir=str(folder / "files")))
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_for(port)
    yield port
    server.should_exit = True
    thread.join()


@contextmanager
def tus_node_server(folder: Path) -> Iterator[int]:
    if not NODE or shutil.which("node") is None:
        pytest.skip("QUAY_TUS_NODE names no folder with @tus/server")
    port = free_port()
    (folder / "files").mkdir()
    process = subprocess.Popen(
        ["node", "-e", _NODE_SERVER, "x", str(folder / "files"), str(port)], cwd=NODE
    )
    wait_for(port)
    yield port
    process.terminate()
    process.wait(10)


SERVERS = {
    "resumable-upload": resumable_upload,
    "tuspyserver": tuspyserver,
    "@tus/server": tus_node_server,
}


@pytest.fixture(params=SERVERS)
def proxy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FaultProxy]:
    """A line to a server of others."""
    with ExitStack() as stack:
        port = stack.enter_context(SERVERS[request.param](tmp_path))
        yield stack.enter_context(closing(FaultProxy(upstream_port=port)))


def a_file(folder: Path, size: int) -> FileToUpload:
    path = folder / f"{size}.pdf"
    path.write_bytes(b"%PDF-1.7\n" + os.urandom(size - 9))
    return FileToUpload(partial(path.open, "rb"), sha256(path.read_bytes()), size, "Tờ khai")


def send(proxy: FaultProxy, file: FileToUpload, told: Callable[[UploadProgress], None]) -> str:
    with closing(HttpLine(proxy.url)) as line:
        return TusClient(line, "files").send_file(file, told).url


def succeeds(proxy: FaultProxy, file: FileToUpload) -> bool:
    """False while the server still waits for the rest of a chunk that was cut off."""
    try:
        return send(proxy, file, lambda _: None) == file.upload_url
    except AppError:
        return False


def kept_in(folder: Path) -> set[str]:
    """SHA-256 of every file that the server has."""
    found = (path for path in (folder / "files").rglob("*") if path.is_file())
    return {sha256(path.read_bytes()) for path in found}


@pytest.mark.parametrize("size", [1_000, CHUNK_BYTES, 2 * CHUNK_BYTES + 77])
def test_a_file_arrives_at_a_server_of_others(proxy: FaultProxy, tmp_path: Path, size: int) -> None:
    file = a_file(tmp_path, size)
    send(proxy, file, lambda _: None)
    assert file.sha256 in kept_in(tmp_path)


def test_an_upload_to_a_server_of_others_is_taken_up_where_it_was_cut(
    proxy: FaultProxy, tmp_path: Path
) -> None:
    file = a_file(tmp_path, 3 * CHUNK_BYTES + 77)
    steps: list[UploadProgress] = []
    seen = [0]

    def plan(asked: Asked) -> Fault:
        seen[0] += asked.body_bytes > 0
        return Fault.CUT_REQUEST if asked.body_bytes and seen[0] == 3 else Fault.NONE

    proxy.plan = plan
    with pytest.raises(AppError):
        send(proxy, file, steps.append)
    proxy.plan = lambda _: Fault.NONE
    proxy.asked.clear()
    rest = replace(file, upload_url=steps[-1].upload_url, first_try=False)
    assert steps[-1].sent_bytes == 2 * CHUNK_BYTES
    wait_until(lambda: succeeds(proxy, rest))
    offsets = [asked.offset for asked in proxy.asked if asked.method == "PATCH"]
    assert min(each for each in offsets if each is not None) >= 2 * CHUNK_BYTES
    assert file.sha256 in kept_in(tmp_path)


def test_a_client_of_others_sends_to_the_province_and_resumes(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.7\n" + os.urandom(3_000_000))
    known = sha256(path.read_bytes())
    client = OtherClient(
        f"{desk.site.direct_url}/v1/uploads",
        checksum=True,
        chunk_size=1_000_000,
        headers={"Authorization": f"Bearer {desk.site.token}"},
    )
    metadata = {"sha256": known, "filename": "Tờ khai.pdf"}
    place = client.upload_file(str(path), metadata=metadata, stop_at=1_000_000)
    tus = {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {desk.site.token}"}
    assert requests.head(place, headers=tus, timeout=5).headers["Upload-Offset"] == "1000000"
    client.resume_upload(str(path), place)
    assert desk.site.file(known) == path.read_bytes()
