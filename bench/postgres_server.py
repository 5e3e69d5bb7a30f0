"""A PostgreSQL of the bench's own, which flushes to the disk as one in service does."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCRIPT = Path(__file__).parent.parent / "setup" / "postgres.sh"


@contextmanager
def postgres_server() -> Iterator[str]:
    """The SQLAlchemy address of an empty database. Raises CalledProcessError without PostgreSQL."""
    # Not in the bench's folder: the server runs as another user and its socket's path is short.
    folder = tempfile.mkdtemp(prefix="quay-postgres.", dir="/tmp")
    try:
        subprocess.run(["sh", SCRIPT, "start", folder, "on"], check=True)
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        subprocess.run(["sh", SCRIPT, "stop", folder], check=True)
