"""What the command line says: Vietnamese throughout, never a trace, JSON where it was asked for."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from app.cli.commands import app
from app.cli.run import run as run_here
from tests.cli.conftest import Ran


def commands(group: Any, named: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """All there are, groups too."""
    yield named
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*named, name))


COMMANDS = tuple(commands(get_command(app)))
ENGLISH = re.compile(
    r"(?i)\b(usage|options?|commands?|arguments?|show|required|default|path|str)\b|[{}]"
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_vietnamese(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    assert run_here([*command, "--help"]) == 0
    page = capsys.readouterr().out
    # Names of options and commands and examples of names are what they are.
    assert not ENGLISH.search(
        re.sub(r"--[\w-]+|MÃ=TỆP|dossier show|^  show ", "", page, flags=re.M)
    ), page
    assert page.startswith("Cách dùng: quay")


@pytest.mark.parametrize(
    "command",
    [
        ("scan",), ("verify",), ("nonsense",), ("scan", "--nope"), ("queue", "retry", "abc"),
        ("queue", "retry", "1", "2"), ("scan", "--out", "a.pdf", "--dpi", "72"),
        ("scan", "--out", "a.pdf", "--source", "xyz"),
        ("scan", "--out", "a.pdf", "--source", "file:"),
        ("scan", "--out", "a.pdf", "--source", "FILE:/x"),
        ("scan", "--out", "a.pdf", "--source", "escl:abc"),
        ("submit", "--procedure", "1.000894", "--paper", "TP01"),
        ("audit", "export"), ("audit", "list", "--since", "hôm qua"),
        ("sign", "digitise", "a.pdf", "--out", "b", "--rect", "1,2"),
        ("sign", "digitise", "a.pdf", "--out", "b", "--rect", "0,0,nan,9"),
        ("sign", "digitise", "a.pdf", "--out", "b", "--rect", "9,9,1,1"),
        ("sign", "issue", "a.pdf", "--out", "b", "--number", "mười hai/QĐ"),
        ("sign", "issue", "a.pdf", "--out", "b", "--number", "12"),
        ("sign", "appendix", "a.pdf", "--out", "b", "--number", "/QĐ-UBND"),
        ("sign", "incoming", "a.pdf", "--out", "b", "--number", "mười hai"),
        ("sign", "incoming", "a.pdf", "--out", "b", "--date", "31/02/2026"),
        ("proxy", "--mode", "none", "--address", "http://a:1"),
        ("proxy", "--mode", "own", "--address", "c:1", "--bypass", "a,b c"),
        ("raise", "a.pdf", "--out", "b", "--level", "B-X"), ("raise", "a.pdf"),
        ("proxy", "--mode", "own", "--address", "http://a:b@c:1"), ("proxy", "--user", "a"),
        ("proxy", "--mode", "own", "--address", "c:1", "--user", "a"), ("proxy", "--mode", "x"),
        ("register", "--year", "99999999999999999999"), ("register", "settle", "1/QĐ"),
        ("register", "--year", "2025", "free", "1/QĐ", "--reason", "x"),
        ("register", "free", "1/QĐ"), ("register", "free", "QĐ", "--reason", "x"),
        ("dossier", "act", "cancel", "A"), ("dossier", "act", "nonsense", "A"),
        ("dossier", "act", "accept-online", "A", "--due", "mai"), ("dossier", "show"),
        ("dossier", "act", "hand-over", "A", "--to", "xa"),
        ("renew", "a.pdf"), ("renew", "--out", "b"), ("renew", "a.pdf", "--out", "b", "--due"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_said_with_a_next_step(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert run_here([*command, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "wrong_usage"
    assert run_here(command) == 2
    spoken = capsys.readouterr().err
    assert "\n→ " in spoken
    assert not re.search(r"(?i)usage|error|invalid|missing|\btry '", spoken), spoken


def test_without_a_display_the_window_says_so(run: Callable[..., Ran]) -> None:
    done = run(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.status == 1
    assert "Không có màn hình" in done.err


def test_vietnamese_is_written_whatever_the_terminal_speaks(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    name = os.fsencode(tmp_path) + b"/b\xff.pdf"
    done = run("verify", name, "--json", PYTHONIOENCODING="cp1252")
    assert done.said[0]["reasons"] == ["file_missing"]
    assert "Không tìm thấy tệp".encode() in run("verify", name, PYTHONIOENCODING="cp1252").out


def test_nobody_reading_and_a_full_disk_end_quietly() -> None:
    for where, status in (("| true; exit ${PIPESTATUS[0]}", 1), ("> /dev/full", 1)):
        done = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m app queue list {where}"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode in (0, status)
        assert "Traceback" not in done.stderr
        assert "ngoài dự kiến" not in done.stderr


def test_a_trace_goes_to_the_log_without_numbers(run: Callable[..., Ran], tmp_path: Path) -> None:
    done = run(
        "province", "serve", "--folder", str(tmp_path / "tỉnh"), "--json",
        "--database", "x089188004217://y", QUAY_HOME=str(tmp_path),
    )  # fmt: skip
    assert (done.status, done.code) == (1, "unexpected")
    log = (tmp_path / "logs" / "quay.log").read_text()
    assert "Traceback" in log
    assert done.said["error"]["facts"]["reference"] in log
    assert "089188004217" not in log
