"""The commands as a person or another program runs them, in a running demonstration."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest

from app.cli import main
from app.domain.submission import OutboxKind
from app.main import open_counter
from app.paths import Profile

CARD = "089198001234||Lê Thị Thu Hà|12041998|Nữ|Ấp Mỹ Khánh 1, xã Mỹ Hòa Hưng|15042021"


def test_a_paper_goes_from_the_scanner_to_a_verified_signature(quay, tmp_path: Path) -> None:
    scanned = tmp_path / "giấy.pdf"
    status, said = quay("scan", "--out", str(scanned))
    assert (status, len(said["pages"]), said["legal"]) == (0, 1, True)
    assert said["files"][0]["dpi"] == 200
    status, said = quay("sign", "digitise", str(scanned), "--out", str(tmp_path / "signed"))
    assert status == 0, said
    assert (said[0]["verdict"], said[0]["signatures"][0]["level"]) == ("valid", "B-T")
    status, said = quay("verify", str(tmp_path / "signed" / "giấy.pdf"))
    assert (status, said[0]["signatures"][0]["signer"]) == (0, "Nguyễn Thị Hồng Đào")


def test_ten_sheets_that_cannot_fit_six_megabytes_are_said_and_kept(
    run, profile: Path, tmp_path: Path
) -> None:
    home = {"QUAY_HOME": str(profile)}
    done = run("scan", "--adf", "--no-ocr", "--out", str(tmp_path / "a.pdf"), "--json", **home)
    assert (done.status, done.code) == (1, "file_too_large")
    assert not (tmp_path / "a.pdf").exists()
    assert done.said["error"]["facts"]["kept_pages"] == 10
    with open_counter(Profile(profile)) as counter, counter.store.read() as work:
        [batch] = work.scans.open_batches()
    assert len(batch.pages) == 10
    assert [path.name for path in (profile / "work").iterdir()] == [batch.id]


def test_a_dossier_is_received_queued_and_delivered(
    quay, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    form = make_pdf(tmp_path / "bản khai.pdf")
    status, said = quay("submit", "--procedure", "1.000894", "--card", CARD, "--paper", f"X={form}")
    assert (status, said["error"]["code"]) == (1, "component_unknown")
    status, listed = quay("queue", "list")
    before = len(listed["items"])
    status, said = quay(
        "submit", "--procedure", "1.000894", "--card", CARD,
        "--paper", f"TP01={form}", "--paper", f"TP02={form}",
    )  # fmt: skip
    assert status == 0, said
    status, listed = quay("queue", "list")
    assert len(listed["items"]) > before
    assert all(item["state"] == "waiting" for item in listed["items"][: -before or None])
    status, said = quay("sync")
    assert (status, said["finished"], said["waiting"]) == (0, True, 0)
    _, listed = quay("queue", "list")
    code = listed["items"][0]["receipt"]["dossier_code"]
    assert code.startswith("H01.31.02-")
    status, said = quay("pull", code)
    assert (status, said["pinned"], len({each["sha256"] for each in said["files"]})) == (0, True, 2)
    status, said = quay("pull", "H01.31.02-000101-0001")
    assert (status, said["error"]["code"]) == (1, "dossier_unknown")


def test_a_wrong_pin_is_said_and_stops(quay, make_pdf: Callable[..., Path], tmp_path: Path) -> None:
    files = [str(make_pdf(tmp_path / f"{n}.pdf")) for n in (1, 2)]
    status, said = quay("sign", "digitise", *files, "--out", str(tmp_path / "s"), pin="000000")
    assert (status, said["error"]["code"]) == (1, "pin_incorrect")
    assert said["error"]["next_step"]
    assert not list((tmp_path / "s").iterdir())


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file_empty"), (b"hello", "not_a_pdf"), (b"%PDF-1.7\nnonsense", "pdf_damaged")],
)
def test_a_bad_file_is_said_and_the_good_one_signed(
    quay, make_pdf: Callable[..., Path], tmp_path: Path, content: bytes, code: str
) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(content)
    good = make_pdf(tmp_path / "good.pdf")
    status, said = quay("sign", "digitise", str(bad), str(good), "--out", str(tmp_path / "s"))
    assert status == 1
    assert said[0]["error"]["code"] == code
    assert said[1]["verdict"] == "valid"


def test_an_act_that_waited_too_long_is_sent_or_taken_back_by_the_officer(
    run, profile: Path
) -> None:
    home, now = {"QUAY_HOME": str(profile)}, datetime.now(UTC)
    with open_counter(Profile(profile)) as counter, counter.store.write() as work:
        asked = []
        for _ in range(2):
            dossier = work.dossiers.open_draft(
                procedure=work.catalogue.procedures()[0], case_code="", counter="00AF", now=now
            )
            act = {"kind": "return_result", "dossier_id": dossier.id}
            asked.append(work.outbox.enqueue(dossier.id, OutboxKind.ACT, act, now).id)
            work.outbox.ask_again(asked[-1])
    confirmed, withdrawn = map(str, asked)
    told = run("queue", "list", **home).out.decode()
    assert "Trả kết quả  Chờ xác nhận lại" in told
    assert run("queue", "retry", confirmed, "--json", **home).code == "queue_item_unconfirmed"
    assert run("queue", "confirm", confirmed, **home).status == 0
    assert run("queue", "withdraw", withdrawn, **home).status == 0
    assert run("queue", "withdraw", confirmed, "--json", **home).code == "queue_item_not_asked"
    assert run("queue", "retry", withdrawn, "--json", **home).code == "queue_item_done"
    assert run("queue", "confirm", "999999", "--json", **home).code == "queue_item_unknown"


def test_an_act_that_met_another_officers_is_sent_again_or_taken_back(run, profile: Path) -> None:
    home, now = {"QUAY_HOME": str(profile)}, datetime.now(UTC)
    with open_counter(Profile(profile)) as counter, counter.store.write() as work:
        asked = []
        for _ in range(2):
            dossier = work.dossiers.open_draft(
                procedure=work.catalogue.procedures()[0], case_code="", counter="00AF", now=now
            )
            act = {"kind": "cancel", "dossier_id": dossier.id, "expected_version": 1}
            asked.append(work.outbox.enqueue(dossier.id, OutboxKind.ACT, act, now).id)
            work.collisions.note(asked[-1], version=2, state="checking", changes=(), now=now)
    again, withdrawn = map(str, asked)
    told = run("queue", "list", **home).out.decode()
    assert "Có người vừa xử lý hồ sơ này" in told or "Gửi lại theo tình trạng mới" in told
    assert run("queue", "resend", again, **home).status == 0
    assert run("queue", "withdraw", withdrawn, **home).status == 0
    assert run("queue", "resend", withdrawn, "--json", **home).code == "queue_item_not_asked"
    assert run("queue", "resend", "999999", "--json", **home).code == "queue_item_unknown"


def test_the_doctor_sees_token_scanner_and_province(quay) -> None:
    _, found = quay("doctor")
    fine = {each["check"] for each in found if each["health"] == "fine"}
    assert {"module", "token", "certificate", "scanner", "province", "timestamp"} <= fine


def test_wrong_usage_is_two(quay) -> None:
    status, _ = quay("sign", "digitise")
    assert status == 2


def test_a_second_program_on_the_profile_is_turned_away(quay, demonstration) -> None:
    from app.profile_lock import ProfileLock

    with ProfileLock(demonstration.profile.lock_file):
        status, said = quay("queue", "pause")
    assert (status, said["error"]["code"]) == (1, "profile_in_use")


def test_a_province_says_its_address_only_when_it_listens(
    quay, demonstration, tmp_path: Path
) -> None:
    taken = demonstration.province_url.rpartition(":")[2]
    status, said = quay("province", "serve", "--folder", str(tmp_path), "--port", taken)
    assert (status, said["error"]["code"]) == (1, "port_taken")


def test_a_missing_pin_variable_is_said(quay, make_pdf: Callable[..., Path], tmp_path) -> None:
    file = make_pdf(tmp_path / "a.pdf")
    out = str(tmp_path / "s")
    status, said = quay("sign", "digitise", str(file), "--out", out, "--pin-env", "NOPE")
    assert (status, said["error"]["code"]) == (2, "wrong_usage")
    assert "NOPE" in said["error"]["sentence"]


def test_verifying_asks_the_authorities_when_the_office_wants_it(
    run, make_pdf: Callable[..., Path], profile: Path, tmp_path: Path
) -> None:
    file = make_pdf(tmp_path / "a.pdf")
    run("sign", "digitise", str(file), "--out", str(tmp_path / "s"))
    signed, home = str(tmp_path / "s" / "a.pdf"), {"QUAY_HOME": str(profile)}
    [report] = run("verify", signed, "--json", **home).said
    assert report["signatures"][0]["reasons"] == []
    settings = profile / "settings.toml"
    text = settings.read_text()
    settings.write_text(text.replace("check_revocation = true", "check_revocation = false"))
    [report] = run("verify", signed, "--json", **home).said
    assert "revocation_unknown" in report["signatures"][0]["reasons"]


def test_the_token_of_another_officer_is_refused(
    quay, make_pdf: Callable[..., Path], tmp_path: Path
) -> None:
    file = make_pdf(tmp_path / "a.pdf")
    out = str(tmp_path / "s")
    status, said = quay("sign", "digitise", str(file), "--out", out, "--token", "Trần Quốc Vượng")
    assert (status, said["error"]["code"]) == (1, "certificate_of_another_officer")


@pytest.mark.parametrize("wrapped", [False, True], ids=["plain", "in a class being made"])
def test_ctrl_c_before_a_command_listens_leaves_no_trace(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    wrapped: bool,
) -> None:
    def pressed(*_: object) -> NoReturn:
        if not wrapped:
            raise KeyboardInterrupt
        # What Python 3.11 makes of one in ``__set_name__``, where dataclasses are while imported.
        raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

    monkeypatch.setenv("QUAY_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["quay", "verify", "a.pdf"])
    monkeypatch.setattr("signing.trust.load_trust" if wrapped else "app.cli.run.run", pressed)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    assert not capsys.readouterr().err
