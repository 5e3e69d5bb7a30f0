"""``quay raise`` and ``quay renew``: files outside the store, and the papers in it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.demo.start import Demonstration
from app.domain.dossier import DossierId
from app.paths import Profile
from app.secrets import ProfileKey
from app.settings import load_settings
from app.store.store import Store
from tests.cli.test_commands import CARD
from tests.cli.test_levels import without_services
from tests.signing.short_lived_stamps import ShortLived, short_lived_stamps

MakePdf = Callable[..., Path]


@pytest.fixture
def home(profile: Path) -> dict[str, str]:
    return {"QUAY_HOME": str(profile)}


@pytest.fixture
def signed(run, make_pdf: MakePdf, tmp_path: Path) -> Path:
    """At B-B."""
    out = tmp_path / "signed"
    file = str(make_pdf(tmp_path / "a.pdf"))
    assert run("sign", "digitise", file, "--out", str(out), "--level", "B-B").status == 0
    return out / "a.pdf"


@pytest.fixture
def short(profile: Path, free_port) -> Iterator[ShortLived]:
    """The profile's time-stamp service, whose certificate ends within the 90 days."""
    from asn1crypto import pem

    from signing.trust import load_trust

    with short_lived_stamps(free_port(), load_trust(()), lasts=timedelta(days=60)) as service:
        known = Profile(profile).trust
        known.mkdir(exist_ok=True)
        for number, each in enumerate([service.trust.anchors[-1], service.trust.intermediates[-1]]):
            (known / f"short-{number}.pem").write_bytes(pem.armor("CERTIFICATE", each.dump()))
        use_stamps(profile, service.url)
        yield service


def use_stamps(profile: Path, url: str) -> None:
    """Make the time-stamp service at ``url`` the profile's own."""
    settings = profile / "settings.toml"
    lines = settings.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("tsa_url"))
    lines[at] = f'tsa_url = "{url}"'
    settings.write_text("\n".join(lines))


class TestRaise:
    @pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
    def test_raised_without_the_token(
        self, run, quay, signed: Path, tmp_path: Path, level: str
    ) -> None:
        before, out = signed.read_bytes(), tmp_path / "raised"
        arguments = ("raise", str(signed), "--out", str(out), "--level", level)
        status, [said] = quay(*arguments, pin="not asked for")
        assert (status, said["before"], said["after"], said["error"]) == (0, "B-B", level, None)
        assert said["out"] == str(out / "a.pdf")
        assert (said["archived_until"] is not None) == (level == "B-LTA")
        assert Path(said["out"]).read_bytes().startswith(before)
        assert signed.read_bytes() == before
        _, [read] = quay("verify", said["out"])
        assert (read["verdict"], read["signatures"][0]["level"]) == ("valid", level)

    def test_each_file_says_its_own(
        self, run, signed: Path, make_pdf: MakePdf, tmp_path: Path
    ) -> None:
        unsigned, out = make_pdf(tmp_path / "unsigned.pdf"), tmp_path / "raised"
        files = [str(each) for each in (unsigned, signed, tmp_path / "missing.pdf", signed)]
        done = run("raise", *files, "--out", str(out), "--level", "B-T", "--json")
        assert done.status == 1
        codes = [each["error"] and each["error"]["code"] for each in done.said]
        assert codes == ["signing_forbidden_by_file", None, "file_missing", "file_exists"]
        assert [each.name for each in out.iterdir()] == ["a.pdf"]
        again = run("raise", str(out / "a.pdf"), "--out", str(tmp_path), "--level", "B-T")
        assert "✗" in again.out.decode()  # the name is taken there
        again = run("raise", str(out / "a.pdf"), "--out", str(tmp_path / "n"), "--level", "B-T")
        assert (again.status, "mức B-T, giữ nguyên" in again.out.decode()) == (0, True)

    def test_why_it_is_not_higher(
        self, run, signed: Path, tmp_path: Path, profile: Path, home: dict[str, str], free_port
    ) -> None:
        without_services(profile, free_port())
        arguments = ("raise", str(signed), "--out", str(tmp_path / "r"), "--level", "B-LTA")
        done = run(*arguments, "--json", **home)
        [said] = done.said
        assert (done.status, said["out"], said["before"], said["after"]) == (1, None, "B-B", "B-B")
        assert said["error"]["code"] == "timestamp_unreachable"
        told = run(*arguments, **home).out.decode()
        assert "mức B-B, giữ nguyên. Dịch vụ cấp dấu thời gian (TSA) không trả lời." in told


