"""What ``build_installer.py`` asks of PyInstaller and NSIS, on either platform."""

import re
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

import build_installer
from app import __version__
from build_installer import Kind

ROOT = Path(__file__).parents[2]


def test_each_platform_builds_what_it_can_install() -> None:
    assert build_installer.kinds("win32") == (Kind.NSIS, Kind.APP)
    assert build_installer.kinds("linux") == (Kind.DEB, Kind.APP)


def test_a_kind_of_another_platform_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    foreign = Kind.DEB if sys.platform == "win32" else Kind.NSIS
    with pytest.raises(SystemExit) as ended:
        build_installer.main(["--kind", foreign])
    assert ended.value.code == 2
    assert "--kind" in capsys.readouterr().err


def test_pyinstaller_is_asked_for_our_specification(tmp_path: Path) -> None:
    out, work, icon = (tmp_path / "bản dựng" / name for name in ("out", "work", "quay.ico"))
    command = build_installer.freeze_command(out, work, icon)
    assert command[:3] == [sys.executable, "-m", "PyInstaller"]
    assert Path(command[3]).is_file()
    ours = command.index("--")
    assert command[ours + 1 :] == ["--icon", str(icon)]
    assert command[command.index("--distpath") + 1] == str(out)
    assert command[command.index("--workpath") + 1] == str(work)


def test_models_lie_where_the_frozen_program_looks_first(tmp_path: Path) -> None:
    build_installer.ship_models(tmp_path)
    models = tmp_path / "_internal" / "resources" / "tessdata"
    shipped = {file.name for file in models.iterdir() if file.stat().st_size > 100_000}
    assert shipped == {"vie.traineddata", "osd.traineddata"}


def test_nsis_is_told_what_its_script_uses(tmp_path: Path) -> None:
    command = build_installer.installer_command(
        tmp_path / "chương trình", tmp_path / "quay.ico", tmp_path / "cài đặt.exe"
    )
    given = {word[2:].split("=")[0] for word in command if word.startswith("-D")}
    used = set(re.findall(r"\$\{([A-Z]+)\}", Path(command[-1]).read_text(encoding="utf-8")))
    assert given == used & given == {"VERSION", "PAYLOAD", "ICON", "OUTPUT"}
    assert f"-DPAYLOAD={tmp_path / 'chương trình'}" in command


def test_nsis_is_found_where_its_own_installer_puts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PROGRAMFILES(X86)", "Programs")
    assert Path(build_installer.makensis()) == Path("Programs", "NSIS", "makensis.exe")


def test_the_icon_has_all_sizes_and_a_clear_corner(tmp_path: Path) -> None:
    with Image.open(build_installer.write_icon(tmp_path / "quay.ico")) as icon:
        assert {side for side, _ in icon.info["sizes"]} == set(build_installer.ICON_SIDES)
        drawn = icon.convert("RGBA")
        assert drawn.getpixel((0, 0))[3] == 0
        assert drawn.getpixel((drawn.width // 2, drawn.height // 20)) == (0x0D, 0x59, 0x64, 255)


def test_the_version_is_one_that_debian_and_windows_can_order() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


def test_a_tool_that_is_absent_is_named() -> None:
    with pytest.raises(SystemExit, match="quay-no-such-tool is not installed"):
        build_installer.run(["quay-no-such-tool"])


def test_a_tool_that_fails_ends_the_build_with_its_words() -> None:
    failing = [sys.executable, "-c", "print('no space'); raise SystemExit(3)"]
    with pytest.raises(SystemExit, match=r"(?s)no space.*status 3"):
        build_installer.run(failing)


def test_our_folder_does_not_hide_the_package_of_its_name() -> None:
    found = find_spec("packaging.version")
    assert found is not None
    assert found.origin is not None
    assert ROOT / "packaging" not in Path(found.origin).parents
