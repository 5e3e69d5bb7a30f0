"""Scanners that have a TWAIN driver only, by a program that is installed beside this one.

TWAIN drivers are mostly of 32 bits and cannot be loaded here. NAPS2 runs them in a process of its
own, and its console takes orders: www.naps2.com/doc/command-line; what it answers is written after
its source (``NAPS2.Lib/Automation``). Never run with the real program; docs/decisions/016.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from PIL import Image

from app.errors import AppError, Cancelled, Code
from app.scanning.driver_files import files_in_order, folder_of_driver
from app.scanning.page_decoding import decode_page, decoding, header_dpi
from app.scanning.page_files import PageFolder
from app.scanning.paper_sizes import A4, MM_PER_INCH
from app.scanning.scanner_errors import twain_failure
from app.scanning.source import Capabilities, Feed, PageImage, ScanRequest, SourceInfo
from app.scanning.waiting import pause
from app.wiping import wipe

_NAMES = ("NAPS2.Console.exe", "naps2.console")
_FOLDERS = ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)")
_SOURCES = {Feed.GLASS: "glass", Feed.FEEDER: "feeder", Feed.DUPLEX: "duplex"}
_LIST_SECONDS = 40.0
"""For all drivers to be loaded once; one that hangs must not keep the others from being listed."""
_OUT = "twain-"
_TICK = 0.2
_HEARD = 4000
"""Characters of what the helper says that are looked at, from the end."""


def find_helper() -> Path | None:
    """The console of NAPS2: on the path, else where it is installed."""
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    places = [Path(os.environ[each]) / "NAPS2" for each in _FOLDERS if os.environ.get(each)]
    return next((file for each in places if (file := each / _NAMES[0]).is_file()), None)


def list_twain_sources() -> tuple[SourceInfo, ...]:
    """The scanners that the helper knows, none without it; any thread, takes some seconds.

    It takes the first scanner whose name holds the wanted one: a name that is a part of another
    before it could be that one's, and is left out.
    """
    helper = find_helper()
    if helper is None:
        return ()
    try:
        done = subprocess.run(
            [helper, "--listdevices", "--driver", "twain"], stdin=subprocess.DEVNULL,
            capture_output=True, timeout=_LIST_SECONDS, creationflags=_no_window(), check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ()
    if done.returncode:
        return ()
    names = [line.strip() for line in done.stdout.decode(errors="replace").splitlines()]
    return tuple(
        SourceInfo(f"twain:{name}", f"{name} (TWAIN)", ())
        for number, name in enumerate(names)
        if name and not any(name.lower() in other.lower() for other in names[:number])
    )


class TwainSource:
    """The scanner that its TWAIN driver calls ``name``."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def address(self) -> str:
        return f"twain:{self._name}"

    def capabilities(self) -> Capabilities:
        """Always SCANNER_UNSUPPORTED: the helper does not tell."""
        raise AppError(Code.SCANNER_UNSUPPORTED, device=self._name, said="capabilities")

    def pages(
        self, request: ScanRequest, folder: PageFolder, stop: Callable[[], bool]
    ) -> Iterator[PageImage]:
        """See ``ScanSource``; pages come when the whole stack is scanned.

        The helper empties the feeder whatever ``max_pages`` says; what is beyond it is dropped.
        """
        helper = find_helper()
        if helper is None:
            raise AppError(Code.SCANNER_UNSUPPORTED, device=self._name, said="TWAIN")
        if request.brightness:
            raise AppError(Code.SCANNER_UNSUPPORTED, device=self._name, said="brightness")
        if stop():
            raise Cancelled
        last = 1 if request.feed is Feed.GLASS else request.max_pages
        with (
            folder_of_driver(_OUT, folder) as out,
            _running(self._command(helper, request, out), out) as run,
        ):
            given = 0
            for file in _whole_files(run, out, stop):
                wanted = last is None or given < last
                page = self._page(file, request, folder) if wanted else None
                wipe(file)  # what lies there after a crash was not given yet
                given += 1
                if page is not None:
                    yield page
            self._require_all(run, out, given, request.feed)

    def _command(self, helper: Path, request: ScanRequest, out: Path) -> list[str]:
        inches = (request.width_mm / MM_PER_INCH, request.height_mm / MM_PER_INCH)
        size = "{:.3f}x{:.3f}in".format(*inches)
        if (request.width_mm, request.height_mm) == (A4.width_mm, A4.height_mm):
            size = "a4"
        return [
            str(helper), "-o", str(out / "$(nnnn).png"), "--noprofile", "--driver", "twain",
            "--device", self._name, "--source", _SOURCES[request.feed], "--dpi", str(request.dpi),
            "--bitdepth", "color" if request.colour else "gray", "--pagesize", size,
        ]  # fmt: skip

    def _page(self, file: Path, request: ScanRequest, folder: PageFolder) -> PageImage:
        with decoding(file.name):
            image = Image.open(file, formats=("PNG",))
        with image:
            if request.colour and not image.mode.startswith("RGB"):
                raise AppError(Code.SCANNER_UNSUPPORTED, device=self._name, said=image.mode)
            says_dpi = header_dpi(image) is not None
            page, dpi = decode_page(image, name=file.name)
        return folder.add(page, dpi=dpi if says_dpi else request.dpi)

    def _require_all(
        self, run: "subprocess.Popen[bytes]", out: Path, given: int, feed: Feed
    ) -> None:
        """Errors: what the helper says; half a sheet of a device that does not see both sides."""
        said = (out / "said").read_bytes()[-_HEARD:].decode(errors="replace").strip()
        if run.returncode or not given:
            raise twain_failure(said, device=self._name)
        if feed is Feed.DUPLEX and given % 2:
            raise AppError(Code.SCANNER_NO_DUPLEX, device=self._name, said=f"{given}")


@contextmanager
def _running(command: list[str], out: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The helper at work, gone after the block with all that it started."""
    with (out / "said").open("wb") as said:
        try:
            run = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
                creationflags=_no_window(),
            )  # fmt: skip
        except OSError as error:
            raise AppError(Code.SCANNER_UNSUPPORTED, said="TWAIN") from error
        try:
            yield run
        finally:
            _end(run)


def _whole_files(
    run: "subprocess.Popen[bytes]", out: Path, stop: Callable[[], bool]
) -> Iterator[Path]:
    """Each picture once nothing is written to it any more, in the order of the numbers."""
    while True:
        ended = run.poll() is not None
        files = files_in_order(out)
        for file in files if ended else files[:-1]:
            yield file
            if stop():
                raise Cancelled
        if ended:
            return
        pause(_TICK, stop)


def _end(run: "subprocess.Popen[bytes]") -> None:
    if run.poll() is not None:
        return
    try:
        # The driver runs in a child of the helper.
        family = [*psutil.Process(run.pid).children(recursive=True), psutil.Process(run.pid)]
    except psutil.NoSuchProcess:
        family = []
    for each in family:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue
    run.wait()


def _no_window() -> int:
    return getattr(subprocess, "CREATE_NO_WINDOW", 0)