class TestRenewFiles:
    def test_only_what_is_due(
        self, run, signed: Path, tmp_path: Path, short: ShortLived, home: dict[str, str],
        profile: Path, demonstration: Demonstration,
    ) -> None:  # fmt: skip
        folder = tmp_path / "archived"
        raised = run(
            "raise", str(signed), "--out", str(folder), "--level", "B-LTA", "--json", **home
        )
        assert raised.status == 0, raised.out
        archived = str(folder / "a.pdf")
        renew = ("renew", archived, "--json", "--out")
        stuck = run(*renew, str(tmp_path / "stuck"), **home)
        assert (stuck.status, stuck.said[0]["error"]["code"]) == (1, "timestamp_not_newer")

        use_stamps(profile, load_settings(demonstration.profile.settings_file).trust.tsa_url)
        done = run(*renew, str(tmp_path / "renewed"), **home)
        [said] = done.said
        assert (done.status, said["due"], said["error"]) == (0, True, None)
        assert said["archived_until"] == short.ends.isoformat()
        assert said["renewed_until"].startswith("2048")
        assert Path(said["out"]).read_bytes().startswith(Path(archived).read_bytes())

        renew = ("renew", said["out"], "--out", str(tmp_path / "again"))
        early = run(*renew, **home)
        assert (early.status, "chưa đến hạn gia hạn" in early.out.decode()) == (0, True)
        assert list((tmp_path / "again").iterdir()) == []
        anyway = run(*renew, "--now", **home)
        assert anyway.status == 0, anyway.out
        assert "đã gia hạn từ 14/08/2048 đến 14/08/2048" in anyway.out.decode()

    def test_one_that_got_no_new_stamp_is_not_written(
        self, run, signed: Path, tmp_path: Path, profile: Path, home: dict[str, str], free_port
    ) -> None:
        folder, out = tmp_path / "archived", tmp_path / "renewed"
        raised = run("raise", str(signed), "--out", str(folder), "--level", "B-LTA")
        assert raised.status == 0, raised.out
        renew = ("renew", str(folder / "a.pdf"), "--now", "--out", str(out), "--json")
        use_stamps(profile, f"http://127.0.0.1:{free_port()}")
        done = run(*renew, **home)
        [said] = done.said
        assert (done.status, said["error"]["code"]) == (1, "timestamp_unreachable")
        assert (said["out"], said["renewed_until"]) == (None, None)
        assert list(out.iterdir()) == []
        assert run(*renew).status == 0

    def test_what_is_no_archive(self, run, signed: Path, tmp_path: Path) -> None:
        done = run("renew", str(signed), "--out", str(tmp_path / "r"), "--json")
        assert (done.status, done.said[0]["error"]["code"]) == (1, "not_archived")
        assert "B-B" in done.said[0]["error"]["sentence"]


