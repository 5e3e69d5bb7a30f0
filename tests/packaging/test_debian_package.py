"""The .deb, packed round a program of one executable."""

import configparser
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import build_installer
from app import __version__

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    shutil.which("dpkg-shlibdeps") is None, reason="dpkg-dev is not installed"
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Built by someone whose files nobody else may read."""
    place = tmp_path_factory.mktemp("deb")
    before = os.umask(0o077)
    try:
        program = place / "quay-mot-cua"
        (program / "_internal").mkdir(parents=True)
        shutil.copy(shutil.which("true") or "/bin/true", program / "quay")
        (program / "_internal" / "dữ liệu.txt").write_text("x" * 4096)
        (program / "_internal" / "alias.txt").symlink_to("dữ liệu.txt")
        yield build_installer.build_deb(program, place)
    finally:
        os.umask(before)


@pytest.fixture(scope="module")
def installed(package: Path) -> Path:
    """The package's files, unpacked."""
    root = package.parent / "root"
    subprocess.run(["dpkg-deb", "-x", package, root], check=True)
    return root


def test_it_is_named_and_described_for_this_machine(package: Path) -> None:
    fields = build_installer.run(["dpkg-deb", "--field", str(package)])
    assert f"Version: {__version__}\n" in fields
    assert f"_{build_installer.run(['dpkg', '--print-architecture'])}.deb" in package.name
    assert "{" not in fields


def test_it_depends_on_the_libraries_of_the_executables(package: Path) -> None:
    depends = build_installer.run(["dpkg-deb", "--field", str(package), "Depends"])
    assert depends.startswith("libc6 (>= ")


def test_everyone_can_read_it_and_root_owns_it(package: Path) -> None:
    listed = build_installer.run(["dpkg-deb", "--contents", str(package)]).splitlines()
    modes = {line.split()[0] for line in listed}
    assert modes == {"drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--", "lrwxrwxrwx"}
    assert {line.split()[1] for line in listed} == {"root/root"}


def test_the_command_is_on_the_path_and_runs(installed: Path) -> None:
    assert subprocess.run([installed / "usr/bin/quay"], check=False).returncode == 0


def test_links_inside_the_program_stay_links(installed: Path) -> None:
    alias = installed / "usr/lib/quay-mot-cua/_internal/alias.txt"
    assert alias.is_symlink()
    assert alias.read_text() == "x" * 4096


def test_the_menu_entry_names_what_is_installed(installed: Path) -> None:
    entry = installed / "usr/share/applications/quay-mot-cua.desktop"
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(entry, encoding="utf-8")
    desktop = parser["Desktop Entry"]
    assert (installed / "usr/bin" / desktop["Exec"]).is_symlink()
    icons = installed / "usr/share/icons/hicolor/scalable/apps"
    assert (icons / f"{desktop['Icon']}.svg").is_file()
    assert desktop["Name"] == "Quầy Một Cửa"


@pytest.mark.skipif(
    shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed"
)
def test_the_menu_entry_is_valid() -> None:
    build_installer.run(["desktop-file-validate", str(ROOT / "packaging" / "quay-mot-cua.desktop")])


def test_the_licence_comes_with_it(installed: Path) -> None:
    text = (installed / "usr/share/doc/quay-mot-cua/copyright").read_text(encoding="utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
