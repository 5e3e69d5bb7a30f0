"""The table of a scanned stack: pages a minute, kilobytes a page, words read; ours and peers'."""

import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from app.domain.scan import AS_IT_IS
from app.operations.stack_of_pages import StackWish, look_at_stack, make_files
from app.scanning.compression.steps import Compression
from app.scanning.source import PageImage
from app.scanning.stored_page import StoredPage
from app.scanning.text.reader import TextReader
from app.sealing.keys import Keys
from bench.scan_peers import PEERS, make
from bench.scanned_stack import PAGES, printed_words, scanned_stack

_ROUNDS = 3
_FASTEST = {Compression.JPEG: 400, Compression.LAYERED: 200}
"""Pages a minute on two cores that are aimed at."""
_MOST_KB = 80
"""Of a layered page."""
_READ = (0, 7, 14)
"""Pages whose words are read: a decision, a declaration on a lid, a certificate."""
_MANY = 10
"""Times as many pages, for what memory they take."""


@dataclass(frozen=True)
class Made:
    file: Path
    seconds: float
    peak_mb: int


def scan_table(folder: Path) -> None:
    """Print it, also where it falls short of an aim."""
    pages = scanned_stack(folder / "stack")
    weight = sum(page.file.bytes for page in pages) // len(pages) // 1000
    print(f"{PAGES} pages in colour, 200 dpi, seal and signature, {weight} kB each, without OCR:")
    for compression, aim in _FASTEST.items():
        made = _ours(folder / f"{compression.value}.pdf", pages, compression)
        rate = _line(
            f"ours, {compression.value}: straight, white, checked", made.file, made.seconds
        )
        print(f"    aim ≥ {aim} pages/min: {'met' if rate >= aim else 'MISSED'}", end="")
        if compression is Compression.LAYERED:
            small = made.file.stat().st_size / PAGES <= _MOST_KB * 1000
            print(f"; ≤ {_MOST_KB} kB: {'met' if small else 'MISSED'}", end="")
        fits = made.file.stat().st_size < 6_000_000
        print(f"; under 6 MB: {'met' if fits else 'MISSED'}")
    for peer in PEERS:
        found = make(peer, pages, folder)
        if isinstance(found, str):
            print(f"  {peer.name}: not measured: {found}")
        else:
            _line(peer.name, *found)
    _memory(folder, pages)


def _line(name: str, file: Path, seconds: float) -> float:
    rate, size = PAGES / seconds * 60, file.stat().st_size / PAGES / 1000
    print(f"  {name}: {rate:.0f} pages/min, {size:.0f} kB a page, {_recall(file):.1%} words read")
    return rate


def _recall(file: Path) -> float:
    """Share of the printed words that are read, with all marks, on some pages of ``file``."""
    found = wanted = 0
    with tempfile.TemporaryDirectory() as folder, TextReader() as reader:
        for number in _READ:
            page = Path(folder) / "page"
            subprocess.run(
                ["pdftoppm", "-r", "200", "-f", str(number + 1), "-l", str(number + 1),
                 "-singlefile", "-jpeg", "-jpegopt", "quality=95", file, page],
                check=True,
            )  # fmt: skip
            drawn = StoredPage(page.with_suffix(".jpg"), Keys({}))
            read = reader.read(drawn, dpi=200, cleaning=AS_IT_IS)
            words = Counter(printed_words(number))
            found += (words & Counter(word.text for word in read.words)).total()
            wanted += words.total()
    return found / wanted


def _ours(out: Path, pages: Sequence[PageImage], compression: Compression) -> Made:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own:
        return own.submit(_made, out, pages, compression, _ROUNDS).result()


def _made(out: Path, pages: Sequence[PageImage], compression: Compression, rounds: int) -> Made:
    """In a process of its own, whose peak is that of the job."""
    wish = StackWish(read=False, compression=compression, max_bytes=len(pages) * 300_000)
    taken = []
    for _ in range(rounds):
        out.unlink(missing_ok=True)
        started = time.perf_counter()
        make_files(look_at_stack(pages, wish), wish, out)
        taken.append(time.perf_counter() - started)
    return Made(out, statistics.median(taken), _peak_mb())


def _peak_mb() -> int:
    """Of this process alone: what ``getrusage`` tells begins with what its parent held (Linux
    takes it over in ``exec``).
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [line] = [each for each in status.splitlines() if each.startswith("VmHWM:")]
    return int(line.split()[1]) // 1024


def _memory(folder: Path, pages: Sequence[PageImage]) -> None:
    """What a stack takes that is ten times as high; its PDF is so much larger, too."""
    peaks = []
    for times in (1, _MANY):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own:
            made = own.submit(
                _made, folder / f"{times}.pdf", list(pages) * times, Compression.LAYERED, 1
            ).result()
        peaks.append(made.peak_mb)
    print(
        f"  memory at its peak: {peaks[0]} MB for {PAGES} pages, {peaks[1]} MB for {_MANY * PAGES}"
    )
