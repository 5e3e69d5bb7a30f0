"""The level that was wanted, what came of it, and raising when the services answer again."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.counter import Counter
from app.domain.dossier import DossierId
from app.paths import Profile
from tests.cli.test_commands import CARD

MakePdf = Callable[..., Path]


def without_services(profile: Path, port: int) -> str:
    """Point the profile at a time-stamp service that is not there; returns its settings before."""
    settings = profile / "settings.toml"
    before = settings.read_text()
    lines = [
        f'tsa_url = "http://127.0.0.1:{port}/"' if line.startswith("tsa_url") else line
        for line in before.splitlines()
    ]
    settings.write_text("\n".join(lines))
    return before


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT", "B-LTA"])
def test_the_level_that_was_asked_for(quay, make_pdf: MakePdf, tmp_path: Path, level: str) -> None:
    file, out = str(make_pdf(tmp_path / "a.pdf")), tmp_path / "s"
    status, said = quay("sign", "digitise", file, "--out", str(out), "--level", level)
    assert (status, said[0]["verdict"], said[0]["level_error"]) == (0, "valid", None)
    assert said[0]["signatures"][0]["level"] == level
    assert [path.name for path in out.iterdir()] == ["a.pdf"]
    _, read = quay("verify", str(out / "a.pdf"))
    assert (read[0]["verdict"], read[0]["signatures"][0]["level"]) == ("valid", level)


def test_an_unknown_level_is_wrong_usage(quay, make_pdf: MakePdf, tmp_path: Path) -> None:
    file, out = str(make_pdf(tmp_path / "a.pdf")), str(tmp_path / "s")
    status, said = quay("sign", "digitise", file, "--out", out, "--level", "B-X")
    assert (status, said["error"]["code"]) == (2, "wrong_usage")
    assert "B-LTA" in said["error"]["sentence"]


def test_services_that_do_not_answer_cost_the_level_and_it_is_said(
    run, make_pdf: MakePdf, profile: Path, tmp_path: Path, free_port
) -> None:
    without_services(profile, free_port())
    home, file = {"QUAY_HOME": str(profile)}, str(make_pdf(tmp_path / "a.pdf"))
    arguments = ("sign", "digitise", file, "--level", "B-LTA", "--out")
    done = run(*arguments, str(tmp_path / "s"), "--json", **home)
    [said] = done.said
    assert (done.status, said["signatures"][0]["level"]) == (0, "B-B")
    assert said["level_error"]["code"] == "timestamp_unreachable"
    told = run(*arguments, str(tmp_path / "t"), **home).out.decode()
    assert "mức B-B (chưa cao hơn: Dịch vụ cấp dấu thời gian (TSA) không trả lời.)" in told


@pytest.mark.usefixtures("own_sign_in")
def test_signed_offline_raised_and_only_then_delivered(
    run, make_pdf: MakePdf, profile: Path, tmp_path: Path, free_port
) -> None:
    before = without_services(profile, free_port())
    home, form = {"QUAY_HOME": str(profile)}, make_pdf(tmp_path / "a.pdf")
    received = run(
        "submit", "--procedure", "1.000894", "--card", CARD,
        "--paper", f"TP01={form}", "--paper", f"TP02={form}", "--json", **home,
    ).said  # fmt: skip
    dossier = DossierId(received["dossier_id"])
    listed = run("queue", "list", "--json", **home).said["levels"]
    own = [each for each in listed if each["dossier"] == dossier]
    assert [(each["level"], each["wanted"]) for each in own] == 2 * [("B-B", "B-T")]
    assert {each["error"]["code"] for each in own} == {"timestamp_unreachable"}
    told = run("queue", "list", **home).out.decode()
    assert "B-B, chờ nâng lên B-T: không lấy được dấu thời gian" in told

    (profile / "settings.toml").write_text(before)
    later = datetime.now(UTC) + timedelta(minutes=1)
    with Counter(Profile(profile), now=lambda: later) as counter:
        assert counter.make_daemon().drain(60)
        with counter.store.read() as work:
            papers = work.papers.of_dossier(dossier)
            items = work.outbox.of_dossier(dossier)
    assert [each.signature.level for each in papers] == ["B-T", "B-T"]
    assert all(item.delivered_at for item in items)
    sent = {each["sha256"] for each in items[-1].payload["papers"]}
    assert sent == {each.sha256 for each in papers}
    listed = run("queue", "list", "--json", **home).said["levels"]
    assert [each for each in listed if each["dossier"] == dossier] == []


def test_signed_at_b_t_and_raised_by_the_same_command(
    run, make_pdf: MakePdf, tmp_path: Path
) -> None:
    files = [str(make_pdf(tmp_path / f"{n}.pdf", text=str(n), dpi=40)) for n in range(3)]
    command = ("sign", "digitise", *files, "--out", str(tmp_path / "s"), "--level")
    assert run(*command, "B-T").status == 0
    before = [(tmp_path / "s" / f"{n}.pdf").read_bytes() for n in range(3)]
    done = run(*command, "B-LTA", "--json")
    assert (done.status, [each["signed_before"] for each in done.said]) == (0, 3 * [True])
    for said, old in zip(done.said, before, strict=True):
        assert (said["level_error"], said["signatures"][0]["level"]) == (None, "B-LTA")
        assert Path(said["out"]).read_bytes().startswith(old)
    assert sorted(each.name for each in (tmp_path / "s").iterdir()) == ["0.pdf", "1.pdf", "2.pdf"]


def test_numbers_stand_on_the_raised_files(run, make_pdf: MakePdf, tmp_path: Path) -> None:
    files = [str(make_pdf(tmp_path / f"vao-{n}.pdf", dpi=40)) for n in range(2)]
    done = run("sign", "incoming", *files, "--out", str(tmp_path / "s"), "--level", "B-LT",
        "--organisation", "UBND xã", "--json")  # fmt: skip
    assert done.status == 0, done.out
    known = {each["subject"]: each for each in run("register", "--json").said}
    for said in done.said:
        content = Path(said["out"]).read_bytes()
        assert said["signatures"][-1]["level"] == "B-LT"
        entry = known[Path(said["out"]).name]
        assert (entry["state"], entry["sha256"]) == ("issued", hashlib.sha256(content).hexdigest())