def test_papers_of_the_store_are_listed_and_renewed(
    run, make_pdf: MakePdf, tmp_path: Path, profile: Path, home: dict[str, str], short: ShortLived,
    demonstration: Demonstration,
) -> None:  # fmt: skip
    settings = profile / "settings.toml"
    settings.write_text(settings.read_text().replace('level = "B-T"', 'level = "B-LTA"'))
    form = make_pdf(tmp_path / "a.pdf")
    received = run(
        "submit", "--procedure", "1.000894", "--card", CARD,
        "--paper", f"TP01={form}", "--paper", f"TP02={form}", "--json", **home,
    )  # fmt: skip
    dossier = DossierId(received.said["dossier_id"])
    listed = run("renew", "--json", **home)
    assert listed.status == 0
    assert [(each["dossier"], each["due"]) for each in listed.said] == 2 * [(dossier, True)]
    assert {each["archived_until"] for each in listed.said} == {short.ends.isoformat()}
    stuck = run("renew", "--due", "--json", **home)
    assert {each["error"]["code"] for each in stuck.said} == {"timestamp_not_newer"}
    assert stuck.status == 1
    told = run("queue", "list", **home).out.decode()
    assert "B-LTA, chờ gia hạn trước" in told

    use_stamps(profile, load_settings(demonstration.profile.settings_file).trust.tsa_url)
    done = run("renew", "--due", "--json", **home)  # asked by hand it does not wait for tomorrow
    assert [each["error"] for each in done.said] == [None, None]
    assert all(each["renewed_until"].startswith("2048") for each in done.said)
    assert done.status == 0
    known = Profile(profile)
    store = Store(known.database, known.backups, ProfileKey(known).load())
    with store.read() as work:
        assert {each.archived_until.year for each in work.level_goals.archived()} == {2048}
    store.close()
    told = run("renew", "--due", **home).out.decode()
    assert told == (
        "Không có giấy tờ nào đến hạn gia hạn. → Gõ quay renew để xem hạn của từng giấy tờ.\n"
    )
    assert "chưa đến hạn gia hạn" in run("renew", **home).out.decode()


def test_proxy_is_set_and_seen(run, profile: Path, home: dict[str, str]) -> None:
    arguments = ("proxy", "--mode", "own", "--address", "10.0.0.1:3128", "--user", "canbo")
    secret = {"QUAY_PROXY_PASSWORD": "rất bí mật"}
    done = run(*arguments, "--bypass", ".tinh.gov.vn", "--json", **home, **secret)
    assert done.status == 0, done.out
    seen = run("proxy", "--json", **home)
    assert seen.said == done.said == {
        "mode": "own", "address": "http://10.0.0.1:3128", "user": "canbo",
        "bypass": [".tinh.gov.vn"],
    }  # fmt: skip
    assert "rất bí mật" not in (profile / "settings.toml").read_text()
    told = run("proxy", "--mode", "none", **home).out.decode()
    assert told == "Proxy: không dùng, đi thẳng.\n"
    assert not (profile / "proxy").exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "file_missing"), (b"", "file_empty"), (b"%PDF-1.7 broken", "pdf_damaged")],
)
def test_a_file_that_cannot_be_read_is_not_told_to_be_raised_first(
    quay, tmp_path: Path, content: bytes | None, code: str
) -> None:
    file = tmp_path / "a.pdf"
    if content is not None:
        file.write_bytes(content)
    status, said = quay("renew", str(file), "--out", str(tmp_path / "out"), "--now")
    assert (status, said[0]["error"]["code"]) == (1, code)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("a.pdf", "--due", "--out", "x"), "không dùng cùng TỆP."),
        (("a.pdf", "--due"), "không dùng cùng TỆP."),
        (("--due", "--out", "x"), "không dùng cùng --out."),
        (("--due", "--now"), "không dùng cùng --now."),
    ],
)
def test_due_papers_and_files_are_two_commands(
    run, arguments: tuple[str, ...], sentence: str
) -> None:
    done = run("renew", *arguments)
    assert done.status == 2
    assert f"--due gia hạn giấy tờ trong hồ sơ nên {sentence}" in done.err
    assert "→ Gõ quay renew --due để gia hạn" in done.err
    assert "quay renew TỆP --out" in done.err


@pytest.mark.parametrize("option", [("--now",), ("--out", "x")])
def test_options_of_files_need_a_file(run, option: tuple[str, ...]) -> None:
    done = run("renew", *option)
    assert done.status == 2
    assert f"Tùy chọn {option[0]} phải đi cùng TỆP." in done.err


def test_without_archived_papers_nothing_is_to_be_renewed(run, tmp_path: Path) -> None:
    told = run("renew", QUAY_HOME=str(tmp_path)).out.decode()
    assert told == "Chưa có giấy tờ nào ở mức B-LTA nên chưa có gì để gia hạn.\n"
