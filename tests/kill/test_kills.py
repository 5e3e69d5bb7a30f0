"""``kill -9`` at random moments of scan → sign → deliver: nothing lost, nothing twice."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from app.counter import Counter
from app.demo.office import Office
from app.operations.sign_in import complete_sign_in
from app.paths import Profile
from app.scanning.sane_test_device import write_test_device_config
from app.settings import ProvinceSettings, Settings, TokenSettings, TrustSettings, save_settings
from app.store.dossiers import DossierFilter
from sync.password_sign_in import sign_in_with_password
from sync.reference_province import OfficerSecrets, ProvinceServerSettings, running_province, seed
from tests.kill.job import APPLICANT
from tests.readable import readable

PASSWORD = "mật khẩu của bài kiểm tra"
LONGEST_SECONDS = 6.0
"""A whole job takes about this long; kills fall anywhere within it."""


@dataclass(frozen=True)
class Rig:
    office: Office
    url: str
    forks: "subprocess.Popen[str]"
    folder: Path


@pytest.fixture
def rig(services: Office, tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Rig]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = ProvinceServerSettings(
        database_url=f"sqlite:///{tmp_path / 'province.sqlite3'}",
        files_folder=tmp_path / "files",
        public_url=url,
    )
    seed(settings, officers={"dao.nt": OfficerSecrets(PASSWORD)})
    write_test_device_config(tmp_path / "sane")
    shutil.copytree(services.folder / "tokens", tmp_path / "tokens")
    environment = os.environ | {"SANE_CONFIG_DIR": str(tmp_path / "sane")}
    with (
        running_province(settings, port),
        subprocess.Popen(
            [sys.executable, "-m", "tests.kill.forks"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        ) as forks,
    ):  # fmt: skip
        yield Rig(services, url, forks, tmp_path)
        assert forks.stdin is not None
        forks.stdin.close()


def new_profile(rig: Rig, number: int) -> Profile:
    """A counter that is signed in and knows the procedures."""
    profile = Profile(rig.folder / f"counter-{number}")
    profile.make()
    for authority in (rig.office.root_der, rig.office.intermediate_der):
        shutil.copy(authority, profile.trust)
    save_settings(
        profile.settings_file,
        Settings(
            token=TokenSettings((str(rig.office.module),), rig.office.person("officer").label),
            trust=TrustSettings(tsa_url=rig.office.tsa_url, check_revocation=False),
            province=ProvinceSettings(rig.url, "dao.nt"),
        ),
    )
    with Counter(profile) as counter:
        answer = sign_in_with_password(rig.url, account="dao.nt", password=PASSWORD)
        province = counter.province()
        complete_sign_in(
            store=counter.store, tokens=counter.tokens, province=province, answer=answer
        )
        province.close()
        daemon = counter.make_daemon()
        daemon.drain(20)
        daemon.stop(1)
    return profile


def start(rig: Rig, profile: Profile, *, kill_after: float | None) -> int:
    """Run the job once; the exit status, negative when it was killed."""
    assert rig.forks.stdin is not None
    assert rig.forks.stdout is not None
    log = profile.root / "job.log"
    rig.forks.stdin.write(f"{profile.root}\t{rig.office.pin}\t{log}\n")
    rig.forks.stdin.flush()
    child = int(rig.forks.stdout.readline())
    timer = None
    if kill_after is not None:
        timer = threading.Timer(kill_after, lambda: kill(child))
        timer.start()
    status = int(rig.forks.stdout.readline())
    if timer is not None:
        timer.cancel()
        timer.join()
    return status


def kill(child: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


def put_tokens_back(rig: Rig) -> None:
    """SoftHSM writes the file of a token anew, in its place, at each login: killed in there it
    forgets the token, which no card does.
    """
    shutil.copytree(rig.folder / "tokens", rig.office.folder / "tokens", dirs_exist_ok=True)


def said(profile: Profile) -> list[str]:
    log = profile.root / "job.log"
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


def require_all_is_well(rig: Rig, profile: Profile) -> None:
    """Everything the job told the officer is true at the end, here and at the province."""
    with Counter(profile) as counter:
        with counter.store.read() as work:
            (dossier,) = work.dossiers.find(DossierFilter(text="TAM-"))
            papers = work.papers.of_dossier(dossier.id)
        signed = {paper.sha256: counter.vault.read(paper.sha256) for paper in papers}
        headers = {"Authorization": f"Bearer {counter.tokens.access_token()}"}
    told = {line.split()[1] for line in said(profile) if line.startswith("paper ")}
    assert told == {paper.original_sha256 for paper in papers}
    found = requests.get(
        f"{rig.url}/v1/dossiers", params={"q": dossier.id}, headers=headers, timeout=10
    ).json()
    (there,) = found["dossiers"]
    assert there["dossier_code"] == dossier.code
    for sha256, content in signed.items():
        file = requests.get(f"{rig.url}/v1/files/{sha256}", headers=headers, timeout=10)
        assert file.content == content


def shown_pages_are_offered(before: list[str], after: list[str], *, killed: bool) -> bool:
    """Pages shown before the kill are offered again, unless they became a paper.

    A process that was ``killed`` again may not have come to say so.
    """
    shown = 0
    for line in before:
        if line.startswith("page "):
            shown += 1
        elif line.startswith(("offered", "paper")):
            shown = 0
    if not shown:
        return True
    first = next((line for line in after if line.startswith(("offered", "paper"))), "")
    if not first:
        return killed
    return first.startswith("paper") or int(first.split()[1]) >= shown


def nothing_is_readable(profile: Profile) -> bool:
    """Whatever was cut off, a stranger with the disk learns nothing of the applicant."""
    words = (
        APPLICANT.full_name, "Mỹ Khánh", APPLICANT.identity_number, "le thi thu ha", "kết hôn",
        "TAM-2",
    )  # fmt: skip
    return not readable(profile.root, *words, without=frozenset({"job.log", "job.trace"}))


def kill_many(rig: Rig, kills: int, seed_number: int) -> int:
    """Kill until ``kills`` processes died; returns how many profiles it took."""
    chance = random.Random(seed_number)
    killed = profiles = 0
    while killed < kills:
        profiles += 1
        profile = new_profile(rig, profiles)
        while True:
            wanted = killed < kills
            before = said(profile)
            after_seconds = chance.uniform(0, LONGEST_SECONDS) if wanted else None
            status = start(rig, profile, kill_after=after_seconds)
            after = said(profile)[len(before) :]
            assert shown_pages_are_offered(before, after, killed=status < 0)
            assert nothing_is_readable(profile)
            if status == 0:
                break
            assert status == -signal.SIGKILL, (profile.root / "job.trace").read_text()
            killed += 1
            put_tokens_back(rig)
        require_all_is_well(rig, profile)
    return profiles


@pytest.mark.timeout(300)
def test_a_few_kills_lose_nothing_and_send_nothing_twice(rig: Rig) -> None:
    kill_many(rig, 6, seed_number=1)


@pytest.mark.soak
def test_five_hundred_kills_lose_nothing_and_send_nothing_twice(rig: Rig) -> None:
    profiles = kill_many(rig, 500, seed_number=20261123)
    print(f"500 kills on {profiles} profiles")
