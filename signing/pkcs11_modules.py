"""PKCS#11 modules on this machine: found by name, judged by their headers, loaded by nobody yet."""

import os
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from resources import resource
from signing.libraries.build import Build, DamagedLibrary, NotALibrary
from signing.libraries.reading import read_library
from signing.module_places import Places, System, places_here

MODULES_VARIABLE = "QUAY_PKCS11_MODULES"
"""Environment variable with further modules, separated as in PATH."""
_ENTRY_POINT = "C_GetFunctionList"


class ModuleState(StrEnum):
    USABLE = "usable"
    WRONG_BITNESS = "wrong_bitness"  # built for another architecture, mostly 32 bits
    NOT_PKCS11 = "not_pkcs11"  # no library, or one without the entry point
    UNREADABLE = "unreadable"  # absent, forbidden or damaged


@dataclass(frozen=True)
class FoundModule:
    path: Path
    """Canonical."""
    vendor: str
    """Empty for a module that is not in ``resources/token_drivers.toml``."""
    state: ModuleState


def usable_modules(
    *,
    extra: Iterable[str] = (),
    environment: Mapping[str, str] = os.environ,
    places: Places | None = None,
) -> tuple[Path, ...]:
    """The modules that may be loaded, in the order of :func:`found_modules`."""
    found = found_modules(extra=extra, environment=environment, places=places)
    return tuple(each.path for each in found if each.state is ModuleState.USABLE)


def found_modules(
    *,
    extra: Iterable[str] = (),
    environment: Mapping[str, str] = os.environ,
    places: Places | None = None,
) -> tuple[FoundModule, ...]:
    """Modules named by QUAY_PKCS11_MODULES and ``extra``, then known ones that are installed.

    Named ones are reported even when they are absent. Makers' own drivers come before general
    ones, so that a token seen through both is used through the first. ``places`` None is this
    machine.
    """
    where = places or places_here()
    named = [name for name in environment.get(MODULES_VARIABLE, "").split(os.pathsep) if name]
    vendors = _vendors(where.system)
    paths = [*map(Path, [*named, *extra]), *_installed(where, vendors)]
    vendor_of: dict[Path, str] = {}
    for path in paths:
        canonical = Path(os.path.realpath(path.expanduser()))
        vendor_of.setdefault(canonical, vendors.get(path.name.casefold(), ""))
    return tuple(FoundModule(path, vendor, judge(path)) for path, vendor in vendor_of.items())


def judge(path: Path, own: frozenset[Build] | None = None) -> ModuleState:
    """What ``path`` is for a program of the builds ``own``, by default this one."""
    own = own if own is not None else own_builds()
    try:
        library = read_library(path)
        fitting = library.builds & own
        if not fitting:
            same_format = {b.format for b in library.builds} & {b.format for b in own}
            return ModuleState.WRONG_BITNESS if same_format else ModuleState.NOT_PKCS11
        if any(library.exports(_ENTRY_POINT, build) for build in fitting):
            return ModuleState.USABLE
    except NotALibrary:
        return ModuleState.NOT_PKCS11
    except (OSError, DamagedLibrary):
        return ModuleState.UNREADABLE
    return ModuleState.NOT_PKCS11


@cache
def own_builds() -> frozenset[Build]:
    """What the running program is built for, by the header of its own executable."""
    return read_library(Path(os.path.realpath(sys.executable))).builds


def _installed(places: Places, vendors: Mapping[str, str]) -> Iterator[Path]:
    yield from places.registered
    folders = [_files(folder) for folder in places.folders]
    for name in vendors:
        yield from (files[name] for files in folders if name in files)


def _files(folder: Path) -> dict[str, Path]:
    """Entries of ``folder`` by case-folded name; none when it cannot be listed."""
    try:
        return {path.name.casefold(): path for path in folder.iterdir()}
    except OSError:
        return {}


def _vendors(system: System) -> dict[str, str]:
    """File names of modules, case folded, in order of preference → who makes them."""
    table = tomllib.loads(resource("token_drivers.toml").read_text(encoding="utf-8"))
    return {
        name.casefold(): entry["vendor"]
        for entry in table["driver"]
        for name in entry.get(system.value, ())
    }
