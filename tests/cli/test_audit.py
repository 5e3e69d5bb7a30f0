"""``quay audit``: what was done, whether the log is whole, and a copy that others can verify."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.cli.run import run
from app.demo.office import Office
from app.domain.audit import Act
from app.operations.queue_control import pause_queue, resume_queue
from app.operations.receive_dossier import discard_draft, open_draft
from app.paths import Profile
from app.secrets import ProfileKey
from app.store.store import Store
from tests.store.conftest import MARRIAGE, NOW, OFFICER


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("QUAY_HOME", str(tmp_path))
    profile = Profile(tmp_path)
    profile.make()
    with closing(Store(profile.database, profile.backups, ProfileKey(profile).load())) as opened:
        with opened.write() as work:
            work.catalogue.replace([MARRIAGE])
            work.facts.set_officer(OFFICER)
        yield opened


@pytest.fixture
def code(store: Store) -> str:
    """Of a dossier, after three acts of which one is its own."""
    pause_queue(store=store)
    draft = open_draft(store=store, procedure_code="1.000894", case_code="", now=NOW)
    discard_draft(store=store, dossier_id=draft.id)
    resume_queue(store=store, now=NOW)
    return draft.shown_code


def test_the_latest_comes_first(
    store: Store, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["3", "2", "1"]
    assert f"dao.nt  Hủy hồ sơ nháp  hồ sơ {code}" in lines[1]
    assert run(["audit", "list", "--dossier", code, "--json"]) == 0
    [entry] = json.loads(capsys.readouterr().out)
    assert (entry["act"], entry["code"], entry["result"]) == ("discarded", code, "done")
    assert run(["audit", "list", "--dossier", f" {code.lower()} ", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [entry]
    assert run(["audit", "list", "--since", "01/01/2199"]) == 0
    assert capsys.readouterr().out == "Chưa có việc nào được ghi.\n"


def test_a_dossier_that_is_not_there(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "list", "--dossier", "H01-9", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "dossier_unknown"


def test_a_whole_log(store: Store, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "verify"]) == 0
    assert (
        capsys.readouterr().out
        == "Nhật ký nguyên vẹn. Đã kiểm tra 3 mục, không mục nào bị sửa hay thiếu.\n"
    )


def test_a_changed_log_is_told_with_its_first_entry(
    store: Store, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET account = 'ai' WHERE number = 2")
    assert run(["audit", "verify", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["flaw"], said["first"], said["entries"]) == ("changed", 2, 1)
    assert run(["audit", "verify"]) == 1
    assert "Mục số 2 không còn như lúc ghi." in capsys.readouterr().out


def test_the_export_proves_itself(store: Store, code: str, tmp_path: Path) -> None:
    with store.write() as work:
        work.audit.note(Act.SIGNED, account="089188004217", serial="0a", name="Đào – 089188004217")
    file = tmp_path / "nhật ký.jsonl"
    assert run(["audit", "export", str(file)]) == 0
    assert "089188004217" not in file.read_text(encoding="utf-8")
    before = bytes(32)
    for line in file.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        told = entry.pop("hash")
        text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        before = hashlib.sha256(before + text.encode()).digest()
        assert before.hex() == told
    assert run(["audit", "export", str(file)]) == 1, "nothing is written over"


@pytest.mark.parametrize(
    ("command", "acts"),
    [
        (("backup",), ["backed_up"]),
        (("data-key", "recovery-code"), ["recovery_code_made"]),
        (("data-key", "rotate"), ["keys_rotated"]),
        (("proxy", "--mode", "none"), ["settings_changed"]),
        (("queue", "pause"), ["queue_paused"]),
    ],
    ids=" ".join,
)
def test_what_an_administrator_does_is_told_once(
    store: Store, tmp_path: Path, command: tuple[str, ...], acts: list[str]
) -> None:
    store.close()  # with another key the database is written anew
    assert run(list(command)) == 0
    profile = Profile(tmp_path)
    keys = ProfileKey(profile).load()
    with closing(Store(profile.database, profile.backups, keys)) as opened, opened.read() as work:
        assert [each.act for each in work.audit.whole()] == acts


def test_whom_the_office_trusts_is_told(store: Store, office: Office) -> None:
    assert run(["trust", "add", str(office.root_der), "--yes"]) == 0
    sha256 = hashlib.sha256(office.root_der.read_bytes()).hexdigest()
    assert run(["trust", "remove", sha256, "--yes"]) == 0
    with store.read() as work:
        told = [(each.act, each.facts) for each in work.audit.whole()]
    assert told == [("anchor_added", {"sha256": sha256}), ("anchor_removed", {"sha256": sha256})]
