"""Where installers put PKCS#11 modules on each operating system."""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PureWindowsPath

_CSP_SUFFIX = "_s.dll"
"""Makers of ``X_s.dll``, a Windows cryptographic provider, install ``X.dll`` for PKCS#11."""
_CSP_KEY = r"SOFTWARE\Microsoft\Cryptography\Defaults\Provider"
_PROGRAM_FOLDERS = (r"Bkav Corporation\BkavCA Token Manager",)


class System(StrEnum):
    """The value names the column in ``resources/token_drivers.toml``."""

    WINDOWS = "windows"
    LINUX = "linux"
    MACOS = "macos"


@dataclass(frozen=True)
class Places:
    """The part of a machine in which modules are looked for."""

    system: System
    folders: tuple[Path, ...]
    registered: tuple[Path, ...] = ()
    """Modules beside the providers in the registry of Windows."""


def places_here() -> Places:
    """The places of the running system."""
    if sys.platform == "win32":
        return Places(System.WINDOWS, windows_folders(os.environ), beside_providers(csp_images()))
    if sys.platform == "darwin":
        folders = (
            "/usr/local/lib",
            "/usr/lib",
            "/Library/bit4id/pkcs11",
            "/Library/OpenSC/lib",
            "/opt/homebrew/lib",
        )
        return Places(System.MACOS, tuple(map(Path, folders)))
    return Places(System.LINUX, linux_folders())


def linux_folders() -> tuple[Path, ...]:
    """Library folders of all architectures: a driver for another one is worth telling."""
    roots = [Path(root) for root in ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/lib32")]
    multiarch = [path for root in roots for path in sorted(root.glob("*-linux-gnu*"))]
    return tuple(folder for each in (*roots, *multiarch) for folder in (each, each / "pkcs11"))


def windows_folders(environment: Mapping[str, str]) -> tuple[Path, ...]:
    """System folders, 64 and 32 bits, and folders of programs."""
    root = Path(environment.get("SystemRoot", r"C:\Windows"))
    programs = [environment.get(name, "") for name in ("ProgramFiles", "ProgramFiles(x86)")]
    return (
        root / "System32",
        root / "SysWOW64",
        *(Path(each) / folder for each in programs if each for folder in _PROGRAM_FOLDERS),
    )


def beside_providers(images: Iterable[str]) -> tuple[Path, ...]:
    """``X.dll`` for each provider image ``X_s.dll``, if it is there."""
    paths = [Path(os.path.expandvars(image)) for image in images]
    modules = [
        path.with_name(PureWindowsPath(path).name[: -len(_CSP_SUFFIX)] + ".dll")
        for path in paths
        if path.name.casefold().endswith(_CSP_SUFFIX)
    ]
    return tuple(path for path in modules if path.exists())


def csp_images() -> list[str]:
    """``Image Path`` of every cryptographic provider in the registry; none but on Windows."""
    images: list[str] = []
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _CSP_KEY) as providers:
            for index in range(winreg.QueryInfoKey(providers)[0]):
                with winreg.OpenKey(providers, winreg.EnumKey(providers, index)) as provider:
                    try:
                        images.append(str(winreg.QueryValueEx(provider, "Image Path")[0]))
                    except FileNotFoundError:
                        continue
    return images
