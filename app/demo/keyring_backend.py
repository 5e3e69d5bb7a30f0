"""A keyring in a file, for the demonstration and for tests: its data are invented.

The library takes it where ``PYTHON_KEYRING_BACKEND`` names it; no office does.
"""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend

from app.whole_files import write_whole

FILE_VARIABLE = "QUAY_DEMO_KEYRING"


class DemoKeyring(KeyringBackend):
    """Keeps what it is given in the file that ``QUAY_DEMO_KEYRING`` names."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._keep({**self._kept(), f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        kept = self._kept()
        kept.pop(f"{service} {username}", None)
        self._keep(kept)

    def _kept(self) -> dict[str, str]:
        file = self._file()
        return dict(json.loads(file.read_bytes())) if file.exists() else {}

    def _keep(self, kept: dict[str, str]) -> None:
        write_whole(self._file(), json.dumps(kept).encode())

    def _file(self) -> Path:
        return Path(os.environ[FILE_VARIABLE])


def environment(folder: Path) -> dict[str, str]:
    """What lets a program use the keyring of ``folder``."""
    backend = f"{DemoKeyring.__module__}.{DemoKeyring.__qualname__}"
    return {"PYTHON_KEYRING_BACKEND": backend, FILE_VARIABLE: str(folder / "keyring.json")}
