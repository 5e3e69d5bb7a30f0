"""A running demonstration, and ``quay`` as a person or another program runs it there."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.demo.office import DEMO_PIN
from app.demo.start import PASSWORD, Demonstration, running_demonstration


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    before = dict(os.environ)
    with running_demonstration(tmp_path_factory.mktemp("demonstration")) as running:
        yield running
    os.environ.clear()
    os.environ.update(before)


@dataclass(frozen=True)
class Ran:
    status: int
    out: bytes
    err: str

    @property
    def said(self) -> Any:
        return json.loads(self.out)

    @property
    def code(self) -> str:
        return str(self.said["error"]["code"])


@pytest.fixture
def run(demonstration: Demonstration) -> Callable[..., Ran]:
    """Run ``quay ARGUMENTS``, by default in the demonstration's profile, never with a trace."""

    def run(*arguments: str | bytes, **variables: str) -> Ran:
        profile = {"QUAY_HOME": str(demonstration.profile.root), "QUAY_PIN": DEMO_PIN}
        done = subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            env=os.environ | profile | variables, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=100, check=False,
        )  # fmt: skip
        err = done.stderr.decode(errors="replace")
        assert "Traceback" not in err, err
        return Ran(done.returncode, done.stdout, err)

    return run


@pytest.fixture
def quay(run: Callable[..., Ran]) -> Callable[..., tuple[int, Any]]:
    """Run ``quay ARGUMENTS --json``; the exit status and what was printed."""

    def ask(*arguments: str, pin: str = DEMO_PIN) -> tuple[int, Any]:
        done = run(*arguments, "--json", QUAY_PIN=pin)
        return done.status, done.said if done.out else done.err

    return ask


@pytest.fixture
def profile(demonstration: Demonstration, tmp_path: Path) -> Path:
    """A copy of the demonstration's profile, to be spoiled."""
    return Path(shutil.copytree(demonstration.profile.root, tmp_path / "profile"))


@pytest.fixture
def own_sign_in(run: Callable[..., Ran], demonstration: Demonstration, profile: Path) -> None:
    """The copy delivers with a sign-in of its own.

    Two profiles with one refresh token look stolen to the province when they are a minute apart.
    """
    done = run(
        "sign-in", "--account", "dao.nt", "--password-env", "SECRET",
        "--province", demonstration.province_url, QUAY_HOME=str(profile), SECRET=PASSWORD,
    )  # fmt: skip
    assert done.status == 0
