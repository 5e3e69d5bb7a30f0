"""An S3-compatible server of its own process: nanio, which checks signatures and keeps objects as
files."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from minio import Minio

KEY, SECRET = "province", "một bí mật của phép thử"
BUCKET = "tinh-mau"


@dataclass
class S3Server:
    url: str
    """For ``ProvinceServerSettings.files_url``."""
    folder: Path
    """Of the bucket: objects are files in it."""


@contextmanager
def running_s3(folder: Path) -> Iterator[S3Server]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    data = folder / "s3"
    data.mkdir()
    secret = SECRET.encode().hex()
    environment = os.environ | {"NANIO_ACCESS_KEY": KEY, "NANIO_SECRET_KEY": secret}
    program = shutil.which("nanio", path=str(Path(sys.executable).parent))
    assert program
    command = [program, "serve", "--data-dir", str(data), "--host", "127.0.0.1"]
    before = {name: os.environ.get(name) for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    with subprocess.Popen(
        [*command, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    ) as process:
        try:
            _wait_until_it_answers(process, port)
            client = Minio(
                endpoint=f"127.0.0.1:{port}", access_key=KEY, secret_key=secret, secure=False
            )
            client.make_bucket(bucket_name=BUCKET)
            os.environ |= {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": secret}
            endpoint = f"http://127.0.0.1:{port}"
            yield S3Server(f"s3://{BUCKET}/ho-so?endpoint={endpoint}", data / BUCKET)
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
            process.terminate()


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert process.poll() is None, "the S3 server ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the S3 server did not start")
