"""The installer for Windows, compiled round a placeholder of the program."""

import os
import re
import shutil
import unicodedata
from pathlib import Path

import pytest

import build_installer

PACKAGING = Path(__file__).parents[2] / "packaging"
SCRIPT = (PACKAGING / "windows.nsi").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("makensis") is None, reason="nsis is not installed")
def test_it_compiles_without_a_warning_and_holds_the_program(tmp_path: Path) -> None:
    program = tmp_path / "chương trình"
    (program / "_internal").mkdir(parents=True)
    content = os.urandom(300_000)  # does not compress
    for part in ("quay.exe", "quay-mot-cua.exe", "_internal/thư viện.dll"):
        (program / part).write_bytes(content[:100_000])
        content = content[100_000:]
    installer = build_installer.build_windows_installer(program, tmp_path)
    built = installer.read_bytes()
    assert built[:2] == b"MZ"
    assert len(built) > 300_000


def test_only_the_programs_own_folder_is_removed_with_all_it_holds() -> None:
    """An officer's dossiers, or a folder named by mistake, are never swept away."""
    assert re.findall(r"RMDir /r .*", SCRIPT) == ['RMDir /r "$INSTDIR\\_internal"']


def test_every_executable_is_removed_again() -> None:
    specification = (PACKAGING / "quay.spec").read_text(encoding="utf-8")
    frozen = set(re.findall(r'program\("([\w-]+)"', specification))
    deleted = set(re.findall(r'Delete "\$INSTDIR\\([\w-]+)\.exe"', SCRIPT))
    assert frozen == deleted - {"uninstall"} == {"quay", "quay-mot-cua"}


def test_what_is_written_is_removed() -> None:
    keys = set(re.findall(r'WriteReg\w+ HKLM "([^"]+)"', SCRIPT))
    assert keys == set(re.findall(r'DeleteRegKey HKLM "([^"]+)"', SCRIPT))
    links = set(re.findall(r'CreateShortcut "([^"]+)"', SCRIPT))
    assert links
    assert links <= set(re.findall(r'Delete "([^"]+)"', SCRIPT))


def test_its_vietnamese_is_composed() -> None:
    """Decomposed marks are drawn beside their letters by some Windows fonts."""
    assert unicodedata.is_normalized("NFC", SCRIPT)
