"""From an address to the source it names, and what sources this machine has."""

import sys
from pathlib import Path

from app.errors import AppError, Code
from app.scanning.each_once import each_once
from app.scanning.source import ScanSource, SourceInfo, Watch


def open_source(address: str, *, watch: Watch = Watch.UNTIL_STOPPED) -> ScanSource:
    """The source at ``sane:NAME``, ``escl:URL``, ``wia:ID``, ``twain:NAME``, ``folder:DIR`` or
    ``file:PATH``.

    Nothing is asked of a device yet; ``watch`` is for folders. Errors: SCANNER_ABSENT for any
    other address, the empty one (none was chosen) among them.
    """
    kind, _, name = address.partition(":")
    if not name:
        raise AppError(Code.SCANNER_ABSENT)
    match kind:
        case "sane":
            from app.scanning.sane_source import SaneSource

            return SaneSource(name)
        case "escl":
            from app.scanning.escl.source import EsclSource

            return EsclSource(name)
        case "wia":
            from app.scanning.windows_wia import WiaSource

            return WiaSource(name)
        case "twain":
            from app.scanning.twain_helper import TwainSource

            return TwainSource(name)
        case "folder":
            from app.scanning.folder_source import FolderSource

            return FolderSource(Path(name), watch=watch)
        case "file":
            from app.scanning.file_source import FileSource

            return FileSource(Path(name))
    raise AppError(Code.SCANNER_ABSENT)


def list_sources() -> tuple[SourceInfo, ...]:
    """The scanners that answer now, by a driver or by the network, each once; takes some seconds.
    Scanner lane only.

    Errors, where the network has none either: SCANNER_UNSUPPORTED where the system's scanner
    interface is missing, SCANNER_*.
    """
    from app.scanning.escl.discovery import looking_for_scanners
    from app.scanning.twain_helper import list_twain_sources

    with looking_for_scanners() as found:
        try:
            with_driver = list_driver_sources()
        except AppError:
            others = (*found(), *list_twain_sources())
            if not others:
                raise
            return others
        return each_once(with_driver, (*found(), *list_twain_sources()))


def list_without_drivers() -> tuple[SourceInfo, ...]:
    """The scanners that answer by mDNS, after LOOK_SECONDS, and those of the TWAIN helper where
    one is installed; any thread.
    """
    from app.scanning.escl.discovery import looking_for_scanners
    from app.scanning.twain_helper import list_twain_sources

    with looking_for_scanners() as found:
        return (*found(), *list_twain_sources())


def list_driver_sources(*, ask_feeds: bool = True) -> tuple[SourceInfo, ...]:
    """The scanners that the system's drivers find. Scanner lane only.

    Each is opened to ask for its feeds, unless that is not wanted.

    Errors: SCANNER_UNSUPPORTED where the system's scanner interface is missing, SCANNER_*.
    """
    if sys.platform == "win32":
        from app.scanning.windows_wia import list_wia_sources

        return list_wia_sources(ask_feeds=ask_feeds)
    from app.scanning.sane_source import list_sane_sources

    return list_sane_sources(ask_feeds=ask_feeds)
