"""``quay trust``: the lists, and nobody is trusted without being asked."""

from collections.abc import Callable
from pathlib import Path

from app.demo.start import Demonstration
from tests.cli.conftest import Ran


def test_adding_and_removing(
    run: Callable[..., Ran], demonstration: Demonstration, tmp_path: Path
) -> None:
    home = {"QUAY_HOME": str(tmp_path / "mới")}
    root = next(
        path for path in demonstration.profile.trust.iterdir() if path.stem.startswith("root")
    )
    before = run("trust", "list", "--json", **home).said
    assert {each["state"] for each in before} == {"awaited"}
    assert {each["list"] for each in before} == {"chuyên dùng công vụ", "công cộng"}
    unasked = run("trust", "add", str(root), "--json", **home)
    assert (unasked.status, unasked.code) == (2, "wrong_usage")
    [added] = run("trust", "add", str(root), "--list", "cong-vu", "--yes", "--json", **home).said
    assert (added["list"], added["state"]) == ("chuyên dùng công vụ", "trusted")
    spoken = run("trust", "list", **home).out.decode()
    assert "Chuyên dùng công vụ, CA gốc" in spoken
    removed = run("trust", "remove", added["sha256"], "--yes", "--json", **home)
    assert (removed.status, removed.said["sha256"]) == (0, added["sha256"])
    again = run("trust", "remove", added["sha256"], "--yes", "--json", **home)
    assert (again.status, again.code) == (1, "authority_unknown")
    assert run("trust", "list", "--json", **home).said == before


def test_what_is_no_certificate_is_said(run: Callable[..., Ran], tmp_path: Path) -> None:
    home = {"QUAY_HOME": str(tmp_path / "mới")}
    (tmp_path / "a.cer").write_bytes(b"rubbish")
    for name, code in (("a.cer", "authority_file_unusable"), ("b.cer", "file_missing")):
        done = run("trust", "add", str(tmp_path / name), "--yes", "--json", **home)
        assert (done.status, done.code) == (1, code)
