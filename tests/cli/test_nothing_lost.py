"""A hurried officer's mistakes cost nothing: no file, no draft, no promise that is not kept."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from app.counter import Counter
from app.demo.start import PASSWORD, Demonstration
from app.domain.clock import LastAnswer
from app.paths import Profile
from app.sealing.keys import Purpose
from app.secrets import ProfileKey
from app.store.database import open_connection
from tests.cli.conftest import Ran

SOMEBODY = ("--procedure", "1.000894", "--name", "Lê Thị Thu Hà", "--number", "089198001234")


def drafts(root: Path) -> int:
    key = ProfileKey(Profile(root)).load().key(Purpose.DATABASE, 1)
    with closing(open_connection(root / "quay.sqlite3", key)) as database:
        [found] = database.execute("SELECT count(*) FROM dossiers WHERE state = 'draft'").fetchone()
    return int(found)


def test_signing_never_writes_over_a_file(
    run: Callable[..., Ran], make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    first = make_pdf(tmp_path / "a" / "đơn.pdf", text="một")
    second = make_pdf(tmp_path / "b" / "đơn.pdf", text="hai")
    before = first.read_bytes()
    done = run("sign", "digitise", str(first), "--out", str(first.parent), "--json")
    assert (done.status, done.said[0]["error"]["code"]) == (1, "file_exists")
    assert first.read_bytes() == before
    done = run("sign", "digitise", str(first), str(second), "--out", str(tmp_path / "s"), "--json")
    assert done.status == 1
    assert done.said[0]["verdict"] == "valid"
    assert done.said[1]["error"]["code"] == "file_exists"
    for out in (first, first.parent):  # before anything is asked of a scanner
        done = run("scan", "--source", "sane:none", "--out", str(out), "--json")
        assert (done.status, done.code) == (1, "file_exists")
    assert first.read_bytes() == before


def test_what_the_province_would_refuse_is_not_signed(
    run: Callable[..., Ran], make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    file = make_pdf(tmp_path / "to.pdf")
    # A PDF may carry anything behind its last object; readers look for %%EOF near the end.
    file.write_bytes(b"%PDF-1.7\n%" + b"x" * 7_000_000 + b"\n" + file.read_bytes())
    done = run("sign", "digitise", str(file), "--out", str(tmp_path / "s"), "--json")
    assert done.said[0]["error"]["code"] == "file_too_large"
    assert list((tmp_path / "s").iterdir()) == []


@pytest.mark.parametrize("case", ["wrong pin", "no name", "bad number", "missing paper", "empty"])
def test_a_failed_submission_leaves_no_draft(
    run: Callable[..., Ran], make_pdf: Callable[..., Path], profile: Path, tmp_path: Path, case: str
) -> None:
    form, empty = make_pdf(tmp_path / "đơn.pdf"), tmp_path / "rỗng.pdf"
    empty.write_bytes(b"")
    arguments = list(SOMEBODY)
    papers = [f"TP01={form}", f"TP02={empty if case == 'empty' else form}"]
    if case == "no name":
        arguments[3] = " "
    if case == "bad number":
        arguments[5] = "08919800123"
    if case == "missing paper":
        papers.pop()
    arguments += [word for paper in papers for word in ("--paper", paper)]
    before = drafts(profile)
    pin = "000000" if case == "wrong pin" else "123456"
    done = run("submit", *arguments, "--json", QUAY_HOME=str(profile), QUAY_PIN=pin)
    assert done.status == 1
    assert done.said["error"]["next_step"]
    assert drafts(profile) == before


def test_a_bad_number_is_said_before_the_pin_is_used(
    run: Callable[..., Ran], make_pdf: Callable[..., Path], profile: Path, tmp_path: Path
) -> None:
    form = make_pdf(tmp_path / "đơn.pdf")
    done = run(
        "submit", *SOMEBODY[:-1], "12", "--paper", f"TP01={form}", "--paper", f"TP02={form}",
        "--json", QUAY_HOME=str(profile), QUAY_PIN="000000",
    )  # fmt: skip
    assert done.code == "identity_number_invalid"


@pytest.mark.usefixtures("own_sign_in")
def test_the_queue_says_why_it_waits_and_promises_nothing(
    run: Callable[..., Ran], make_pdf: Callable[..., Path], profile: Path, tmp_path: Path
) -> None:
    form = make_pdf(tmp_path / "đơn.pdf")
    papers = ("--paper", f"TP01={form}", "--paper", f"TP02={form}")
    home = {"QUAY_HOME": str(profile)}
    assert run("submit", *SOMEBODY, *papers, **home).status == 0
    settings = profile / "settings.toml"
    good = settings.read_text()
    lines = good.splitlines()
    away = ['url = "http://127.0.0.1:9"' if line.startswith("url") else line for line in lines]
    settings.write_text("\n".join(away))
    done = run("sync", "--seconds", "1", "--json", **home)
    assert (done.status, done.code) == (1, "province_unreachable")
    assert "→ " in run("sync", "--seconds", "1", **home).out.decode()
    settings.write_text(good)
    assert run("sync", "--json", **home).status == 0
    item = str(run("queue", "list", "--json", **home).said["items"][0]["id"])
    assert run("queue", "retry", item, "--json", **home).code == "queue_item_done"
    assert run("queue", "retry", "99999", "--json", **home).code == "queue_item_unknown"
    settings.write_text("\n".join(away))
    done = run("sync", "--seconds", "1", "--json", **home)
    assert (done.status, done.code) == (1, "province_unreachable")  # no news either


@pytest.mark.parametrize("days", [3, -3])
def test_a_clock_that_may_be_wrong_is_asked_about(
    run: Callable[..., Ran], make_pdf: Callable[..., Path], profile: Path, tmp_path: Path, days: int
) -> None:
    form = make_pdf(tmp_path / "đơn.pdf")
    arguments = (*SOMEBODY, "--paper", f"TP01={form}", "--paper", f"TP02={form}")
    home = {"QUAY_HOME": str(profile)}
    now = datetime.now(UTC)
    with Counter(Profile(profile)) as counter, counter.store.write() as work:
        work.facts.note_answer(LastAnswer(province=now + timedelta(days=days), here=now))
    refused = run("submit", *arguments, "--json", **home)
    assert (refused.status, refused.code) == (1, "clock_doubted")
    said = run("submit", *arguments, **home)
    assert f"{'chậm' if days > 0 else 'nhanh'} 3 ngày so với giờ của tỉnh" in said.err
    assert "--clock-is-right" in said.err
    assert run("submit", *arguments, "--clock-is-right", "--json", **home).status == 0


def test_a_damaged_database_is_said(run: Callable[..., Ran], profile: Path) -> None:
    database = bytearray((profile / "quay.sqlite3").read_bytes())
    database[8 * 4096 : 30 * 4096] = hashlib.shake_128(b"x").digest(22 * 4096)
    (profile / "quay.sqlite3").write_bytes(database)
    for command in (("sync", "--seconds", "1"), ("queue", "list")):
        done = run(*command, "--json", QUAY_HOME=str(profile))
        assert (done.status, done.code) == (1, "database_damaged"), command


def test_a_pipe_or_a_folder_is_no_file_and_nobody_waits(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    pipe, folder = tmp_path / "a.pdf", tmp_path / "b.pdf"
    os.mkfifo(pipe)
    folder.mkdir()
    for path in (pipe, folder):
        out = str(tmp_path / "out")
        done = run("scan", "--source", f"file:{path}", "--out", out + ".pdf", "--json")
        assert (done.status, done.code) == (1, "file_unreadable")
        done = run("sign", "digitise", str(path), "--out", out, "--json")
        assert done.said[0]["error"]["code"] == "file_unreadable"
        assert run("verify", str(path), "--json").said[0]["reasons"] == ["file_unreadable"]
        paper = f"TP01={path}"
        done = run("submit", *SOMEBODY, "--paper", paper, "--json")
        assert (done.status, done.code) == (1, "file_unreadable")
    text = tmp_path / "chữ.pdf"
    text.write_text("không phải PDF")
    assert run("submit", *SOMEBODY, "--paper", f"TP01={text}", "--json").code == "not_a_pdf"


def test_the_doctor_goes_on_whatever_is_broken(
    run: Callable[..., Ran], profile: Path, tmp_path: Path
) -> None:
    (profile / "settings.toml").write_text("rác = [")
    (profile / "quay.sqlite3").write_bytes(b"not a database" * 500)
    done = run("doctor", "--json", QUAY_HOME=str(profile))
    codes = {each["check"]: each["facts"].get("code") for each in done.said}
    assert done.status == 1
    assert (codes["settings"], codes["database"]) == ("settings_unreadable", "database_damaged")
    assert "scanner" in codes
    (tmp_path / "tệp").write_bytes(b"")
    done = run("doctor", "--json", QUAY_HOME=str(tmp_path / "tệp"))
    assert done.said[0]["facts"]["code"] == "place_unusable"
    assert len(done.said) > 4


def test_names_too_long_for_the_disk_are_said(
    run: Callable[..., Ran], make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    long = tmp_path / ("Giấy " * 60 + ".pdf")
    done = run("scan", "--out", str(long), "--json")
    assert (done.status, done.code) == (1, "place_unusable")
    done = run("scan", "--source", f"file:{long}", "--out", str(tmp_path / "a.pdf"), "--json")
    assert (done.status, done.code) == (1, "file_unreadable")
    file = make_pdf(tmp_path / ("Đ" * 120 + ".pdf"))
    done = run("sign", "digitise", str(long), str(file), "--out", str(tmp_path / "s"), "--json")
    assert done.said[0]["error"]["code"] in ("place_unusable", "file_unreadable")
    assert done.said[1]["verdict"] == "valid"
    assert run("verify", str(long), "--json").said[0]["reasons"] == ["file_unreadable"]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another user of the machine")
def test_a_file_that_may_not_be_read_is_said(make_pdf: Callable[..., Path], tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "a.pdf")
    file.chmod(0o000)
    script = (
        "import os, sys; from pathlib import Path;"
        "from app.errors import AppError; from app.scanning.file_kind import file_kind;"
        "from signing.source import check_source\n"
        "os.setuid(65534)\n"  # after the imports: the program itself may lie where nobody reads
        "for look in (file_kind, check_source):\n"
        "    try: look(Path(sys.argv[1]))\n"
        "    except AppError as error: print(error.code.value)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["file_unreadable", "file_unreadable"]


def test_an_address_that_lets_nobody_in_is_not_kept(
    run: Callable[..., Ran], profile: Path, tmp_path: Path
) -> None:
    before = (profile / "settings.toml").read_bytes()
    home = {"QUAY_HOME": str(profile), "SECRET": "sai"}
    known = ("sign-in", "--account", "dao.nt", "--password-env", "SECRET", "--json")
    for address, code in (
        ("rác", "province_not_set"),
        ("http://127.0.0.1:9", "province_unreachable"),
    ):
        done = run(*known, "--province", address, **home)
        assert (done.status, done.code) == (1, code)
    assert run(*known, **home).code == "sign_in_failed"
    assert run("sign-in", "--account", "dao.nt", "--json", **home).code == "wrong_usage"
    assert (profile / "settings.toml").read_bytes() == before
    done = run("verify", str(tmp_path / "a.pdf"), "--trust", str(tmp_path / "không có"), "--json")
    assert (done.status, done.code) == (2, "wrong_usage")


def test_a_good_sign_in_is_kept(
    run: Callable[..., Ran], demonstration: Demonstration, profile: Path
) -> None:
    done = run(
        "sign-in", "--account", "dao.nt", "--password-env", "SECRET", "--json",
        "--province", demonstration.province_url, QUAY_HOME=str(profile), SECRET=PASSWORD,
    )  # fmt: skip
    assert (done.status, done.said["account"]) == (0, "dao.nt")
    assert demonstration.province_url in (profile / "settings.toml").read_text()


def test_a_file_whose_owner_forbids_signing_is_not_attached(
    run: Callable[..., Ran], make_pdf: Callable[..., Path], profile: Path, tmp_path: Path
) -> None:
    file = make_pdf(tmp_path / "a.pdf")
    with pikepdf.open(file) as pdf:
        pdf.save(tmp_path / "b.pdf", encryption=pikepdf.Encryption(owner="a", user=""))
    paper = f"TP01={tmp_path / 'b.pdf'}"
    done = run("submit", *SOMEBODY, "--paper", paper, "--json", QUAY_HOME=str(profile))
    assert (done.status, done.code) == (1, "pdf_encrypted")
