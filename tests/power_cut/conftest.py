"""One recorded day of a counter, and a place where power comes back."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.demo.keyring_backend import FILE_VARIABLE
from app.demo.office import Office
from app.paths import Profile
from app.scanning.sane_test_device import write_test_device_config
from tests.power_cut.disk import Tree
from tests.power_cut.recording import (
    Record,
    Replay,
    build_recorder,
    environment,
    files_below,
    files_of,
    read_log,
    write_tree,
)
from tests.power_cut.steps import Desk

PASSWORD = "mật khẩu của bài kiểm tra"
_PASSWORD_VARIABLE = "QUAY_TEST_PASSWORD"


@dataclass(frozen=True)
class Place:
    """A folder whose disk is recorded: of the counter, and of what keeps its power."""

    root: Path
    desk: Desk
    port: int
    environment: dict[str, str]

    @property
    def desk_file(self) -> Path:
        return self.root.parent / "desk.json"

    def use(self, patch: pytest.MonkeyPatch) -> None:
        """Let this process have the keyring and the scanner of the place."""
        for name, value in self.environment.items():
            patch.setenv(name, value)


@dataclass(frozen=True)
class Day:
    """Everything that happened to the disk of ``place``."""

    place: Place
    records: list[Record]


def make_place(folder: Path, office: Office, port: int) -> Place:
    root = folder.resolve() / "disk"
    root.mkdir()
    write_test_device_config(folder / "sane")
    desk = Desk(
        profile=str(root / "counter"), url=f"http://127.0.0.1:{port}", account="dao.nt",
        password=PASSWORD, module=str(office.module), token_label=office.person("officer").label,
        pin=office.pin, tsa_url=office.tsa_url,
        authorities=(str(office.root_der), str(office.intermediate_der)),
    )  # fmt: skip
    own = {
        "SANE_CONFIG_DIR": str(folder / "sane"), _PASSWORD_VARIABLE: PASSWORD,
        FILE_VARIABLE: str(root / "keyring" / "keyring.json"),
    }  # fmt: skip
    place = Place(root, desk, port, own)
    desk.save(place.desk_file)
    return place


def record(place: Place, steps: list[str], **more: str) -> Day:
    """Do ``steps`` in a process of their own; the log is whole, or this fails."""
    beside = place.root.parent
    log, said = beside / "log", beside / "said"
    recorded = environment(build_recorder(beside), root=place.root, log=log, said=said)
    variables = os.environ | place.environment | recorded
    with _province(place, variables):
        subprocess.run(
            [
                sys.executable, "-m", "tests.power_cut.steps", str(place.desk_file), str(said),
                *steps,
            ],
            check=True, env=variables | more,
        )  # fmt: skip
    records = read_log(log, place.root)
    replay = Replay()
    for each in records:
        replay.apply(each)
    seen, there = files_of(replay.disk.now()), files_below(place.root)
    assert seen.keys() == there.keys()
    assert [name for name in seen if seen[name] != there[name]] == []
    return Day(place, records)


@contextmanager
def _province(place: Place, variables: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen(
        [
            sys.executable, "-m", "app", "province", "serve", "--folder",
            str(place.root / "province"), "--port", str(place.port), "--password-env",
            _PASSWORD_VARIABLE,
        ],
        env=variables, stdout=subprocess.PIPE,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        assert server.stdout.readline()
        try:
            yield
        finally:
            server.terminate()


def power_returns(place: Place, disk: Tree) -> Profile:
    """Make ``disk`` the folder of ``place``, as it is found hours later."""
    shutil.rmtree(place.root, ignore_errors=True)
    write_tree(disk, place.root, at=time.time() - 7200)
    return Profile(Path(place.desk.profile))


class Going:
    """What goes on at ``place`` when power is back, without being recorded."""

    def __init__(self, forks: "subprocess.Popen[str]") -> None:
        self._forks = forks

    @contextmanager
    def province(self) -> Iterator[None]:
        """As the disk has it that it never lost."""
        assert self._ask("province") == "listening"
        try:
            yield
        finally:
            assert self._ask("end") == "ended"

    def go_on(self) -> None:
        """The counter does what is left of its job."""
        assert self._ask("go on") == "done"

    def _ask(self, question: str) -> str:
        assert self._forks.stdin is not None
        assert self._forks.stdout is not None
        self._forks.stdin.write(question + "\n")
        self._forks.stdin.flush()
        return self._forks.stdout.readline().strip()


@contextmanager
def going_on(place: Place) -> Iterator[Going]:
    said = place.root.parent / "said-afterwards"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.power_cut.forks", str(place.desk_file), str(said)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | place.environment,
    ) as forks:  # fmt: skip
        yield Going(forks)
        assert forks.stdin is not None
        forks.stdin.close()


@pytest.fixture
def free_port_number(free_port: Callable[[], int]) -> int:
    return free_port()


@pytest.fixture(scope="module")
def whole_day(services: Office, tmp_path_factory: pytest.TempPathFactory) -> Day:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    place = make_place(tmp_path_factory.mktemp("day"), services, port)
    return record(place, ["set-up", "deliver", "back-up", "restore", "rotate"])


@pytest.fixture
def day(whole_day: Day, monkeypatch: pytest.MonkeyPatch) -> Day:
    """A dossier from its first page to the receipt, a backup, a restoration, an exchange of keys;
    and this process uses the keyring of its place.
    """
    whole_day.place.use(monkeypatch)
    return whole_day


@pytest.fixture
def going(day: Day) -> Iterator[Going]:
    with going_on(day.place) as going:
        yield going
