"""Build what an office installs: a .deb on Linux, an installer on Windows, or the bare program.

    python build_installer.py [--out dist] [--kind app|deb|nsis]

Runs in the development environment, on the platform it builds for, and downloads nothing.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from app import __version__

ROOT = Path(__file__).parent
PACKAGING = ROOT / "packaging"
NAME = "quay-mot-cua"
ICON_SIDES = (16, 24, 32, 48, 64, 128, 256)
"""Pixels of the pictures in an ICO file."""


class Kind(StrEnum):
    """What can be built."""

    APP = "app"
    DEB = "deb"
    NSIS = "nsis"


def kinds(platform: str) -> tuple[Kind, ...]:
    """What ``platform`` (as ``sys.platform``) can build, the usual one first.

    PyInstaller freezes only for the platform it runs on.
    """
    return (Kind.NSIS, Kind.APP) if platform == "win32" else (Kind.DEB, Kind.APP)


def main(arguments: Sequence[str] | None = None) -> None:
    possible = kinds(sys.platform)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("dist"), help="folder for the result")
    parser.add_argument("--kind", type=Kind, choices=possible, default=possible[0])
    options = parser.parse_args(arguments)
    out = options.out.resolve()
    program = freeze(out)
    if sys.platform == "win32":
        ship_models(program)
    if options.kind is Kind.DEB:
        print(build_deb(program, out))
    elif options.kind is Kind.NSIS:
        print(build_windows_installer(program, out))
    else:
        print(program)


def freeze(out: Path) -> Path:
    """Freeze the program into the folder ``out/quay-mot-cua``, which is replaced."""
    with tempfile.TemporaryDirectory() as work:
        icon = write_icon(Path(work, "quay.ico"))
        run(freeze_command(out, Path(work), icon))
    return out / NAME


def ship_models(program: Path) -> None:
    """Put Tesseract's models of this machine beside the program; on Linux a package brings them.

    Raises AppError (TEXT_MODELS_ABSENT) where this machine has none.
    """
    from app.scanning.text.models import LANGUAGE, ORIENTATION, models_folder

    target = program / "_internal" / "resources" / "tessdata"
    target.mkdir(parents=True, exist_ok=True)
    for model in (LANGUAGE, ORIENTATION):
        shutil.copy(models_folder(model) / f"{model}.traineddata", target)


def freeze_command(out: Path, work: Path, icon: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "PyInstaller", str(PACKAGING / "quay.spec")),
        *("--distpath", str(out), "--workpath", str(work)),
        *("--noconfirm", "--log-level", "ERROR"),
        *("--", "--icon", str(icon)),
    ]


def write_icon(target: Path) -> Path:
    """Draw the program's icon as an ICO file, the only format Windows takes."""
    from PIL import Image
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    drawn = QImage(ICON_SIDES[-1], ICON_SIDES[-1], QImage.Format.Format_RGBA8888)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(str(ROOT / "resources" / "icons" / "app.svg")).render(painter)
    painter.end()
    picture = Image.frombytes("RGBA", (drawn.width(), drawn.height()), bytes(drawn.constBits()))
    picture.save(target, sizes=[(side, side) for side in ICON_SIDES])
    return target


def build_deb(program: Path, out: Path) -> Path:
    """Pack the frozen ``program`` for the Debian release this machine runs, or a later one."""
    with tempfile.TemporaryDirectory() as work:
        tree = lay_out(program, Path(work, "debian", NAME))
        architecture = run(["dpkg", "--print-architecture"])
        control = (PACKAGING / "debian-control").read_text(encoding="utf-8")
        (tree / "DEBIAN" / "control").write_text(
            control.format(
                version=__version__,
                architecture=architecture,
                kilobytes=size(tree) // 1024,
                libraries=needed_libraries(tree),
            ),
            encoding="utf-8",
        )
        package = out / f"{NAME}_{__version__}_{architecture}.deb"
        run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(package)])
    return package


def lay_out(program: Path, tree: Path) -> Path:
    """Make the package's tree as it will lie under ``/``, readable by everyone."""
    home = tree / "usr" / "lib" / NAME
    shutil.copytree(program, home, symlinks=True)
    command = tree / "usr" / "bin" / "quay"
    command.parent.mkdir()
    command.symlink_to(f"../lib/{NAME}/quay")
    share = tree / "usr" / "share"
    for source, target in (
        (PACKAGING / f"{NAME}.desktop", share / "applications" / f"{NAME}.desktop"),
        (
            ROOT / "resources" / "icons" / "app.svg",
            share / "icons" / "hicolor" / "scalable" / "apps" / f"{NAME}.svg",
        ),
        (ROOT / "LICENSE", share / "doc" / NAME / "copyright"),
    ):
        target.parent.mkdir(parents=True)
        shutil.copyfile(source, target)
    (tree / "DEBIAN").mkdir()
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
    return tree


def needed_libraries(tree: Path) -> str:
    """The packages whose libraries the program is linked to, as ``Depends`` has them."""
    source = tree.parent / "control"  # dpkg-shlibdeps wants to see a source package
    source.write_text(f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n", encoding="utf-8")
    home = tree / "usr" / "lib" / NAME
    answer = run(
        [
            *("dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"),
            f"-l{home / '_internal'}",
            *(str(path) for path in sorted(home.rglob("*")) if is_elf(path)),
        ],
        folder=tree.parent.parent,
    )
    return answer.removeprefix("shlibs:Depends=")


def is_elf(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"


def size(tree: Path) -> int:
    """Bytes of all files below ``tree``."""
    return sum(path.lstat().st_size for path in tree.rglob("*") if not path.is_dir())


def build_windows_installer(program: Path, out: Path) -> Path:
    """Compile ``packaging/windows.nsi`` round the frozen ``program``."""
    target = out / f"{NAME}-{__version__}-win64.exe"
    with tempfile.TemporaryDirectory() as work:
        icon = write_icon(Path(work, "quay.ico"))
        run(installer_command(program, icon, target))
    return target


def installer_command(program: Path, icon: Path, target: Path) -> list[str]:
    return [
        *(makensis(), "-INPUTCHARSET", "UTF8", "-WX", "-V2"),
        *(f"-DVERSION={__version__}", f"-DPAYLOAD={program}", f"-DICON={icon}"),
        *(f"-DOUTPUT={target}", str(PACKAGING / "windows.nsi")),
    ]


def makensis() -> str:
    """NSIS's compiler; its own installer does not put it on ``PATH``."""
    usual = Path(os.environ.get("PROGRAMFILES(X86)", ""), "NSIS", "makensis.exe")
    return shutil.which("makensis") or str(usual)


def run(command: list[str], *, folder: Path = ROOT) -> str:
    """What ``command`` printed. Ends the build when it fails or is not installed."""
    try:
        done = subprocess.run(command, cwd=folder, check=True, text=True, stdout=subprocess.PIPE)
    except FileNotFoundError:
        sys.exit(f"{command[0]} is not installed; docs/packaging.md says where it comes from.")
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.stdout}\n{command[0]} ended with status {error.returncode}.")
    return done.stdout.strip()


if __name__ == "__main__":
    main()
