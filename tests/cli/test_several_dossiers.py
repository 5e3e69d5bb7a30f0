"""``quay dossier act`` on several dossiers, and what ``quay dossier show`` offers to paste."""

import json
import shlex
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.cli.run import run
from app.domain.dossier import DossierState
from app.domain.officer import Role
from app.domain.pin import PinOutcome
from app.paths import Profile
from app.secrets import ProfileKey
from app.store.news import DossierNews
from app.store.store import Store
from app.store.vault import Vault
from tests.store.conftest import MARRIAGE, NOW, OFFICER

CODES = [f"H01.31.02-261123-000{number}" for number in (1, 2, 3)]


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """Two dossiers in Kiểm tra HS and one in Trả kết quả, at a specialist's counter."""
    monkeypatch.setenv("QUAY_HOME", str(tmp_path))
    made = Profile(tmp_path)
    made.make()
    fill(made, Role.SPECIALIST, DossierState.CHECKING)
    return made


def fill(profile: Profile, role: Role, state: DossierState, version: int = 1) -> None:
    states = (state, DossierState.READY, state)
    news = tuple(
        DossierNews(
            dossier_id="", code=code, state=each, procedure_code="1.000894",
            procedure_name="Kết hôn", applicant_name="Lê Thị Thu Hà", handled_by="",
            received_at=NOW, due_at=None, version=version,
        )
        for code, each in zip(CODES, states, strict=True)
    )  # fmt: skip
    with (
        closing(Store(profile.database, profile.backups, ProfileKey(profile).load())) as store,
        store.write() as work,
    ):
        work.catalogue.replace([MARRIAGE])
        work.facts.set_officer(replace(OFFICER, role=role))
        work.news.apply(news, version, NOW)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    status = run([*arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def queued(capsys: pytest.CaptureFixture[str]) -> int:
    return len(said(capsys, "queue", "list")[1]["items"])


UP = ("--to", "submitted_for_signature", "--handled-by", "Lãnh đạo")


@pytest.mark.usefixtures("profile")
def test_one_act_on_several(capsys: pytest.CaptureFixture[str]) -> None:
    codes = [CODES[0].lower(), CODES[2], CODES[0]]

    status, done = said(capsys, "dossier", "act", "hand-over", *codes, *UP)

    assert status == 0
    assert [each["dossier"] for each in done["queued"]] == [CODES[0], CODES[2]]
    assert done["left_out"] == []
    assert queued(capsys) == 2


@pytest.mark.usefixtures("profile")
def test_who_cannot_is_told_and_the_others_go(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dossier", "act", "hand-over", *CODES, *UP]) == 1
    lines = capsys.readouterr().out.splitlines()

    assert lines[0] == "Chuyển bước xử lý: 2 hồ sơ đã xếp vào hàng đợi."
    assert lines[3].startswith(f"{CODES[1]}: không làm được. Hồ sơ {CODES[1]} đang ở bước")
    assert queued(capsys) == 2


@pytest.mark.usefixtures("profile")
def test_a_wrong_code_or_file_queues_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    status, error = said(capsys, "dossier", "act", "hand-over", CODES[0], "H01-9", *UP)
    assert (status, error["error"]["code"]) == (1, "dossier_unknown")
    status, error = said(
        capsys, "dossier", "act", "refuse", *CODES, "--reason", "Thiếu", "--form", "x.pdf"
    )
    assert (status, error["error"]["code"]) == (2, "wrong_usage")
    status, error = said(capsys, "dossier", "act", "approve", *CODES, "--result", "x.pdf")
    assert (status, error["error"]["code"]) == (2, "wrong_usage")
    assert queued(capsys) == 0


def test_each_result_names_its_dossier(
    profile: Profile, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fill(profile, Role.LEADER, DossierState.SUBMITTED_FOR_SIGNATURE, version=2)
    result = f"{CODES[0].lower()}={tmp_path / 'không có.pdf'}"

    status, done = said(capsys, "dossier", "act", "approve", CODES[0], CODES[2], "--result", result)

    assert (status, done["queued"]) == (1, [])
    assert [(each["dossier"], each["error"]["code"]) for each in done["left_out"]] == [
        (CODES[0], "file_missing"), (CODES[2], "act_incomplete"),
    ]  # fmt: skip


@pytest.mark.usefixtures("profile")
def test_what_may_be_done_can_be_pasted(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dossier", "show", CODES[0]]) == 0
    shown = [
        line.partition("(quay ")[2].rstrip(")")
        for line in capsys.readouterr().out.splitlines()
        if "(quay dossier act" in line
    ]
    up = next(each for each in shown if "--to submitted_for_signature" in each)

    assert run([*shlex.split(up), "--handled-by", "Lãnh đạo"]) == 0
    assert all(CODES[0] in each for each in shown)
    capsys.readouterr()
    assert queued(capsys) == 1


def test_what_is_pinned_is_listed(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dossier", "pins"]) == 0
    assert capsys.readouterr().out == "Chưa ghim hồ sơ nào.\n"
    keys = ProfileKey(profile).load()
    sha256 = Vault(profile.vault, keys).add(b"%PDF-" + bytes(200_000)).sha256
    with (
        closing(Store(profile.database, profile.backups, keys)) as store,
        store.write() as work,
    ):
        found = work.pins.with_code(CODES[0])
        assert found is not None
        work.pins.set(found, pinned=True)
        work.pins.note(found, PinOutcome(1, 1, told=(sha256,)))

    status, pins = said(capsys, "dossier", "pins")

    assert status == 0
    [only] = pins["dossiers"]
    assert (only["dossier"], only["complete"], only["here"], only["files"]) == (
        CODES[0], True, 1, 1,
    )  # fmt: skip
    assert pins["bytes"] == only["bytes"] > 200_000
    assert run(["dossier", "pins"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{CODES[0]}  Đủ 1 tệp · 0,3 MB", "1 hồ sơ đã ghim, 0,3 MB trên máy, đủ tệp.",
    ]  # fmt: skip
