"""The look for readable files finds what it is for."""

from pathlib import Path

from tests.readable import readable


def test_words_and_files_are_found(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"xx" + "Lê Thị Hà".encode() + b"yy")
    (tmp_path / "b").write_bytes("Lê Thị Hà".encode("utf-16-le"))
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "d").write_bytes(b"%PDF-1.7")
    (tmp_path / "e").write_bytes(b"sealed")
    (tmp_path / "job.log").write_bytes("Lê Thị Hà".encode())
    assert readable(tmp_path, "Thị Hà", without=frozenset({"job.log"})) == ["a", "b", "c/d"]
    assert readable(tmp_path, "Nguyễn") == ["c/d"]
